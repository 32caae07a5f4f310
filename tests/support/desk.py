"""Acts on an order from its page, as staff at the desk do them."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.support.client import Client
from webapp.models import Order


def at(order: Order) -> str:
    return f"/orders/{order.number}"


def act(client: Client, order: Order, name: str, **values: Any) -> TestResponse:
    """Sends the form of an act as it stands on the order's page."""
    return client.submit(client.page(at(order)), f"form[data-act={name}]", **values)
