"""The customer's own orders."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("portal_orders", __name__, url_prefix="/my/orders")
