"""Acts of the company on one return. Each is a plain form: act, then back to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext

from webapp.blueprints.returns.blueprint import bp
from webapp.blueprints.returns.showing import return_page
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.returns import commands
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to
from webapp.web.return_form import ReceivedForm
from webapp.web.words import word

SAID = {
    "pass": N_("%(number)s passed. It stands at: %(status)s."),
    "send_back": N_("%(number)s sent back. It stands at: %(status)s."),
    "void": N_("%(number)s is void."),
    "opinion": N_("Your opinion on %(number)s is kept."),
}
ALREADY = N_("This was done already. Nothing was changed.")


class ActForm(Form):
    """What an act may be told; each act reads its own part."""

    reason = text_field(500)
    opinion = text_field(500)
    target = text_field(20)


def _act(name: str, number: str, form: Form, act: Callable[[], Done]) -> Any:
    """Runs an act; a broken rule shows the page again with its form open."""
    if not form.validate():
        return return_page(number, {name: form}, code=422)
    try:
        done = act()
    except RuleBroken as refused:
        form.absorb(refused)
        return return_page(number, {name: form}, code=422)
    text = ALREADY if done.repeated else SAID[name]
    said = gettext(text, number=number, status=word("return_status", done.status))
    flash(said, "success")
    return go_to(url_for("returns.show", number=number))


@bp.post("/<number>/pass")
def pass_on(number: str) -> Any:
    """Passes the step; where goods are received, with what arrived of each line."""
    form = ReceivedForm()

    def act() -> Done:
        status, received = request.form.get("status", ""), form.quantities()
        return commands.pass_return.once(
            form_key(), db(), actor(), number, form_version(), status, received
        )

    return _act("pass", number, form, act)


@bp.post("/<number>/opinion")
def give_opinion(number: str) -> Any:
    form = ActForm()

    def act() -> Done:
        opinion = form.opinion.data or ""
        return commands.advise_on_return.once(
            form_key(), db(), actor(), number, form_version(), opinion
        )

    return _act("opinion", number, form, act)


@bp.post("/<number>/send-back")
def send_back(number: str) -> Any:
    form = ActForm()

    def act() -> Done:
        target, reason = form.target.data or "", form.reason.data or ""
        return commands.send_return_back.once(
            form_key(), db(), actor(), number, form_version(), target, reason
        )

    return _act("send_back", number, form, act)


@bp.post("/<number>/void")
def void(number: str) -> Any:
    form = ActForm()

    def act() -> Done:
        reason = form.reason.data or ""
        return commands.void_return.once(form_key(), db(), actor(), number, form_version(), reason)

    return _act("void", number, form, act)
