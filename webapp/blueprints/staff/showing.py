"""A person's page, what can be done to his account, and what he may do."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.staff.blueprint import bp
from webapp.blueprints.staff.editing import show_password
from webapp.blueprints.staff.forms import QuestionForm, ReasonForm
from webapp.services.core.errors import RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Command
from webapp.services.identity.directory import get_staff
from webapp.services.identity.rights import Answer, ask, get_rights
from webapp.services.identity.role_table import GROUPS, RIGHT_NAMES
from webapp.services.identity.staff import (
    disable_staff,
    enable_staff,
    end_staff_sessions,
    reset_staff_password,
)
from webapp.services.reviews.panel_overview import places_of
from webapp.web.context import actor, db, form_key, form_version, password_hashes
from webapp.web.forms import Form
from webapp.web.language import say
from webapp.web.list_words import listed


@bp.get("/<user_name>")
def show(user_name: str) -> Any:
    return _page(user_name, ReasonForm())


@bp.post("/<user_name>/disable")
def disable(user_name: str) -> Any:
    return _with_reason(user_name, disable_staff, gettext("The account is disabled."))


@bp.post("/<user_name>/enable")
def enable(user_name: str) -> Any:
    return _with_reason(user_name, enable_staff, gettext("The account is enabled."))


def _with_reason(user_name: str, act: Command[Any], message: str) -> Any:
    """An act that asks why; what is refused is said where it was asked."""
    form = ReasonForm()
    if form.validate():
        try:
            reason = form.reason.data or ""
            act.once(form_key(), db(), actor(), user_name, form_version(), reason)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(message, "success")
            return redirect(url_for("staff.show", user_name=user_name), 303)
    return _page(user_name, form, 422)


@bp.post("/<user_name>/password")
def reset_password(user_name: str) -> Any:
    """Gives a one-time password, shown on the answer and nowhere again."""
    password = secrets.token_urlsafe(12)
    made = password_hashes().make(password)
    try:
        done = reset_staff_password.once(form_key(), db(), actor(), user_name, form_version(), made)
    except RuleBroken as refused:
        flash(say(refused.message), "error")
        return redirect(url_for("staff.show", user_name=user_name), 303)
    return show_password(done, password, gettext("The old password no longer holds."))


@bp.post("/<user_name>/sessions")
def end_sessions(user_name: str) -> Any:
    end_staff_sessions.once(form_key(), db(), actor(), user_name)
    flash(gettext("All sessions of this person are ended."), "success")
    return redirect(url_for("staff.show", user_name=user_name), 303)


def _page(user_name: str, form: Form, status: int = 200) -> Any:
    person = get_staff(db(), actor(), user_name)
    page = render_template("staff/show.html", person=person, form=form, listed=listed)
    return page, status


@bp.get("/<user_name>/rights")
def rights(user_name: str) -> Any:
    """What the person may do and why, and the answer to one question about it."""
    view = get_rights(db(), actor(), user_name)
    form = QuestionForm(request.args)
    form.validate()
    answer = _answer(user_name, form)
    return render_template(
        "staff/rights.html",
        view=view,
        places=places_of(db(), actor(), user_name),
        by_right={row.permission: row for row in view.rights},
        groups=GROUPS,
        names=RIGHT_NAMES,
        form=form,
        answer=answer,
        is_unknown=answer is None and bool(form.number.data) and not form.errors,
    )


def _answer(user_name: str, form: QuestionForm) -> Answer | None:
    right, number = form.right.data or "", form.number.data or ""
    if form.errors or not number or right not in set(Permission):
        return None
    return ask(db(), actor(), user_name, Permission(right), number)
