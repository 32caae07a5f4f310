"""Where the customer takes delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from wtforms import BooleanField

from webapp.services.core.errors import RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.customers import address_book as commands
from webapp.services.customers import queries
from webapp.services.customers.address_book import AddressInput
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import NEEDED, Form, text_field
from webapp.web.htmx import go_to

bp = Blueprint("addresses", __name__, url_prefix="/my/addresses")


class AddressForm(Form):
    contact = text_field(60, NEEDED)
    phone = text_field(40, NEEDED)
    address = text_field(200, NEEDED)
    is_default = BooleanField()

    def given(self) -> AddressInput:
        return AddressInput(
            contact=self.contact.data or "",
            phone=self.phone.data or "",
            address=" ".join((self.address.data or "").split()),
        )


@bp.get("")
def index() -> Any:
    return render_template("addresses/index.html", rows=queries.list_addresses(db(), actor()))


@bp.route("/new", methods=["GET", "POST"])
def add() -> Any:
    form = AddressForm()

    def act() -> Done:
        return commands.add_address.once(
            form_key(), db(), actor(), form.given(), is_default=bool(form.is_default.data)
        )

    return _edit(form, act, gettext("The address is added."), row=None)


@bp.route("/<int:address_id>", methods=["GET", "POST"])
def change(address_id: int) -> Any:
    row = queries.get_address(db(), actor(), address_id)
    form = AddressForm(obj=row)

    def act() -> Done:
        return commands.change_address.once(
            form_key(),
            db(),
            actor(),
            address_id,
            form_version(),
            form.given(),
            is_default=bool(form.is_default.data),
        )

    return _edit(form, act, gettext("The address is changed."), row=row)


@bp.post("/<int:address_id>/default")
def make_default(address_id: int) -> Any:
    commands.make_default.once(form_key(), db(), actor(), address_id, form_version())
    flash(gettext("Orders go to this address from now on."), "success")
    return go_to(url_for("addresses.index"))


@bp.post("/<int:address_id>/remove")
def remove(address_id: int) -> Any:
    commands.remove_address.once(form_key(), db(), actor(), address_id, form_version())
    flash(gettext("The address is removed. Earlier orders keep it."), "success")
    return go_to(url_for("addresses.index"))


def _edit(
    form: AddressForm, act: Callable[[], Done], message: str, row: queries.AddressRow | None
) -> Any:
    """The form, or what came of it: an act that is refused draws the form again."""
    if form.validate_on_submit():
        try:
            act()
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(message, "success")
            return redirect(url_for("addresses.index"), 303)
    version = form_version() if form.is_submitted() else row.version if row else None
    page = render_template("addresses/edit.html", form=form, row=row, version=version)
    return page, 422 if form.errors else 200
