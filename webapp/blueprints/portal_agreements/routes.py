"""The customer orders from his own contract, or from an offer that he accepted (G8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.services.core.errors import RuleBroken
from webapp.services.exceptions.commands import report_refusal
from webapp.services.exceptions.paying import FIELD as UNPAID
from webapp.services.ordering.queries import CustomerFile, customer_file
from webapp.services.orders.from_agreements import PLACING
from webapp.services.orders.orderable import OrderableView, get_orderable
from webapp.services.orders.pricing import CONTRACT, QUOTATION
from webapp.web.agreed_lines import AgreedSheet
from webapp.web.context import actor, db, form_key, now
from webapp.web.htmx import go_to
from webapp.web.order_form import OrderForm
from webapp.web.words import choices

bp = Blueprint("portal_agreements", __name__)

USUAL_DAYS = 3


@bp.route("/my/contracts/<path:number>/order", methods=["GET", "POST"])
def order_contract(number: str) -> Any:
    return _order(CONTRACT, number)


@bp.route("/my/offers/<number>/order", methods=["GET", "POST"])
def order_quotation(number: str) -> Any:
    return _order(QUOTATION, number)


def _order(kind: str, number: str) -> Any:
    view = get_orderable(db(), actor(), kind, number, now())
    file = customer_file(db(), actor(), now())
    form = OrderForm()
    if request.method == "GET":
        _prefill(form, file)
        return _page(view, file, AgreedSheet(view, {}), form)
    sheet = AgreedSheet.sent(view)
    given = form.order_input()
    if given is not None and not sheet.errors:
        try:
            done = PLACING[kind].once(form_key(), db(), actor(), number, sheet.quantities, given)
        except RuleBroken as refused:
            if UNPAID in refused.fields:
                report_refusal(db(), actor(), number)
            sheet.absorb(refused, form)
        else:
            flash(gettext("Order %(number)s is placed.", number=done.number), "success")
            return go_to(url_for("portal_orders.show", number=done.number))
    form.remember_files()
    return _page(view, file, sheet, form, 422)


def _prefill(form: OrderForm, file: CustomerFile) -> None:
    form.requested_date.data = file.today + timedelta(days=USUAL_DAYS)
    form.reason_code.data = "project"
    form.invoice_kind.data = "none"
    form.invoice_title.data = file.invoice_title
    form.invoice_tax_number.data = file.tax_number
    form.payer.data = file.name
    form.address_id.data = str(file.addresses[0].id) if file.addresses else ""


def _page(
    view: OrderableView, file: CustomerFile, sheet: AgreedSheet, form: OrderForm, code: int = 200
) -> Response:
    body = render_template(
        "portal_agreements/order.html",
        view=view,
        file=file,
        sheet=sheet,
        form=form,
        reasons=choices("reason"),
        invoices=choices("invoice"),
    )
    return make_response(body, code)
