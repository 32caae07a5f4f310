"""My orders: by status, found by number or article, newest first."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from webapp.blueprints.portal_orders.blueprint import bp
from webapp.services.orders import kinds
from webapp.services.orders.filters import OrderFilter
from webapp.services.orders.glimpses import Glimpse, glimpses
from webapp.services.orders.queues import list_orders, status_counts
from webapp.web.context import actor, db, now
from webapp.web.forms import DayField, Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.tabs import Statuses, status_tabs


class FilterForm(Form):
    """What the list is narrowed to; a value that cannot be read narrows nothing."""

    q = text_field(60)
    from_day = DayField()
    to_day = DayField()


STATUSES = Statuses("status", kinds.CLOSED, hot=(kinds.DRAFT, kinds.RECEIPT))


@bp.get("")
def index() -> Any:
    form = FilterForm(request.args)
    form.validate()
    status = request.args.get("status", "")
    status = status if status in kinds.STATUSES else ""
    wanted = OrderFilter(
        search=readable(form.q) or "",
        status=status,
        from_day=readable(form.from_day),
        to_day=readable(form.to_day),
        sort="newest",
    )
    after, before = (request.args.get(name, "") for name in ("after", "before"))
    orders = list_orders(db(), actor(), wanted, now(), after=after, before=before)
    given = _given(form)
    return render(
        "portal_orders/index.html",
        "portal_orders/_list.html",
        form=form,
        orders=orders,
        chosen=status,
        given=given,
        tabs=status_tabs(
            STATUSES, status, status_counts(db(), actor()), lambda key: _address(key, given)
        ),
        glimpses=glimpses(db(), actor(), [row.number for row in orders.rows]),
        nothing=Glimpse(),
        address=lambda **more: _address(status, given, **more),
    )


def _given(form: FilterForm) -> dict[str, str]:
    return {name: str(form.values[name]) for name in ("q", "from_day", "to_day") if form[name].data}


def _address(status: str, given: dict[str, str], **more: str) -> str:
    values: dict[str, Any] = {**given, **more}
    return url_for("portal_orders.index", status=status or None, **values)
