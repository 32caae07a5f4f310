"""Writing orders: changing the lines of one in review, and ordering for a customer (J1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, flash, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext
from wtforms import FileField

from webapp.blueprints.orders.blueprint import bp
from webapp.blueprints.orders.sheet import Sheet
from webapp.services.catalog.searching import suggest_products
from webapp.services.contracts.register import contracts_in_force
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.files.storing import Paper
from webapp.services.orders import choosing, kinds
from webapp.services.orders.commands import place_order
from webapp.services.orders.order_kinds import list_order_kinds
from webapp.services.orders.placing import OrderInput
from webapp.services.orders.queries import get_order
from webapp.services.orders.review import edit_lines
from webapp.services.orders.views import OrderView
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import DayField, Form, MoneyField, clean_text, read_uploads, text_field
from webapp.web.htmx import go_to
from webapp.web.language import say
from webapp.web.order_form import MISSING, address_id, announced
from webapp.web.templating import named
from webapp.web.words import choices

USUAL_DAYS = 3
LONGEST_CODE = 40
#: Upload fields of the order form, and which paper each one is.
UPLOADS = {
    "customer_order": "customer_order",
    "confirmation": "confirmation",
    "remittance_file": "remittance",
    "other": "other",
}


class EditForm(Form):
    reason = text_field(500)


class OrderForm(Form):
    """The head of an order that staff place for a customer; lines are read apart."""

    customer = text_field(40)
    address_id = text_field(10)
    requested_date = DayField()
    kind = text_field(20)
    reason_code = text_field(30)
    contract_number = text_field(60)
    invoice_kind = text_field(10)
    invoice_title = text_field(120)
    invoice_tax_number = text_field(30)
    quality_demand = text_field(200)
    remark = text_field(500)
    remittance_payer = text_field(120)
    remittance_amount = MoneyField()
    customer_order = FileField()
    confirmation = FileField()
    remittance_file = FileField()
    other = FileField()


@bp.get("/products")
def products() -> Response:
    """Articles that fit what is typed into a row of the editor."""
    found = suggest_products(db(), actor(), request.args.get("q", ""))
    return jsonify(
        [
            {"value": one.code, "label": named(one), "hint": f"{one.specification} {one.unit}"}
            for one in found
        ]
    )


@bp.route("/<number>/lines", methods=["GET", "POST"])
def edit(number: str) -> Any:
    """Changes the lines while the order stands in order review; the old version is kept."""
    order = get_order(db(), actor(), number, now())
    form = EditForm()
    if request.method == "GET":
        if "edit" not in order.actions:
            raise Conflict(N_("Lines are changed in order review only."))
        return _editor(order, Sheet.of_order(order), form)
    return _change(order, Sheet.typed_for(order), form)


def _change(order: OrderView, sheet: Sheet, form: EditForm) -> Any:
    wanted = sheet.resolve()
    if not form.validate() or sheet.problems:
        return _editor(order, sheet, form, 422)
    try:
        done = edit_lines.once(
            form_key(),
            db(),
            actor(),
            order.number,
            form_version(),
            wanted,
            form.reason.data or "",
        )
    except RuleBroken as refused:
        sheet.absorb(refused, form)
        return _editor(order, sheet, form, 422)
    except Conflict as moved:
        form.refused[""] = [say(moved.message)]
        return _editor(get_order(db(), actor(), order.number, now()), sheet, form, 409)
    flash(gettext("The lines of %(number)s are changed.", number=done.number), "success")
    return go_to(url_for("orders.show", number=done.number))


def _editor(order: OrderView, sheet: Sheet, form: EditForm, code: int = 200) -> Response:
    sheet.say_on_top(form)
    body = render_template(
        "orders/edit.html", order=order, rows=sheet.rows(), form=form, moved=code == 409
    )
    return make_response(body, code)


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """Places an order for a customer, on the paper that he gave (J1)."""
    sent = request.form if request.method == "POST" else request.args
    code = clean_text(sent.get("customer", "")[:LONGEST_CODE])
    form = OrderForm()
    orderer = _orderer(code, form)
    if orderer is None:
        return render_template("orders/choose_customer.html", form=form, code=code), (
            404 if code else 200
        )
    if request.method == "GET":
        _prefill(form, orderer)
        return _order_page(orderer, Sheet([]), form)
    return _place(orderer, Sheet.typed(), form)


def _orderer(code: str, form: OrderForm) -> choosing.Orderer | None:
    if not code:
        return None
    try:
        return choosing.get_orderer(db(), actor(), code)
    except NotFound:
        form.refused["customer"] = [gettext("There is no such customer, or he is not yours.")]
        return None


def _prefill(form: OrderForm, orderer: choosing.Orderer) -> None:
    form.requested_date.data = company_day(now()) + timedelta(days=USUAL_DAYS)
    form.kind.data = kinds.ORDINARY
    form.reason_code.data = "replenishment"
    form.contract_number.data = orderer.contract_number
    form.invoice_kind.data = "none"
    form.invoice_title.data = orderer.invoice_title
    form.invoice_tax_number.data = orderer.credit_code


def _place(orderer: choosing.Orderer, sheet: Sheet, form: OrderForm) -> Any:
    wanted = sheet.resolve()
    try:
        papers = _papers()
        if not form.validate() or sheet.problems:
            return _order_page(orderer, sheet, form, 422)
        given = _given(form, wanted, papers)
        done = place_order.once(form_key(), db(), actor(), orderer.id, given)
    except RuleBroken as refused:
        sheet.absorb(refused, form)
        return _order_page(orderer, sheet, form, 422)
    flash(gettext("Order %(number)s is placed.", number=done.number), "success")
    return go_to(url_for("orders.show", number=done.number))


def _papers() -> list[Paper]:
    return [
        Paper(purpose, upload) for name, purpose in UPLOADS.items() for upload in read_uploads(name)
    ]


def _given(form: OrderForm, lines: Any, papers: list[Paper]) -> OrderInput:
    """Raises RuleBroken when there is no date: everything else the placing checks."""
    if form.requested_date.data is None:
        raise RuleBroken(MISSING, "requested_date")
    return OrderInput(
        lines=lines,
        requested_date=form.requested_date.data,
        address_id=address_id(form.address_id.data or ""),
        reason_code=form.reason_code.data or "",
        contract_number=form.contract_number.data or "",
        invoice_kind=form.invoice_kind.data or "",
        invoice_title=form.invoice_title.data or "",
        invoice_tax_number=form.invoice_tax_number.data or "",
        remark=form.remark.data or "",
        quality_demand=form.quality_demand.data or "",
        papers=papers,
        remittance=announced(form.remittance_payer.data or "", form.remittance_amount.data),
        kind=form.kind.data or "",
    )


def _order_page(
    orderer: choosing.Orderer, sheet: Sheet, form: OrderForm, code: int = 200
) -> Response:
    sheet.say_on_top(form)
    body = render_template(
        "orders/new.html",
        orderer=orderer,
        rows=sheet.rows(spare=3 if sheet.raw else 8),
        form=form,
        addresses=[(one.id, one.text) for one in orderer.addresses],
        reasons=choices("reason"),
        kinds=[(one.code, named(one)) for one in list_order_kinds(db()) if one.is_on],
        invoices=choices("invoice"),
        contracts=contracts_in_force(
            db(), actor(), Permission.ORDER_CREATE, orderer.code, company_day(now())
        ),
    )
    return make_response(body, code)
