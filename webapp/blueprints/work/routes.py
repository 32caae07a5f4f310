"""The company's home: everything that waits for this person, of whatever kind."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from webapp.services.work.queues import my_work
from webapp.web.context import actor, db, now

bp = Blueprint("work", __name__)


@bp.get("/work")
def index() -> Any:
    return render_template("work/index.html", queues=my_work(db(), actor(), now()))
