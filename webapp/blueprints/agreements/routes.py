"""Staff order from a contract or a formal quotation, and tie its new products to articles (G8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from wtforms import FileField

from webapp.services.core.clock import company_day
from webapp.services.core.errors import RuleBroken
from webapp.services.core.parsing import read_id
from webapp.services.core.transaction import Done
from webapp.services.exceptions.queries import get_payment
from webapp.services.files.storing import Paper
from webapp.services.orders.choosing import Orderer, get_orderer
from webapp.services.orders.from_agreements import PLACING
from webapp.services.orders.orderable import OrderableView, get_orderable
from webapp.services.orders.placing import OrderInput
from webapp.services.orders.pricing import CONTRACT, QUOTATION
from webapp.services.orders.tying import tie_article
from webapp.web.agreed_lines import AgreedSheet
from webapp.web.context import actor, db, form_key, now
from webapp.web.forms import DayField, Form, MoneyField, read_uploads, text_field
from webapp.web.htmx import go_to
from webapp.web.order_form import MISSING, address_id, announced
from webapp.web.words import choices

bp = Blueprint("agreements", __name__)

USUAL_DAYS = 3
UPLOADS = {"remittance_file": "remittance", "other": "other"}


class AgreedOrderForm(Form):
    """The head of an order; its lines are read apart."""

    address_id = text_field(10)
    requested_date = DayField()
    reason_code = text_field(30)
    invoice_kind = text_field(10)
    invoice_title = text_field(120)
    invoice_tax_number = text_field(30)
    quality_demand = text_field(200)
    remark = text_field(500)
    remittance_payer = text_field(120)
    remittance_amount = MoneyField()
    remittance_file = FileField()
    other = FileField()


class ArticleForm(Form):
    line = text_field(12)
    code = text_field(40)


@bp.route("/contracts/<path:number>/order", methods=["GET", "POST"])
def order_contract(number: str) -> Any:
    return _order(CONTRACT, number)


@bp.route("/quotations/<number>/order", methods=["GET", "POST"])
def order_quotation(number: str) -> Any:
    return _order(QUOTATION, number)


@bp.post("/contracts/<path:number>/article")
def tie_contract(number: str) -> Any:
    return _tie(CONTRACT, number)


@bp.post("/quotations/<number>/article")
def tie_quotation(number: str) -> Any:
    return _tie(QUOTATION, number)


def _tie(kind: str, number: str) -> Any:
    """Ties one line; what is wrong is said on the way back to the order's form."""
    form = ArticleForm()
    form.validate()
    line_id = read_id(form.line.data or "") or 0
    try:
        done = tie_article.once(
            form_key(), db(), actor(), kind, number, line_id, form.code.data or ""
        )
    except RuleBroken as refused:
        form.absorb(refused)
        flash(" ".join(text for texts in form.errors.values() for text in texts), "danger")
    else:
        flash(gettext("The line has its article: %(code)s.", code=done.details["article"]))
    return go_to(url_for(f"agreements.order_{kind}", number=number))


def _order(kind: str, number: str) -> Any:
    view = get_orderable(db(), actor(), kind, number, now())
    orderer = get_orderer(db(), actor(), view.customer_code)
    form = AgreedOrderForm()
    if request.method == "GET":
        _prefill(form, orderer)
        return _page(view, orderer, AgreedSheet(view, {}), form)
    sheet = AgreedSheet.sent(view)
    if not form.validate() or sheet.errors:
        return _page(view, orderer, sheet, form, 422)
    try:
        done = _place(kind, number, sheet, form)
    except RuleBroken as refused:
        sheet.absorb(refused, form)
        return _page(view, orderer, sheet, form, 422)
    flash(gettext("Order %(number)s is placed.", number=done.number), "success")
    return go_to(url_for("orders.show", number=done.number))


def _place(kind: str, number: str, sheet: AgreedSheet, form: AgreedOrderForm) -> Done:
    given = _given(form)
    return PLACING[kind].once(form_key(), db(), actor(), number, sheet.quantities, given)


def _prefill(form: AgreedOrderForm, orderer: Orderer) -> None:
    form.requested_date.data = company_day(now()) + timedelta(days=USUAL_DAYS)
    form.reason_code.data = "project"
    form.invoice_kind.data = "none"
    form.invoice_title.data = orderer.invoice_title
    form.invoice_tax_number.data = orderer.credit_code


def _given(form: AgreedOrderForm) -> OrderInput:
    """Raises RuleBroken when there is no date, or half of a remittance."""
    if form.requested_date.data is None:
        raise RuleBroken(MISSING, "requested_date")
    papers = tuple(
        Paper(purpose, upload) for name, purpose in UPLOADS.items() for upload in read_uploads(name)
    )
    return OrderInput(
        lines=(),
        requested_date=form.requested_date.data,
        address_id=address_id(form.address_id.data or ""),
        reason_code=form.reason_code.data or "",
        invoice_kind=form.invoice_kind.data or "",
        invoice_title=form.invoice_title.data or "",
        invoice_tax_number=form.invoice_tax_number.data or "",
        remark=form.remark.data or "",
        quality_demand=form.quality_demand.data or "",
        papers=papers,
        remittance=announced(form.remittance_payer.data or "", form.remittance_amount.data),
    )


def _page(
    view: OrderableView,
    orderer: Orderer,
    sheet: AgreedSheet,
    form: AgreedOrderForm,
    code: int = 200,
) -> Response:
    body = render_template(
        "agreements/order.html",
        view=view,
        orderer=orderer,
        sheet=sheet,
        form=form,
        payment=get_payment(db(), actor(), view.number, now()) if view.kind == CONTRACT else None,
        addresses=[(one.id, one.text) for one in orderer.addresses],
        reasons=choices("reason"),
        invoices=choices("invoice"),
    )
    return make_response(body, code)
