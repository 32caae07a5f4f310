"""One review on its page and on paper, and the papers that lie before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.blueprints.reviews.blueprint import bp
from webapp.blueprints.reviews.forms import OpinionForm
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.reading import find_review_paper, get_review
from webapp.services.reviews.views import OpenSeat, ReviewView
from webapp.web import review_words
from webapp.web.context import actor, db, now
from webapp.web.document_pages import PICTURE_TYPES
from webapp.web.downloads import send_download
from webapp.web.forms import Form
from webapp.web.timeline import timeline

ASKABLE = frozenset({"send_back", "appeal", "conclude"})


@bp.get("/<number>")
def show(number: str) -> Any:
    """The page; ``?seat=`` is the seat to fill where several are open to one person."""
    view = get_review(db(), actor(), number, now())
    ask = request.args.get("ask", "")
    return review_page(view, ask=ask if ask in ASKABLE else "")


@bp.get("/<number>/print")
def print_view(number: str) -> Any:
    """The paper form: every opinion and ruling of every round, on A4."""
    view = get_review(db(), actor(), number, now())
    return render_template("reviews/print.html", view=view, told=review_words)


@bp.get("/<number>/papers/<token>")
def paper(number: str, token: str) -> AnyResponse:
    """A paper of the document or of an opinion, for everybody who may read the review."""
    file = find_review_paper(db(), actor(), number, token, company_day(now()))
    if file is None:
        raise NotFound()
    inline = request.args.get("show") == "1" and file.media_type in PICTURE_TYPES
    return send_download(file, inline=inline)


def review_page(
    view: ReviewView, forms: Mapping[str, Form] | None = None, *, ask: str = "", code: int = 200
) -> Response:
    """The page of the review; ``forms`` holds a refused form by its act."""
    forms = forms or {}
    seat = open_seat(view, request.values.get("seat", ""))
    body = render_template(
        "reviews/show.html",
        view=view,
        seat=seat,
        opinion=forms.get("opinion") or OpinionForm(),
        entries=timeline(view.events, "review"),
        document_url=document_address(view),
        told=review_words,
        forms=forms,
        ask=ask,
    )
    return make_response(body, code)


def open_seat(view: ReviewView, key: str) -> OpenSeat | None:
    """The seat of this name if the reader may fill it, else the first that he may fill."""
    seats = view.turn.seats
    return next((one for one in seats if one.seat.key == key), seats[0] if seats else None)


def document_address(view: ReviewView) -> str | None:
    """The page of what is reviewed, for those who may open it."""
    kind = get_kind(view.document_kind)
    if not actor().may(kind.view):
        return None
    return url_for(kind.endpoint, number=view.document_number)
