"""One announcement on the desk: whom it reaches, who has read it, and what may be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext, ngettext

from webapp.blueprints.announcements.blueprint import bp
from webapp.blueprints.announcements.forms import TARGETS
from webapp.services.core.errors import RuleBroken
from webapp.services.core.transaction import Command, Done
from webapp.services.notices import announcing
from webapp.services.notices.announcements import (
    AnnouncementView,
    audience_choices,
    get_announcement,
)
from webapp.services.notices.readers import first_people, get_reach
from webapp.services.notices.rules import DRAFT, PUBLISHED
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.document_pages import file_link, file_size
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to
from webapp.web.linked_text import paragraphs
from webapp.web.templating import named
from webapp.web.timeline import timeline


class ReasonForm(Form):
    reason = text_field(500)


@bp.get("/desk/<number>")
def follow(number: str) -> Any:
    return _page(number)


@bp.post("/desk/<number>/publish")
def publish(number: str) -> Any:
    return _act(announcing.publish_announcement, number, _said_published)


def _said_published(done: Done) -> Any:
    count = done.details["reached"]
    return ngettext(
        "Published. %(num)s person finds it now.", "Published. %(num)s people find it now.", count
    )


@bp.post("/desk/<number>/withdraw")
def withdraw(number: str) -> Any:
    def said(done: Done) -> Any:
        return gettext("Taken back. Nobody can read it any more.")

    return _act(announcing.withdraw_announcement, number, said, ReasonForm().reason.data or "")


@bp.post("/desk/<number>/remind")
def remind(number: str) -> Any:
    return _act(announcing.remind_readers, number, _said_reminded)


def _said_reminded(done: Done) -> Any:
    count = done.details["people"]
    return ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", count)


@bp.post("/desk/<number>/copy")
def copy(number: str) -> Any:
    done = announcing.copy_announcement.once(form_key(), db(), actor(), number)
    flash(gettext("This is a new draft with the same text, audience and files."), "success")
    return go_to(url_for("announcements.edit", number=done.number))


@bp.post("/desk/<number>/remove")
def remove(number: str) -> Any:
    announcing.remove_announcement.once(form_key(), db(), actor(), number, form_version())
    flash(gettext("The draft is thrown away."), "success")
    return go_to(url_for("announcements.desk"))


def _act(act: Command[Any], number: str, said: Callable[[Done], Any], *more: str) -> Any:
    """Does an act on the version that the form knows, and says what came of it."""
    form = ReasonForm()
    try:
        done = act.once(form_key(), db(), actor(), number, form_version(), *more)
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(number, form)
    flash(said(done), "success")
    return go_to(url_for("announcements.follow", number=number))


def _page(number: str, refused: ReasonForm | None = None) -> Any:
    view = get_announcement(db(), actor(), number)
    is_draft = view.status == DRAFT
    page = render_template(
        "announcements/follow.html",
        view=view,
        text=paragraphs(view.body),
        files=[file_link(one, name=one.name, size=file_size(one.size)) for one in view.papers],
        reach=get_reach(db(), actor(), view.id),
        people=first_people(db(), actor(), view.id) if is_draft else [],
        narrowed=_narrowed(view),
        entries=timeline(view.events, "announcement"),
        refused=refused,
        is_draft=is_draft,
        is_published=view.status == PUBLISHED,
    )
    return page, 422 if refused else 200


def _narrowed(view: AnnouncementView) -> list[tuple[str, list[str]]]:
    """What the audience is narrowed down to: kind of target, and names."""
    if not view.audience.targets:
        return []
    choices = audience_choices(db())
    return [
        (kind, [named(one) for one in getattr(choices, name) if one.id in ids])
        for kind, name in TARGETS.items()
        if (ids := view.audience.targets.get(kind))
    ]
