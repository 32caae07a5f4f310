"""Opening a customer's file, and changing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.customers.blueprint import bp
from webapp.blueprints.customers.forms import CustomerForm
from webapp.services.contracts.register import contracts_in_force
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Done
from webapp.services.customers.choosing import customer_choices
from webapp.services.customers.commands import change_customer, create_customer
from webapp.services.customers.filing import GRADED
from webapp.services.customers.reading import CustomerView, get_customer
from webapp.services.customers.viewing import look_at
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.language import say
from webapp.web.list_words import list_options, place_options

HANDED_OVER = "salesperson"


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """Opens a file; whoever reaches only his own customers begins as their salesperson."""
    form = CustomerForm() if request.method == "POST" else CustomerForm(data=_beginning())
    if form.validate_on_submit():
        try:
            done = create_customer.once(
                form_key(), db(), actor(), form.code.data or "", form.given(), form.first_address()
            )
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("The file is opened."), "success")
            return _to_page(done)
    return _page(form, None, 0, 422 if form.errors else 200)


def _beginning() -> dict[str, str]:
    is_own = actor().reach(Permission.CUSTOMER_MANAGE) is Reach.OWN
    return {"salesperson": actor().user_name} if is_own else {}


@bp.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    customer = _seen(number)
    if request.method == "GET":
        form = CustomerForm.showing(number, customer.file)
        return _page(form, customer, customer.version)
    form = CustomerForm()
    if form.validate():
        try:
            done = _change(customer, form)
        except RuleBroken as refused:
            form.absorb(refused)
        except Conflict as stale:
            return _stale(number, form, stale)
        else:
            _tell(done)
            return _to_page(done)
    return _page(form, customer, form_version(), 422)


def _change(customer: CustomerView, form: CustomerForm) -> Done:
    may_grade = "grade" in customer.actions
    return change_customer.once(
        form_key(),
        db(),
        actor(),
        customer.code,
        form_version(),
        form.given(),
        keep=(HANDED_OVER, *(() if may_grade else sorted(GRADED))),
    )


def _seen(number: str) -> CustomerView:
    look_at(db(), actor(), number, now())
    return get_customer(db(), actor(), number, company_day(now()))


def _stale(number: str, form: CustomerForm, stale: Conflict) -> Any:
    """What was typed stays, under what the other one saved: sending it again is on purpose."""
    form.refused[""] = [say(stale.message), gettext("Your entries stand below. Send them again?")]
    customer = get_customer(db(), actor(), number, company_day(now()))
    return _page(form, customer, customer.version, 409)


def _tell(done: Done) -> None:
    if done.details["changed"]:
        flash(gettext("The file is changed."), "success")
    else:
        flash(gettext("Nothing was different, so nothing was changed."), "info")


def _to_page(done: Done) -> Any:
    for text in done.details.get("warnings", ()):
        flash(gettext(text), "warning")
    return redirect(url_for("customers.show", number=done.number), 303)


def _page(
    form: CustomerForm, customer: CustomerView | None, version: int, status: int = 200
) -> Any:
    grades = actor().may(Permission.CUSTOMER_GRADE)
    page = render_template(
        "customers/edit.html",
        form=form,
        customer=customer,
        version=version,
        choices=customer_choices(db(), actor()),
        may_grade="grade" in customer.actions if customer else grades,
        contracts=_contracts(customer) if customer else [],
        list_options=list_options,
        place_options=place_options,
    )
    return page, status


def _contracts(customer: CustomerView) -> list[tuple[str, str]]:
    """His contracts in force to choose from, and the number that the file has (G12)."""
    right, day = Permission.CUSTOMER_MANAGE, company_day(now())
    found = contracts_in_force(db(), actor(), right, customer.code, day)
    words = {one.number: f"{one.number} {one.title}".strip() for one in found}
    kept = customer.file.contract_number
    if kept:
        words.setdefault(kept, kept)
    return list(words.items())
