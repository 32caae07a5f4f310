"""Applications for an exception from the terms of payment (C3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext

from webapp.services.core.errors import N_, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.exceptions import kinds
from webapp.services.exceptions.commands import (
    apply_for_exception,
    return_to_sales,
    withdraw_exception,
)
from webapp.services.exceptions.queries import (
    ExceptionRow,
    count_exceptions,
    get_exception,
    get_payment,
    list_exceptions,
)
from webapp.services.lists.sheets import Column, every_row
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import go_to, render
from webapp.web.listing import Listing, tab
from webapp.web.templating import localday
from webapp.web.timeline import timeline
from webapp.web.words import word

bp = Blueprint("exceptions", __name__)


class FilterForm(Form):
    q = text_field(60)


class ReasonForm(Form):
    reason = text_field(1000)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "exceptions",
        "exceptions.index",
        FilterForm(args),
        args=args,
        statuses=tuple(kinds.STATUSES),
    )


@bp.get("/exceptions")
def index() -> Any:
    listing = _listing(request.args)
    search = readable(listing.form.q) or ""
    page = listing.page(
        lambda after, before: list_exceptions(
            db(), actor(), search=search, status=listing.status, after=after, before=before
        )
    )
    counts = count_exceptions(db(), actor())
    tabs = [tab(listing, "", gettext("All"))]
    tabs += [
        tab(listing, key, gettext(text), counts.get(key, 0)) for key, text in kinds.STATUSES.items()
    ]
    return render(
        "exceptions/index.html", "exceptions/_list.html", listing=listing, page=page, tabs=tabs
    )


@bp.get("/exceptions/<number>")
def show(number: str) -> Any:
    view = get_exception(db(), actor(), number, now())
    entries = timeline(view.events, kinds.KIND)
    return render_template("exceptions/show.html", view=view, entries=entries)


@bp.post("/exceptions/<number>/withdraw")
def withdraw(number: str) -> Any:
    withdraw_exception.once(form_key(), db(), actor(), number, form_version())
    flash(gettext("%(number)s is withdrawn.", number=number), "success")
    return go_to(url_for("exceptions.show", number=number))


@bp.route("/contracts/<path:number>/exception", methods=["GET", "POST"])
def apply(number: str) -> Any:
    """What a contract owes, and the application for an exception."""
    form = ReasonForm()
    if request.method == "POST" and form.validate():
        try:
            done = apply_for_exception.once(
                form_key(), db(), actor(), number, form.reason.data or ""
            )
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("%(number)s waits for the general manager.", number=done.number))
            return go_to(url_for("exceptions.show", number=done.number))
    payment = get_payment(db(), actor(), number, now())
    if payment is None:
        raise NotFound()
    code = 422 if form.errors else 200
    return render_template("exceptions/apply.html", payment=payment, form=form), code


@bp.post("/orders/<number>/sales")
def back_to_sales(number: str) -> Any:
    """From order review: the order's contract is not paid as agreed."""
    form = ReasonForm()
    remark = (readable(form.reason) or "") if form.validate() else ""
    return_to_sales.once(form_key(), db(), actor(), number, form_version(), remark)
    flash(gettext("Whoever sells %(number)s is told what is owed.", number=number), "success")
    return go_to(url_for("orders.show", number=number))


def _exported(args: Args) -> Iterable[ExceptionRow]:
    listing = _listing(args)
    search = readable(listing.form.q) or ""
    return every_row(
        lambda after, rows: list_exceptions(
            db(), actor(), search=search, status=listing.status, after=after, rows=rows
        )
    )


def _columns() -> Sequence[Column[ExceptionRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("State"), lambda row: word("exception_status", row.status), 18),
        Column(gettext("Contract"), lambda row: row.contract, 22),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer, 30),
        Column(gettext("Owed (CNY)"), lambda row: row.debt_amount, 14, "money"),
        Column(gettext("Reason"), lambda row: row.reason, 40),
        Column(gettext("Applied for by"), lambda row: row.created_by),
        Column(gettext("Applied for on"), lambda row: localday(row.created_at)),
    ]


register(
    Exportable(
        "exceptions", N_("Exceptions from payment"), Permission.CONTRACT_VIEW, _columns, _exported
    )
)
