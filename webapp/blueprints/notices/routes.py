"""The inbox of both kinds of account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from webapp.services.core.errors import NotFound
from webapp.services.core.paging import Page
from webapp.services.core.parsing import LARGEST_ID
from webapp.services.notices import commands, queries
from webapp.web.context import actor, db
from webapp.web.htmx import go_to, render
from webapp.web.links import document_url
from webapp.web.notice_words import spoken

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("")
def index() -> Any:
    after = request.args.get("after", "")
    found = queries.list_notices(db(), actor(), after=after)
    shown = Page([spoken(notice) for notice in found.rows], after=found.after)
    return render("notices/index.html", "notices/_list.html", inbox=shown, is_later=bool(after))


@bp.post("/<int:notice_id>/open", endpoint="open")
def open_notice(notice_id: int) -> Any:
    """Marks a notice as read and goes to what it is about."""
    notice = queries.find_notice(db(), actor(), min(notice_id, LARGEST_ID))
    if notice is None:
        raise NotFound()
    commands.mark_read(db(), actor(), [notice.id])
    address = document_url(notice.document_kind, notice.document_number, actor())
    return go_to(address or url_for("notices.index"))


@bp.post("/read")
def mark_read() -> Any:
    commands.mark_read(db(), actor())
    flash(gettext("All notices are marked as read."), "success")
    return redirect(url_for("notices.index"), 303)
