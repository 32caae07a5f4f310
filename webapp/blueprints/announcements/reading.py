"""What is announced to whoever is signed in; opening it is noted the first time."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from webapp.blueprints.announcements.blueprint import bp
from webapp.services.core.errors import RuleBroken
from webapp.services.notices.announcing import note_reading
from webapp.services.notices.reading import get_readable, list_readable
from webapp.web.context import actor, db
from webapp.web.document_pages import file_link, file_size
from webapp.web.htmx import go_to, is_htmx, render
from webapp.web.linked_text import paragraphs


@bp.get("")
def index() -> Any:
    places = {name: request.args.get(name, "") for name in ("after", "before")}
    try:
        page = list_readable(db(), actor(), **places)
    except RuleBroken:
        page = list_readable(db(), actor())
    return render("announcements/index.html", "announcements/_list.html", found=page)


@bp.get("/<number>")
def show(number: str) -> Any:
    view = get_readable(db(), actor(), number)
    return render_template(
        "announcements/show.html",
        view=view,
        text=paragraphs(view.body),
        files=[file_link(one, name=one.name, size=file_size(one.size)) for one in view.papers],
    )


@bp.post("/<number>/read")
def read(number: str) -> Any:
    """From the list it opens the announcement; an opened page sends it by itself."""
    done = note_reading(db(), actor(), number)
    if is_htmx():
        return render_template("announcements/_reading.html", number=done.number, is_read=True)
    return go_to(url_for("announcements.show", number=done.number))
