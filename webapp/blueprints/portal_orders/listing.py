"""My orders: by status, found by number or article, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from wtforms import Field

from webapp.blueprints.portal_orders.blueprint import bp
from webapp.services.orders import kinds
from webapp.services.orders.filters import OrderFilter
from webapp.services.orders.glimpses import Glimpse, glimpses
from webapp.services.orders.queues import list_orders, status_counts
from webapp.web.context import actor, db, now
from webapp.web.forms import DayField, Form, text_field
from webapp.web.htmx import render
from webapp.web.words import word


class FilterForm(Form):
    """What the list is narrowed to; a value that cannot be read narrows nothing."""

    q = text_field(60)
    from_day = DayField()
    to_day = DayField()


@dataclass(frozen=True, slots=True)
class Tab:
    """A status tab; only what is open has a count, and what waits for the customer is hot."""

    label: str
    url: str
    count: int | None
    active: bool
    hot: bool


@bp.get("")
def index() -> Any:
    form = FilterForm(request.args)
    form.validate()
    status = request.args.get("status", "")
    status = status if status in kinds.STATUSES else ""
    wanted = OrderFilter(
        search=_read(form.q) or "",
        status=status,
        from_day=_read(form.from_day),
        to_day=_read(form.to_day),
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
        tabs=_tabs(status, given),
        glimpses=glimpses(db(), actor(), [row.number for row in orders.rows]),
        nothing=Glimpse(),
        address=lambda **more: _address(status, given, **more),
    )


def _read(field: Field) -> Any:
    return None if field.errors else field.data


def _given(form: FilterForm) -> dict[str, str]:
    return {name: str(form.values[name]) for name in ("q", "from_day", "to_day") if form[name].data}


def _address(status: str, given: dict[str, str], **more: str) -> str:
    values: dict[str, Any] = {**given, **more}
    return url_for("portal_orders.index", status=status or None, **values)


def _tabs(status: str, given: dict[str, str]) -> list[Tab]:
    counts = status_counts(db(), actor())
    every = Tab(gettext("All"), _address("", given), None, not status, False)
    return [every, *(_tab(key, status, counts, given) for key in kinds.STATUSES)]


def _tab(key: str, status: str, counts: dict[str, int], given: dict[str, str]) -> Tab:
    count = None if key in kinds.CLOSED else counts.get(key, 0)
    is_hot = bool(count) and key in (kinds.DRAFT, kinds.RECEIPT)
    return Tab(word("status", key), _address(key, given), count, key == status, is_hot)
