"""One rate: its curve, the values behind it, and taking them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Response, request
from flask_babel import gettext

from webapp.blueprints.rates.blueprint import bp
from webapp.blueprints.rates.forms import NameForm
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.rates.queries import RateRow, ValueRow, get_rate, rate_points, rate_values
from webapp.web.charts import line_chart
from webapp.web.context import actor, db, form_version, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing
from webapp.web.templating import localtime

#: Spans that the curve is drawn over: key, days, gettext id.
SPANS = {
    "3m": (92, N_("3 months")),
    "1y": (366, N_("1 year")),
    "5y": (1830, N_("5 years")),
}
USUAL_SPAN = "1y"


class SpanForm(Form):
    span = text_field(4)


def _listing(code: str, args: Args) -> Listing[SpanForm]:
    return Listing("rate_values", "rates.show", SpanForm(args), args=args, code=code)


@bp.get("/<code>")
def show(code: str) -> Any:
    return rate_page(code)


def rate_page(code: str, names: NameForm | None = None) -> Response:
    """The rate's page; ``names`` is a refused form, which then stands open."""
    rate = get_rate(db(), actor(), code)
    listing = _listing(rate.code, request.args)
    page = listing.page(
        lambda after, before: rate_values(db(), actor(), rate, after=after, before=before)
    )
    span = listing.filter.get("span", USUAL_SPAN)
    span = span if span in SPANS else USUAL_SPAN
    return render(
        "rates/show.html",
        "rates/_values.html",
        rate=rate,
        listing=listing,
        page=page,
        chart=line_chart(rate_points(db(), actor(), rate, _since(span))),
        span=span,
        spans={key: text for key, (_, text) in SPANS.items()},
        names=names or _names(rate),
        is_refused=names is not None,
        version=form_version() if names else rate.version,
        may_manage=actor().may(Permission.RATE_MANAGE),
    )


def _since(span: str) -> date:
    return company_day(now()) - timedelta(days=SPANS[span][0])


def _names(rate: RateRow) -> NameForm:
    given = {"name": rate.name, "name_en": rate.name_en, "unit": rate.unit}
    return NameForm(formdata=None, data=given)


def _exported(args: Args) -> Iterable[ValueRow]:
    rate = get_rate(db(), actor(), args.get("code", ""))
    return every_row(lambda after, rows: rate_values(db(), actor(), rate, after=after, rows=rows))


def _columns() -> Sequence[Column[ValueRow]]:
    return [
        Column(gettext("Day"), lambda row: row.day.isoformat()),
        Column(gettext("Market value"), lambda row: row.value, 16, "price"),
        Column(gettext("Change"), lambda row: row.change, 12, "money"),
        Column(gettext("Source"), lambda row: row.source, 30),
        Column(gettext("Entered by"), lambda row: row.entered_by),
        Column(gettext("Entered at"), lambda row: localtime(row.entered_at), 18),
    ]


register(
    Exportable("rate_values", N_("Values of a rate"), Permission.RATE_MANAGE, _columns, _exported)
)
