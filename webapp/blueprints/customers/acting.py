"""What is done to a customer from his page: out of business and in, his account, evaluation."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from webapp.blueprints.customers.blueprint import bp
from webapp.blueprints.customers.forms import (
    AccountForm,
    EvaluationForm,
    HandoverForm,
    ReasonForm,
)
from webapp.blueprints.customers.showing import customer_page
from webapp.services.core.errors import RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.customers import account
from webapp.services.customers.commands import disable_customer, enable_customer
from webapp.services.customers.evaluating import evaluate_customer
from webapp.services.customers.handover import hand_over
from webapp.services.identity.opening import FIRST_PASSWORD_LIVES
from webapp.web.context import actor, db, form_key, form_version, password_hashes
from webapp.web.forms import Form

#: What a page that acted shows next, told the act's answer.
Answer = Callable[[Done], Any]


def _do(number: str, name: str, form: Form, act: Callable[[], Done], answer: Answer) -> Any:
    """An act asked for on the customer's page; what is refused is said where it was asked."""
    if form.validate():
        try:
            return answer(act())
        except RuleBroken as refused:
            form.absorb(refused)
    return customer_page(number, {name: form}, 422)


def _back(number: str, message: str) -> Answer:
    def answer(done: Done) -> Any:
        flash(message, "success")
        return redirect(url_for("customers.show", number=number), 303)

    return answer


@bp.post("/<number>/disable")
def disable(number: str) -> Any:
    form = ReasonForm()

    def act() -> Done:
        reason = form.reason.data or ""
        return disable_customer.once(form_key(), db(), actor(), number, form_version(), reason)

    return _do(number, "disable", form, act, _back(number, gettext("The customer is disabled.")))


@bp.post("/<number>/enable")
def enable(number: str) -> Any:
    enable_customer.once(form_key(), db(), actor(), number, form_version())
    return _back(number, gettext("The customer is enabled again."))(Done())


@bp.post("/<number>/account")
def open_account(number: str) -> Any:
    """Opens the account; its one-time password is shown on the answer and nowhere again."""
    form, password = AccountForm(), secrets.token_urlsafe(12)

    def act() -> Done:
        made = password_hashes().make(password)
        name = form.user_name.data or ""
        return account.open_account.once(
            form_key(), db(), actor(), number, form_version(), name, made
        )

    return _do(number, "open_account", form, act, _told(number, password))


@bp.post("/<number>/account/password")
def reset_account(number: str) -> Any:
    """Gives a one-time password, shown on the answer and nowhere again."""
    password = secrets.token_urlsafe(12)
    made = password_hashes().make(password)
    done = account.reset_account.once(form_key(), db(), actor(), number, form_version(), made)
    return _told(number, password)(done)


@bp.post("/<number>/account/close")
def close_account(number: str) -> Any:
    account.close_account.once(form_key(), db(), actor(), number, form_version())
    return _back(number, gettext("The account is closed."))(Done())


@bp.post("/<number>/account/reopen")
def reopen_account(number: str) -> Any:
    account.reopen_account.once(form_key(), db(), actor(), number, form_version())
    return _back(number, gettext("The account is open again."))(Done())


def _told(number: str, password: str) -> Answer:
    """The answer that tells a password. A form sent twice does not tell it again: the first
    answer had another one."""

    def answer(done: Done) -> Any:
        return render_template(
            "customers/password.html",
            number=number,
            user_name=done.details["user_name"],
            password="" if done.repeated else password,
            days=FIRST_PASSWORD_LIVES.days,
        )

    return answer


@bp.post("/<number>/evaluations")
def evaluate(number: str) -> Any:
    form = EvaluationForm()

    def act() -> Done:
        return evaluate_customer.once(
            form_key(),
            db(),
            actor(),
            number,
            form_version(),
            form.grade.data or "",
            form.text.data or "",
            form.months.data or 0,
        )

    return _do(number, "evaluate", form, act, _back(number, gettext("The evaluation is kept.")))


@bp.post("/<number>/handover")
def hand_over_one(number: str) -> Any:
    form = HandoverForm()

    def act() -> Done:
        return hand_over.once(
            form_key(),
            db(),
            actor(),
            [number],
            form.to.data or "",
            form.reason.data or "",
            with_orders=bool(form.with_orders.data),
            version=form_version(),
        )

    def answer(done: Done) -> Any:
        flash(gettext("Handed over to %(name)s.", name=done.details["taker"]), "success")
        return redirect(url_for("customers.show", number=number), 303)

    return _do(number, "hand_over", form, act, answer)
