"""Dingda: order management from the customer's order to his signed receipt."""

from webapp.factory import create_app

__all__ = ["create_app"]
