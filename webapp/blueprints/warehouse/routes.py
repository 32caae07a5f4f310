"""The keeper's tablet: what is to be picked, what is to be sent off, one task a page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.warehouse.forms import PickForm, ReasonForm, refuse
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.files.checks import PICTURES
from webapp.services.files.storing import Paper
from webapp.services.orders import review
from webapp.services.shipping import commands, finding, queries
from webapp.services.shipping.pick_sheets import PickSheet, find_pick_sheet
from webapp.services.shipping.shipment_sheets import find_shipment_sheet
from webapp.web.carrier_form import CarrierForm
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import clean_text, read_uploads

bp = Blueprint("warehouse", __name__, url_prefix="/warehouse")
LONGEST_SEARCH = 60


@bp.get("")
def index() -> Any:
    """The keeper's home: both tiles, and the orders to pick."""
    return _list("warehouse/index.html", queries.list_to_pick)


@bp.get("/to-ship")
def to_ship() -> Any:
    return _list("warehouse/to_ship.html", queries.list_to_ship)


def _list(template: str, read: Any) -> Any:
    search = clean_text(request.args.get("q", ""))[:LONGEST_SEARCH]
    if search and (found := _page_of(search)):
        return redirect(found, 303)
    try:
        page = read(db(), actor(), now(), search=search, after=request.args.get("after", ""))
    except RuleBroken:
        page = read(db(), actor(), now(), search=search)
    return render_template(
        template,
        page=page,
        search=search,
        today=company_day(now()),
        pick=queries.to_pick_tile(db(), actor(), now()),
        ship=queries.to_ship_tile(db(), actor(), now()),
    )


def _page_of(text: str) -> str | None:
    """The page of the order or shipment with exactly this number."""
    if order := finding.find_order_number(db(), actor(), text):
        return url_for("warehouse.pick", number=order)
    if shipment := finding.find_shipment_number(db(), actor(), text):
        return url_for("warehouse.ship", number=shipment)
    return None


@bp.get("/orders/<number>")
def pick(number: str) -> Any:
    return _pick_page(find_pick_sheet(db(), actor(), number), PickForm())


@bp.post("/orders/<number>")
def take_out(number: str) -> Any:
    """What was picked leaves the shelves as one shipment; what is not yet picked waits on."""
    form = PickForm()
    try:
        quantities = form.quantities()
        done = commands.take_out.once(form_key(), db(), actor(), number, form_version(), quantities)
    except (RuleBroken, Conflict) as refused:
        sheet = find_pick_sheet(db(), actor(), number)
        form.refuse(refused, sheet)
        return _pick_page(sheet, form, 422 if isinstance(refused, RuleBroken) else 409)
    shipment = done.details["shipment"]
    flash(gettext("Taken out as %(shipment)s.", shipment=shipment), "success")
    return redirect(url_for("warehouse.ship", number=shipment), 303)


def _pick_page(sheet: PickSheet, form: PickForm, status: int = 200, **dialogs: Any) -> Any:
    values = {"sheet": sheet, "form": form, "typed": form.typed, "conflict": status == 409}
    return render_template("warehouse/pick.html", dialogs=dialogs, **values), status


@bp.post("/orders/<number>/pass")
def pass_level(number: str) -> Any:
    """Passes a level of the step before the one that takes out."""
    seen = request.form.get("status", "")
    done = review.pass_step.once(form_key(), db(), actor(), number, form_version(), seen)
    flash(gettext("%(number)s: this level is passed.", number=done.number), "success")
    return redirect(url_for("warehouse.pick", number=done.number), 303)


@bp.post("/orders/<number>/close-short")
def close_short(number: str) -> Any:
    form = ReasonForm()
    try:
        done = commands.close_short.once(
            form_key(), db(), actor(), number, form_version(), form.reason.data or ""
        )
    except (RuleBroken, Conflict) as refused:
        return _refused_at_order(number, form, refused, "close_short")
    flash(gettext("The rest of %(number)s is closed short.", number=done.number), "success")
    return redirect(url_for("warehouse.pick", number=done.number), 303)


@bp.post("/orders/<number>/send-back")
def send_back(number: str) -> Any:
    form = ReasonForm()
    target, reason = form.target.data or "", form.reason.data or ""
    try:
        done = review.send_back.once(
            form_key(), db(), actor(), number, form_version(), target, reason
        )
    except (RuleBroken, Conflict) as refused:
        return _refused_at_order(number, form, refused, "send_back")
    flash(gettext("%(number)s is sent back.", number=done.number), "success")
    return redirect(url_for("warehouse.index"), 303)


def _refused_at_order(
    number: str, form: ReasonForm, refused: RuleBroken | Conflict, dialog: str
) -> Any:
    status = refuse(form, refused)
    page = PickForm()
    if status == 409:
        page.refused[""] = form.errors[""]
        return _pick_page(find_pick_sheet(db(), actor(), number), page, status)
    sheet = find_pick_sheet(db(), actor(), number)
    return _pick_page(sheet, page, status, **{dialog: form})


@bp.get("/shipments/<number>")
def ship(number: str) -> Any:
    return _ship_page(number, CarrierForm())


@bp.post("/shipments/<number>")
def confirm_shipment(number: str) -> Any:
    """The shipment is on its way; its carrier's data and photos are kept with it."""
    form = CarrierForm()
    if not form.validate():
        return _ship_page(number, form, 422)
    try:
        papers = [Paper("photo", one) for one in read_uploads("photo", PICTURES)]
        done = commands.confirm_shipment.once(
            form_key(), db(), actor(), number, form_version(), form.carrier_data(), papers
        )
    except (RuleBroken, Conflict) as refused:
        return _ship_page(number, form, refuse(form, refused))
    shipment = done.details["shipment"]
    flash(gettext("%(shipment)s is on its way.", shipment=shipment), "success")
    return redirect(url_for("warehouse.ship", number=shipment), 303)


@bp.post("/shipments/<number>/cancel")
def cancel_shipment(number: str) -> Any:
    form = ReasonForm()
    try:
        done = commands.cancel_shipment.once(
            form_key(), db(), actor(), number, form_version(), form.reason.data or ""
        )
    except (RuleBroken, Conflict) as refused:
        status = refuse(form, refused)
        page = CarrierForm()
        if status == 409:
            page.refused[""] = form.errors[""]
            return _ship_page(number, page, status)
        return _ship_page(number, page, status, cancel_shipment=form)
    text = gettext("%(shipment)s is cancelled; its goods are back.", **done.details)
    flash(text, "success")
    return redirect(url_for("warehouse.pick", number=done.number), 303)


def _ship_page(number: str, form: CarrierForm, status: int = 200, **dialogs: Any) -> Any:
    page = render_template(
        "warehouse/ship.html",
        sheet=find_shipment_sheet(db(), actor(), number),
        carriers=finding.recent_carriers(db()),
        form=form,
        dialogs=dialogs,
        conflict=status == 409,
    )
    return page, status


@bp.get("/shipments/<number>/slip")
def slip(number: str) -> Any:
    """The delivery slip on continuous paper, without prices."""
    sheet = find_shipment_sheet(db(), actor(), number, Permission.ORDER_PRINT)
    return render_template("warehouse/slip.html", sheet=sheet)
