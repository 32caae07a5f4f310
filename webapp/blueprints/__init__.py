"""The areas' pages; each package offers its blueprint as ``bp``."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

AREAS = (
    "health",
    "home",
    "account",
    "notices",
    "announcements",
    "mail",
    "files",
    "lists",
    "imports",
    "tasks",
    "work",
    "orders",
    "returns",
    "quotations",
    "inquiries",
    "contracts",
    "reviews",
    "agreements",
    "exceptions",
    "supervision",
    "customers",
    "classification",
    "products",
    "prices",
    "rates",
    "promotions",
    "catalog",
    "ordering",
    "portal_orders",
    "portal_receipts",
    "portal_returns",
    "portal_inquiries",
    "portal_offers",
    "offers",
    "portal_contracts",
    "portal_agreements",
    "addresses",
    "warehouse",
    "stock",
    "order_kinds",
    "chains",
    "panels",
    "stand_ins",
    "staff",
    "roles",
    "organisation",
    "audit",
    "company_settings",
)


def register_blueprints(app: Flask, *, demo: bool) -> None:
    """Registers every area; the demo's sign-in exists only where demo data does (A11)."""
    for area in (*AREAS, "demo") if demo else AREAS:
        app.register_blueprint(import_module(f"webapp.blueprints.{area}.routes").bp)
