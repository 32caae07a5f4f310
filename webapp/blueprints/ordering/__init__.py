"""Cart, quick order and checkout; importing the package gives the blueprint all its pages."""

from webapp.blueprints.ordering import quick, routes

__all__ = ["quick", "routes"]
