"""Signing in and out, one's own account, language and theme."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from wtforms import BooleanField, PasswordField
from wtforms.validators import Length

from webapp.services.core.clock import company_day
from webapp.services.core.errors import RuleBroken
from webapp.services.customers.queries import get_own_file
from webapp.services.identity import preferences, signing_in
from webapp.services.identity.accounts import own_roles
from webapp.services.identity.passwords import MAX_LENGTH
from webapp.services.reviews.stand_ins import own_stand_ins
from webapp.web import signed_in
from webapp.web.access import local_path
from webapp.web.context import actor, db, find_actor, now, password_hashes, settings
from webapp.web.forms import NEEDED, Form, text_field
from webapp.web.language import LANGUAGES
from webapp.web.templating import THEMES, named

bp = Blueprint("account", __name__)


class SignInForm(Form):
    user_name = text_field(60, NEEDED)
    password = PasswordField(validators=[NEEDED])


class PasswordForm(Form):
    old = PasswordField(validators=[NEEDED])
    new = PasswordField(validators=[NEEDED, Length(max=MAX_LENGTH)])
    again = PasswordField(validators=[NEEDED])


class MailForm(Form):
    email = text_field(120)
    mails_notices = BooleanField()
    password = PasswordField(validators=[Length(max=MAX_LENGTH)])


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """The one sign-in page for everybody; the user name alone tells the kind (A2)."""
    target = local_path(request.args.get("next", "")) or url_for("home.index")
    if request.method == "GET" and find_actor() is not None:
        return redirect(target, 303)
    form = SignInForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                opened = signing_in.sign_in(
                    db(),
                    password_hashes(),
                    form.user_name.data or "",
                    form.password.data or "",
                    address=request.remote_addr or "",
                    agent=request.user_agent.string,
                )
            except RuleBroken as refused:
                status = 429 if isinstance(refused, signing_in.TooManyAttempts) else 422
                form.absorb(refused)
            else:
                signed_in.begin(opened)
                return redirect(target, 303)
    return render_template("account/sign_in.html", form=form, demo=settings().demo), status


@bp.post("/sign-out")
def sign_out() -> Any:
    signing_in.sign_out(db(), actor(), signed_in.token())
    signed_in.end()
    return redirect(url_for("account.sign_in"), 303)


@bp.get("/account")
def show() -> Any:
    """One's own account; a customer reads here what the company keeps of him."""
    chosen = preferences.mail_choice(db(), actor())
    return _own_page(MailForm(data=asdict(chosen)))


@bp.post("/account/mail")
def mail() -> Any:
    """Where letters reach the person, and whether notices come there too."""
    form = MailForm()
    if form.validate():
        wanted = preferences.MailChoice(form.email.data or "", bool(form.mails_notices.data))
        password = form.password.data or ""
        try:
            preferences.choose_mail(db(), password_hashes(), actor(), wanted, password)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for("account.show"), 303)
    return _own_page(form, 422)


def _own_page(form: MailForm, status: int = 200) -> Any:
    file = get_own_file(db(), actor()) if actor().is_customer else None
    roles = [named(role) for role in own_roles(db(), actor())]
    stand_ins = [] if actor().is_customer else own_stand_ins(db(), actor(), company_day(now()))
    page = render_template(
        "account/show.html", file=file, roles=roles, stand_ins=stand_ins, form=form
    )
    return page, status


@bp.route("/account/password", methods=["GET", "POST"])
def password() -> Any:
    """Changes the password; with a one-time one there is no other page before this (C45)."""
    form = PasswordForm()
    is_forced = signed_in.must_change_password()
    if form.validate_on_submit():
        if form.new.data != form.again.data:
            form.refused["again"] = [gettext("The two are not the same.")]
        else:
            try:
                signing_in.change_password(
                    db(),
                    password_hashes(),
                    actor(),
                    form.old.data or "",
                    form.new.data or "",
                    keep=signed_in.token(),
                )
            except RuleBroken as refused:
                form.absorb(refused)
            else:
                flash(gettext("Your password is changed. Other sessions were ended."), "success")
                target = "home.index" if is_forced else "account.show"
                return redirect(url_for(target), 303)
    page = render_template("account/password.html", form=form, is_forced=is_forced)
    return page, 422 if form.errors else 200


@bp.post("/language")
def language() -> Any:
    """Switches the language: on the account of whoever is signed in, else in the browser."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if find_actor() is not None:
            preferences.choose_language(db(), actor(), chosen)
    return redirect(_back(), 303)


@bp.post("/theme")
def theme() -> Any:
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        session["theme"] = chosen
        if find_actor() is not None:
            preferences.choose_theme(db(), actor(), chosen)
    return redirect(_back(), 303)


def _back() -> str:
    return local_path(request.form.get("next", "")) or url_for("home.index")
