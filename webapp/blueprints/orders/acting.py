"""Acts of the company on one order. Each is a plain form: act, then back to the order's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext

from webapp.blueprints.orders.blueprint import bp
from webapp.blueprints.orders.showing import order_page
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import LARGEST_ID
from webapp.services.core.transaction import Done
from webapp.services.files.storing import Paper
from webapp.services.orders import kinds, notes, payments, review
from webapp.services.shipping.commands import cancel_shipment as cancel_shipment_act
from webapp.services.shipping.commands import close_short as close_short_act
from webapp.services.shipping.receipts import settle_differences
from webapp.web.carrier_form import CarrierForm
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form, read_uploads, text_field
from webapp.web.htmx import go_to
from webapp.web.words import word

SAID = {
    "pass": N_("%(number)s passed. It stands at: %(status)s."),
    "send_back": N_("%(number)s sent back. It stands at: %(status)s."),
    "void": N_("%(number)s is void. Its stock is free again."),
    "close_short": N_("The rest of %(number)s is closed. It stands at: %(status)s."),
    "settle_differences": N_("The differences of %(number)s are settled."),
    "confirm_remittance": N_("The remittance is confirmed."),
    "refuse_remittance": N_("The remittance is refused. The customer was told why."),
    "pay": N_("%(number)s was paid from the prepayment."),
    "cancel_shipment": N_("The shipment is cancelled. Its goods are on hand again."),
    "change_remark": N_("The internal remark is kept."),
    "file_inside": N_("The papers are filed."),
}
ALREADY = N_("This was done already. Nothing was changed.")


class ActForm(Form):
    """What an act may be told; each act reads its own part."""

    reason = text_field(500)
    target = text_field(20)
    remark = text_field(500)


class PassForm(CarrierForm):
    """The salesperson's confirmation (D3), or what the carrier gave."""

    @property
    def values(self) -> dict[str, Any]:
        chosen = {
            "free_goods": request.form.get("free_goods", ""),
            "note_options": request.form.getlist("note_options"),
        }
        return {**super().values, **chosen}


def _act(name: str, number: str, act: Callable[[Any], Done], form: Form | None = None) -> Any:
    """Runs an act with its form; a broken rule shows the page again with the form open."""
    form = form or ActForm()
    if not form.validate():
        return order_page(number, {name: form}, code=422)
    try:
        done = act(form)
    except RuleBroken as refused:
        form.absorb(refused)
        return order_page(number, {name: form}, code=422)
    text = ALREADY if done.repeated else SAID[name]
    flash(gettext(text, number=number, status=word("status", done.status)), "success")
    return go_to(url_for("orders.show", number=number))


@bp.post("/<number>/pass")
def pass_order(number: str) -> Any:
    def act(form: PassForm) -> Done:
        return review.pass_step.once(
            form_key(),
            db(),
            actor(),
            number,
            form_version(),
            request.form.get("status", ""),
            _confirmation(),
            form.carrier_data(),
        )

    return _act("pass", number, act, PassForm())


def _confirmation() -> review.Confirmation | None:
    """What was stated in order review; None where the form does not ask for it."""
    stated = request.form.get("free_goods")
    if request.form.get("status") != kinds.ORDER_REVIEW or stated not in ("yes", "no"):
        return None
    return review.Confirmation(stated == "yes", tuple(request.form.getlist("note_options")[:20]))


@bp.post("/<number>/send-back")
def send_back(number: str) -> Any:
    def act(form: ActForm) -> Done:
        target, reason = form.target.data or "", form.reason.data or ""
        return review.send_back.once(
            form_key(), db(), actor(), number, form_version(), target, reason
        )

    return _act("send_back", number, act)


@bp.post("/<number>/void")
def void(number: str) -> Any:
    return _act("void", number, lambda form: _with_reason(review.void_order, number, form))


@bp.post("/<number>/close-short")
def close_short(number: str) -> Any:
    return _act("close_short", number, lambda form: _with_reason(close_short_act, number, form))


@bp.post("/<number>/settle")
def settle(number: str) -> Any:
    return _act(
        "settle_differences", number, lambda form: _with_reason(settle_differences, number, form)
    )


def _with_reason(command: Any, number: str, form: ActForm) -> Done:
    done: Done = command.once(
        form_key(), db(), actor(), number, form_version(), form.reason.data or ""
    )
    return done


@bp.post("/<number>/shipments/<shipment>/cancel")
def cancel_shipment(number: str, shipment: str) -> Any:
    return _act(
        "cancel_shipment", number, lambda form: _with_reason(cancel_shipment_act, shipment, form)
    )


@bp.post("/<number>/remittances/<int:remittance>/confirm")
def confirm_remittance(number: str, remittance: int) -> Any:
    def act(form: ActForm) -> Done:
        return payments.confirm_remittance.once(
            form_key(), db(), actor(), number, form_version(), min(remittance, LARGEST_ID)
        )

    return _act("confirm_remittance", number, act)


@bp.post("/<number>/remittances/<int:remittance>/refuse")
def refuse_remittance(number: str, remittance: int) -> Any:
    def act(form: ActForm) -> Done:
        reason = form.reason.data or ""
        return payments.refuse_remittance.once(
            form_key(), db(), actor(), number, form_version(), min(remittance, LARGEST_ID), reason
        )

    return _act("refuse_remittance", number, act)


@bp.post("/<number>/pay")
def pay(number: str) -> Any:
    def act(form: ActForm) -> Done:
        return payments.pay_from_prepayment.once(form_key(), db(), actor(), number, form_version())

    return _act("pay", number, act)


@bp.post("/<number>/remark")
def change_remark(number: str) -> Any:
    def act(form: ActForm) -> Done:
        remark = form.remark.data or ""
        return notes.change_remark.once(form_key(), db(), actor(), number, form_version(), remark)

    return _act("change_remark", number, act)


@bp.post("/<number>/papers")
def file_inside(number: str) -> Any:
    def act(form: ActForm) -> Done:
        papers = [Paper("other", upload) for upload in read_uploads("papers")]
        return notes.file_inside.once(form_key(), db(), actor(), number, papers)

    return _act("file_inside", number, act)
