"""The address without a path: each kind of account has its own interface behind it (A1)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for

from webapp.web.access import may_open
from webapp.web.context import actor

bp = Blueprint("home", __name__)
KEEPER = "shipping_keeper"


@bp.get("/")
def index() -> Any:
    """The customer's catalogue, the keeper's warehouse, everybody else's work."""
    if actor().is_customer:
        return redirect(url_for("catalog.index"), 303)
    if actor().roles == {KEEPER} and may_open(actor(), "warehouse.index"):
        return redirect(url_for("warehouse.index"), 303)
    return redirect(url_for("work.index"), 303)
