"""Confirming what arrived: one shipment a page, line by line, with a signature."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.portal_receipts.receipt_form import MOST_PHOTOS, ReceiptForm
from webapp.services.core.errors import RuleBroken
from webapp.services.orders.views import ShipmentView
from webapp.services.shipping.arriving import Arriving, get_arriving
from webapp.services.shipping.receipts import confirm_receipt
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.htmx import go_to

bp = Blueprint("portal_receipts", __name__, url_prefix="/my/deliveries")


@bp.route("/<number>", methods=["GET", "POST"])
def show(number: str) -> Any:
    arriving = get_arriving(db(), actor(), number)
    form = ReceiptForm(arriving.shipment)
    if request.method == "POST" and _confirm(arriving.shipment, form):
        message = gettext("The receipt of %(shipment)s is confirmed. Thank you.", shipment=number)
        flash(message, "success")
        return go_to(url_for("portal_orders.show", number=arriving.order_number))
    return _page(arriving, form)


def _confirm(shipment: ShipmentView, form: ReceiptForm) -> bool:
    received, papers = form.read()
    if form.errors:
        return False
    try:
        confirm_receipt.once(
            form_key(), db(), actor(), shipment.number, form_version(), received, papers
        )
    except RuleBroken as refused:
        form.absorb(refused)
    return not form.errors


def _page(arriving: Arriving, form: ReceiptForm) -> Any:
    form.remember_files()
    body = render_template(
        "portal_receipts/show.html",
        order_number=arriving.order_number,
        shipment=arriving.shipment,
        pictures=arriving.pictures,
        form=form,
        version=form_version() if request.method == "POST" else arriving.version,
        most_photos=MOST_PHOTOS,
    )
    return body, 422 if form.errors else 200
