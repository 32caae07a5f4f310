"""Acts on one review besides filling a seat: plain forms, then back to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, url_for
from flask_babel import gettext

from webapp.blueprints.reviews.blueprint import bp
from webapp.blueprints.reviews.forms import ActForm
from webapp.blueprints.reviews.showing import review_page
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import LARGEST_ID
from webapp.services.core.transaction import Done
from webapp.services.reviews import commands, questions, ruling
from webapp.services.reviews.reach import check_readable
from webapp.services.reviews.reading import get_review
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.htmx import go_to

SAID = {
    "convene": N_("%(number)s is convened: the departments are asked."),
    "send_back": N_("%(number)s sent back to its author."),
    "conclude": N_("The round of %(number)s is ended."),
    "rule": N_("Your ruling on %(number)s is kept."),
    "appeal": N_("The appeal on %(number)s is with the chairman."),
    "ask": N_("Your question is with the author."),
    "answer": N_("Your answer is kept."),
}
ALREADY = N_("This was done already. Nothing was changed.")


def _act(name: str, number: str, act: Callable[[ActForm], Done]) -> Any:
    """Runs an act; a broken rule shows the page again with its form open."""
    check_readable(db(), actor(), number, company_day(now()))
    form = ActForm()
    if not form.validate():
        return review_page(get_review(db(), actor(), number, now()), {name: form}, code=422)
    try:
        done = act(form)
    except RuleBroken as refused:
        form.absorb(refused)
        return review_page(get_review(db(), actor(), number, now()), {name: form}, code=422)
    said = ALREADY if done.repeated else SAID[name.partition("-")[0]]
    flash(gettext(said, number=number), "success")
    return go_to(url_for("reviews.show", number=number))


@bp.post("/<number>/convene")
def convene(number: str) -> Any:
    def act(form: ActForm) -> Done:
        return commands.convene.once(form_key(), db(), actor(), number, form_version("round"))

    return _act("convene", number, act)


@bp.post("/<number>/send-back")
def send_back(number: str) -> Any:
    def act(form: ActForm) -> Done:
        round_number, reason = form_version("round"), form.reason.data or ""
        return commands.send_case_back.once(form_key(), db(), actor(), number, round_number, reason)

    return _act("send_back", number, act)


@bp.post("/<number>/conclude")
def conclude(number: str) -> Any:
    def act(form: ActForm) -> Done:
        return commands.conclude_round.once(
            form_key(), db(), actor(), number, form_version("round")
        )

    return _act("conclude", number, act)


@bp.post("/<number>/rule")
def rule(number: str) -> Any:
    def act(form: ActForm) -> Done:
        decision, reason = form.decision.data or "", form.reason.data or ""
        return ruling.rule.once(
            form_key(), db(), actor(), number, form_version("round"), decision, reason
        )

    return _act("rule", number, act)


@bp.post("/<number>/appeal")
def appeal(number: str) -> Any:
    def act(form: ActForm) -> Done:
        round_number, grounds = form_version("round"), form.reason.data or ""
        return ruling.appeal.once(form_key(), db(), actor(), number, round_number, grounds)

    return _act("appeal", number, act)


@bp.post("/<number>/questions")
def ask(number: str) -> Any:
    def act(form: ActForm) -> Done:
        round_number, text = form_version("round"), form.text.data or ""
        return questions.ask_question.once(form_key(), db(), actor(), number, round_number, text)

    return _act("ask", number, act)


@bp.post("/<number>/questions/<int:question>")
def answer(number: str, question: int) -> Any:
    def act(form: ActForm) -> Done:
        text = form.text.data or ""
        return questions.answer_question.once(
            form_key(), db(), actor(), number, min(question, LARGEST_ID), text
        )

    return _act(f"answer-{question}", number, act)
