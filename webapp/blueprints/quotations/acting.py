"""Acts on one quotation from its page. Each is a plain form: act, then back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext

from webapp.blueprints.quotations.blueprint import bp
from webapp.blueprints.quotations.showing import quotation_page
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.quotations import commands, dealing, kinds
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form, clean_text, text_field
from webapp.web.htmx import go_to
from webapp.web.words import word

SAID = {
    "file": N_("%(number)s is filed. It stands at: %(status)s."),
    "revise": N_("A new revision of %(number)s is begun."),
    "negotiate": N_("The note is kept with %(number)s."),
    "abandon": N_("%(number)s is abandoned."),
}
ALREADY = N_("This was done already. Nothing was changed.")


class ActForm(Form):
    """What an act may be told; each act reads its own part."""

    reason = text_field(500)
    note = text_field(500)


def _act(name: str, number: str, form: ActForm, act: Callable[[], Done]) -> Any:
    """Runs an act; a broken rule shows the page again with its form open."""
    if form.validate():
        try:
            done = act()
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return _answer(name, done)
    return quotation_page(number, {name: form}, code=422)


def _answer(name: str, done: Done) -> Any:
    text = ALREADY if done.repeated else SAID[name]
    status = word("quotation_status", done.status)
    flash(gettext(text, number=done.number, status=status), "success")
    page = "quotations.edit" if done.status == kinds.DRAFTING else "quotations.show"
    return go_to(url_for(page if name == "revise" else "quotations.show", number=done.number))


@bp.post("/draft")
def draft() -> Any:
    """From an inquiry, named in the form, to the first revision of its quotation."""
    inquiry = clean_text(request.form.get("inquiry", ""))
    done = commands.draft_quotation.once(form_key(), db(), actor(), inquiry)
    flash(gettext("%(number)s is drafted from %(inquiry)s.", number=done.number, inquiry=inquiry))
    return go_to(url_for("quotations.edit", number=done.number))


@bp.post("/<number>/file")
def file(number: str) -> Any:
    form = ActForm()
    return _act(
        "file",
        number,
        form,
        lambda: commands.file_quotation.once(form_key(), db(), actor(), number, form_version()),
    )


@bp.post("/<number>/revise")
def revise(number: str) -> Any:
    form = ActForm()

    def act() -> Done:
        note = form.note.data or ""
        return commands.revise_quotation.once(
            form_key(), db(), actor(), number, form_version(), note
        )

    return _act("revise", number, form, act)


@bp.post("/<number>/negotiate")
def negotiate(number: str) -> Any:
    form = ActForm()

    def act() -> Done:
        note = form.note.data or ""
        return dealing.record_negotiation.once(form_key(), db(), actor(), number, note)

    return _act("negotiate", number, form, act)


@bp.post("/<number>/abandon")
def abandon(number: str) -> Any:
    form = ActForm()

    def act() -> Done:
        reason = form.reason.data or ""
        return dealing.abandon_quotation.once(
            form_key(), db(), actor(), number, form_version(), reason
        )

    return _act("abandon", number, form, act)
