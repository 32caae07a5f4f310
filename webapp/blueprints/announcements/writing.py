"""Writing an announcement, and changing it while it is a draft."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.announcements.blueprint import bp
from webapp.blueprints.announcements.forms import AnnouncementForm
from webapp.services.core.errors import N_, Conflict, RuleBroken
from webapp.services.notices.announcements import (
    AnnouncementView,
    audience_choices,
    get_announcement,
)
from webapp.services.notices.announcing import edit_announcement, write_announcement
from webapp.services.notices.rules import DRAFT, MOST_FILES
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import read_uploads
from webapp.web.htmx import go_to


@bp.route("/desk/new", methods=["GET", "POST"])
def create() -> Any:
    form = AnnouncementForm()
    if request.method == "POST" and form.validate():
        try:
            given = form.given(read_uploads("files"))
            done = write_announcement.once(form_key(), db(), actor(), given)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("The draft is saved. Nobody sees it yet."), "success")
            return go_to(url_for("announcements.follow", number=done.number))
    return _page(form)


@bp.route("/desk/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    view = get_announcement(db(), actor(), number)
    if view.status != DRAFT:
        raise Conflict(N_("What is published is not changed any more. Take it back, or copy it."))
    if request.method == "GET":
        return _page(AnnouncementForm.showing(view), view)
    form = AnnouncementForm()
    if form.validate():
        try:
            given = form.given(read_uploads("files"), frozenset(request.form.getlist("drop")))
            edit_announcement.once(form_key(), db(), actor(), number, form_version(), given)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("The draft is saved. Nobody sees it yet."), "success")
            return go_to(url_for("announcements.follow", number=number))
    return _page(form, view)


def _page(form: AnnouncementForm, view: AnnouncementView | None = None) -> Any:
    page = render_template(
        "announcements/edit.html",
        form=form,
        view=view,
        version=form_version() if request.method == "POST" else view and view.version,
        choices=audience_choices(db()),
        most_files=MOST_FILES,
    )
    return page, 422 if request.method == "POST" else 200
