"""Filling a seat: the form of a department, refused with everything that was typed in it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.reviews.blueprint import bp
from webapp.blueprints.reviews.forms import OpinionForm
from webapp.blueprints.reviews.showing import open_seat, review_page
from webapp.services.core.errors import N_, Conflict, RuleBroken
from webapp.services.reviews import commands
from webapp.services.reviews.reading import get_review
from webapp.services.reviews.views import ReviewView
from webapp.web import review_words
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.htmx import go_to, is_htmx
from webapp.web.templating import localtime, named
from webapp.web.words import word

FILLED = N_(
    "%(seat)s was filled meanwhile: %(name)s, %(at)s, %(verdict)s. Your opinion was not kept."
)
SAID = N_("Your opinion on %(number)s is kept.")
ALREADY = N_("This was done already. Nothing was changed.")


@bp.post("/<number>/opinion")
def give_opinion(number: str) -> Any:
    """Fills the seat; whoever comes second is told who was first."""
    view = get_review(db(), actor(), number, now())
    form, key, round_number = OpinionForm(), request.form.get("seat", ""), form_version("round")
    try:
        if not form.validate():
            return _refused(view, form, key)
        done = commands.give_opinion.once(
            form_key(), db(), actor(), number, round_number, key, form.given()
        )
    except RuleBroken as refused:
        form.absorb(refused)
        return _refused(view, form, key)
    except Conflict:
        _tell_who(number, round_number, key)
        raise
    flash(gettext(ALREADY if done.repeated else SAID, number=number), "success")
    return go_to(url_for("reviews.show", number=number))


def _refused(view: ReviewView, form: OpinionForm, key: str) -> Response:
    """The form again with what is wrong at its fields, alone for htmx."""
    seat = open_seat(view, key)
    if seat is None or not is_htmx():
        return review_page(view, {"opinion": form}, code=422)
    body = render_template(
        "reviews/_opinion.html", view=view, seat=seat, opinion=form, told=review_words
    )
    return make_response(body, 422)


def _tell_who(number: str, round_number: int, key: str) -> None:
    """Raises Conflict with who sits there, if somebody spoke there."""
    view = get_review(db(), actor(), number, now())
    seats = [one.seat(key) for one in view.rounds if one.number == round_number]
    for seat in seats:
        if seat is not None and seat.opinion is not None:
            said = seat.opinion
            raise Conflict(
                FILLED,
                seat=named(seat, "label"),
                name=said.by,
                at=localtime(said.at),
                verdict=word("verdict", said.verdict),
            )
