"""The company's home: everything that waits for this person, of whatever kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext

from webapp.services.work.queues import Touched, last_touched, my_work
from webapp.web.context import actor, db, now
from webapp.web.links import document_url
from webapp.web.review_words import LOOKS
from webapp.web.status_words import STATES, state

bp = Blueprint("work", __name__)


@dataclass(frozen=True, slots=True)
class TouchedRow:
    kind: str
    number: str
    url: str | None
    title: str
    status: str
    stands: str
    look: str
    at: datetime


@bp.get("/work")
def index() -> Any:
    touched = [_touched(one) for one in last_touched(db(), actor(), now())]
    queues = my_work(db(), actor(), now())
    return render_template("work/index.html", queues=queues, touched=touched)


def _touched(one: Touched) -> TouchedRow:
    url = document_url(one.kind, one.number, actor())
    stands, look = _standing(one)
    return TouchedRow(one.kind, one.number, url, one.title, one.status, stands, look, one.at)


def _standing(one: Touched) -> tuple[str, str]:
    """The word and the look that its own pages give it."""
    if one.status in STATES.get(one.kind, {}):
        return state(one.kind, one.status)
    return gettext(one.status_label), LOOKS.get(one.status, "draft")
