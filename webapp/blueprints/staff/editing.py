"""Opening and changing a person's account."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from webapp.blueprints.staff.blueprint import bp
from webapp.blueprints.staff.forms import StaffForm, offered
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.identity.directory import get_staff, staff_choices
from webapp.services.identity.opening import FIRST_PASSWORD_LIVES
from webapp.services.identity.staff import change_staff, create_staff
from webapp.web.context import actor, db, form_key, form_version, password_hashes
from webapp.web.language import say
from webapp.web.list_words import list_options


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """Opens an account; its one-time password is shown on the answer and nowhere again."""
    form = StaffForm()
    if form.validate_on_submit():
        password = secrets.token_urlsafe(12)
        made = password_hashes().make(password)
        name = form.user_name.data or ""
        try:
            done = create_staff.once(form_key(), db(), actor(), name, form.given(), made)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return show_password(done, password, gettext("The account is open."))
    return _page(0, None, form, 422 if form.errors else 200)


def show_password(done: Done, password: str, message: str) -> Any:
    """The one answer that tells a one-time password. A form sent twice does not tell it again:
    the first answer had another one."""
    return render_template(
        "staff/password.html",
        user_name=done.number,
        password="" if done.repeated else password,
        message=message,
        days=FIRST_PASSWORD_LIVES.days,
    )


@bp.get("/<user_name>/edit")
def edit(user_name: str) -> Any:
    person = get_staff(db(), actor(), user_name)
    return _page(person.version, person, StaffForm.showing(person))


@bp.post("/<user_name>/edit")
def save(user_name: str) -> Any:
    form = StaffForm()
    if form.validate():
        try:
            done = change_staff.once(
                form_key(), db(), actor(), user_name, form_version(), form.given()
            )
        except RuleBroken as refused:
            form.absorb(refused)
        except Conflict as stale:
            return _stale(user_name, form, stale)
        else:
            _tell(done)
            return redirect(url_for("staff.show", user_name=user_name), 303)
    return _page(form_version(), get_staff(db(), actor(), user_name), form, 422)


def _stale(user_name: str, form: StaffForm, stale: Conflict) -> Any:
    """What was typed stays, above what the other one saved: sending it again is on purpose."""
    form.refused[""] = [say(stale.message), gettext("Your entries stand below. Send them again?")]
    person = get_staff(db(), actor(), user_name)
    return _page(person.version, person, form, 409)


def _tell(done: Done) -> None:
    if done.details["changed"]:
        flash(gettext("Saved. It holds from the next request."), "success")
    else:
        flash(gettext("Nothing was different, so nothing was changed."), "info")


def _page(version: int, person: Any, form: StaffForm, status: int = 200) -> Any:
    choices = staff_choices(db(), actor())
    page = render_template(
        "staff/edit.html",
        form=form,
        choices=choices,
        options=offered(choices),
        person=person,
        version=version,
        list_options=list_options,
    )
    return page, status
