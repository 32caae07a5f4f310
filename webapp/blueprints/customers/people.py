"""A customer's contacts and addresses, kept by staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.customers.blueprint import bp
from webapp.blueprints.customers.forms import AddressForm, ContactForm
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.customers import address_book, contacts
from webapp.services.customers.reading import CustomerView, get_customer
from webapp.services.customers.viewing import look_at
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import Form


@bp.route("/<number>/contacts/new", methods=["GET", "POST"])
def add_contact(number: str) -> Any:
    form, customer = ContactForm(), _customer(number)

    def act() -> Done:
        is_main = bool(form.is_main.data)
        return contacts.add_contact.once(
            form_key(), db(), actor(), number, form.given(), is_main=is_main
        )

    return _edit("customers/contact.html", form, customer, act, gettext("The contact is added."))


@bp.route("/<number>/contacts/<int:contact_id>", methods=["GET", "POST"])
def change_contact(number: str, contact_id: int) -> Any:
    customer = _customer(number)
    row = _one_of(customer.contacts, contact_id)
    form = ContactForm(obj=row)

    def act() -> Done:
        return contacts.change_contact.once(
            form_key(),
            db(),
            actor(),
            number,
            contact_id,
            form_version(),
            form.given(),
            is_main=bool(form.is_main.data),
        )

    message = gettext("The contact is changed.")
    return _edit("customers/contact.html", form, customer, act, message, row)


@bp.post("/<number>/contacts/<int:contact_id>/remove")
def remove_contact(number: str, contact_id: int) -> Any:
    contacts.remove_contact.once(form_key(), db(), actor(), number, contact_id, form_version())
    return _to_page(number, gettext("The contact is removed."))


@bp.route("/<number>/addresses/new", methods=["GET", "POST"])
def add_address(number: str) -> Any:
    form, customer = AddressForm(), _customer(number)

    def act() -> Done:
        is_default = bool(form.is_default.data)
        return address_book.add_address.once(
            form_key(), db(), actor(), form.given(), is_default=is_default, of=number
        )

    return _edit("customers/address.html", form, customer, act, gettext("The address is added."))


@bp.route("/<number>/addresses/<int:address_id>", methods=["GET", "POST"])
def change_address(number: str, address_id: int) -> Any:
    customer = _customer(number)
    row = _one_of(customer.addresses, address_id)
    form = AddressForm(obj=row)

    def act() -> Done:
        return address_book.change_address.once(
            form_key(),
            db(),
            actor(),
            address_id,
            form_version(),
            form.given(),
            is_default=bool(form.is_default.data),
            of=number,
        )

    message = gettext("The address is changed.")
    return _edit("customers/address.html", form, customer, act, message, row)


@bp.post("/<number>/addresses/<int:address_id>/default")
def make_default(number: str, address_id: int) -> Any:
    address_book.make_default.once(form_key(), db(), actor(), address_id, form_version(), of=number)
    return _to_page(number, gettext("Orders go to this address from now on."))


@bp.post("/<number>/addresses/<int:address_id>/remove")
def remove_address(number: str, address_id: int) -> Any:
    address_book.remove_address.once(
        form_key(), db(), actor(), address_id, form_version(), of=number
    )
    return _to_page(number, gettext("The address is removed. Earlier orders keep it."))


def _customer(number: str) -> CustomerView:
    look_at(db(), actor(), number, now())
    return get_customer(db(), actor(), number, company_day(now()))


def _one_of(rows: Any, row_id: int) -> Any:
    found = next((one for one in rows if one.id == row_id), None)
    if found is None:
        raise NotFound()
    return found


def _edit(
    template: str,
    form: Form,
    customer: CustomerView,
    act: Callable[[], Done],
    message: str,
    row: Any = None,
) -> Any:
    """The form, or what came of it: an act that is refused draws the form again."""
    if request.method == "POST" and form.validate():
        try:
            act()
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return _to_page(customer.code, message)
    version = form_version() if request.method == "POST" else customer.version
    page = render_template(template, form=form, customer=customer, row=row, version=version)
    return page, 422 if form.errors else 200


def _to_page(number: str, message: str) -> Any:
    flash(message, "success")
    return redirect(url_for("customers.show", number=number), 303)
