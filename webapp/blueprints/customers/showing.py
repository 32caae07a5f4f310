"""One customer's file on its page. Whoever looks at it stands on its trail (H3, I4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import make_response, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.blueprints.customers.blueprint import bp
from webapp.services.core.clock import company_day
from webapp.services.core.permissions import Permission
from webapp.services.customers.choosing import salespeople
from webapp.services.customers.evaluating import AFTER_MONTHS
from webapp.services.customers.reading import get_customer
from webapp.services.customers.viewing import look_at
from webapp.services.orders.filters import OrderFilter
from webapp.services.orders.queues import OrderRow, list_orders
from webapp.web.context import actor, db, now
from webapp.web.forms import Form
from webapp.web.list_words import list_options, listed
from webapp.web.timeline import timeline

LAST_ORDERS = 10


@bp.get("/<number>")
def show(number: str) -> Any:
    return customer_page(number)


def customer_page(
    number: str, forms: Mapping[str, Form] | None = None, code: int = 200
) -> Response:
    """The file; ``forms`` holds a refused form by its act, which then stands open."""
    look_at(db(), actor(), number, now())
    customer = get_customer(db(), actor(), number, company_day(now()))
    body = render_template(
        "customers/show.html",
        customer=customer,
        orders=_last_orders(number),
        entries=timeline(customer.events, "customer"),
        takers=[(one.code, one.name) for one in salespeople(db())],
        months=_months(),
        forms=forms or {},
        listed=listed,
        list_options=list_options,
    )
    return make_response(body, code)


def _last_orders(number: str) -> list[OrderRow]:
    if not actor().may(Permission.ORDER_VIEW):
        return []
    asked = OrderFilter(customer=number)
    return list(list_orders(db(), actor(), asked, now(), rows=LAST_ORDERS).rows)


def _months() -> list[tuple[int, str]]:
    return [
        (many, gettext("in %(num)s months", num=many) if many else gettext("No day is set"))
        for many in AFTER_MONTHS
    ]
