"""Changing an order that came back, and submitting it again under its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.portal_orders.blueprint import bp
from webapp.services.core.errors import Message, RuleBroken
from webapp.services.core.quantities import plain
from webapp.services.customers.queries import AddressRow, list_addresses
from webapp.services.documents.acting import wrong_state
from webapp.services.ordering.discretion import discreet
from webapp.services.ordering.lines import RawLine, RowProblems, resolve_lines
from webapp.services.orders.agreed import keep_agreed
from webapp.services.orders.commands import resubmit_order
from webapp.services.orders.queries import get_order
from webapp.services.orders.views import OrderView
from webapp.web.context import actor, db, form_key, form_version, now, rules
from webapp.web.document_pages import is_sent_back
from webapp.web.htmx import go_to
from webapp.web.order_form import OrderForm
from webapp.web.order_lines import editor_rows, read_lines, rows_named
from webapp.web.templating import named
from webapp.web.words import choices

KEPT = (
    "requested_date",
    "reason_code",
    "invoice_kind",
    "invoice_title",
    "invoice_tax_number",
    "quality_demand",
    "remark",
)


@bp.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    order = get_order(db(), actor(), number, now())
    if request.method == "GET":
        _refuse_unless_draft(order)
        return _page(order, _prefilled(order), _lines_of(order), {})
    form = OrderForm()
    raw = read_lines(request.form)
    problems = _submit(order, form, raw)
    if problems is None:
        flash(gettext("%(number)s is submitted again.", number=order.number), "success")
        return go_to(url_for("portal_orders.show", number=order.number))
    form.remember_files()
    return _page(order, form, raw, problems, code=422)


def _submit(order: OrderView, form: OrderForm, raw: Sequence[RawLine]) -> RowProblems | None:
    """Submits the order again; None when it is done, else what is wrong with each row."""
    there = {line.product_id for line in order.lines}
    is_agreed = order.made_from is not None
    wanted, problems = resolve_lines(db(), actor(), raw, there, is_agreed=is_agreed)
    given = form.order_input(wanted, order.contract_number)
    if problems:
        form.refused.setdefault("", []).append(gettext("Some lines need a look."))
    if given is None or problems:
        return problems
    try:
        given = replace(given, lines=keep_agreed(order.lines, wanted))
        resubmit_order.once(form_key(), db(), actor(), order.number, form_version(), given)
    except RuleBroken as refused:
        return _sort_out(form, discreet(refused, rules()), raw)
    return None


def _sort_out(form: OrderForm, refused: RuleBroken, raw: Sequence[RawLine]) -> RowProblems:
    """Puts refusals of lines and stock at their rows, and all others at the form's fields."""
    at_rows: RowProblems = {}
    rest: dict[str, list[Message]] = {}
    for name, messages in refused.fields.items():
        rows = rows_named(name, raw)
        if rows:
            at_rows.setdefault(rows[0], []).extend(messages)
        else:
            rest[name] = messages
    if rest:
        form.absorb(RuleBroken.of(rest))
    if at_rows:
        form.refused.setdefault("", []).append(gettext("Some lines need a look."))
    return at_rows


def _refuse_unless_draft(order: OrderView) -> None:
    if "resubmit" not in order.actions:
        raise wrong_state(order)


def _prefilled(order: OrderView) -> OrderForm:
    form = OrderForm(data={name: getattr(order, name) for name in KEPT})
    form.address_id.data = _address_id(order, list_addresses(db(), actor()))
    form.payer.data = order.customer_name
    return form


def _address_id(order: OrderView, addresses: Sequence[AddressRow]) -> str:
    """The address that the order has, else the default one."""
    there = (order.contact, order.phone, order.address)
    same = [one for one in addresses if (one.contact, one.phone, one.address) == there]
    return next((str(one.id) for one in [*same, *addresses]), "")


def _lines_of(order: OrderView) -> list[RawLine]:
    return [
        RawLine(row=row, code=line.code, quantity=plain(line.quantity), line_id=str(line.id))
        for row, line in enumerate((one for one in order.lines if not one.is_gift), start=1)
    ]


def _page(
    order: OrderView,
    form: OrderForm,
    raw: Sequence[RawLine],
    problems: RowProblems,
    *,
    code: int = 200,
) -> Any:
    version = form_version() if request.method == "POST" else order.version
    body = render_template(
        "portal_orders/edit.html",
        order=order,
        form=form,
        version=version,
        rows=editor_rows(raw, problems, {line.code: named(line) for line in order.lines}),
        addresses=list_addresses(db(), actor()),
        is_sent_back=is_sent_back(order),
        reasons=choices("reason"),
        invoices=choices("invoice"),
    )
    return body, code
