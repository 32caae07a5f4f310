"""The inbox."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from webapp.services.core.errors import NotFound
from webapp.services.notices import commands, queries
from webapp.web.context import actor, db
from webapp.web.links import document_url

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("")
def index() -> Any:
    page = queries.list_notices(db(), actor(), after=request.args.get("after", ""))
    return render_template("notices/index.html", page=page)


@bp.post("/<int:notice_id>/open", endpoint="open")
def open_notice(notice_id: int) -> Any:
    """Marks a notice as read and goes to what it is about."""
    notice = queries.find_notice(db(), actor(), notice_id)
    if notice is None:
        raise NotFound()
    commands.mark_read(db(), actor(), [notice_id])
    address = document_url(notice.document_kind, notice.document_number, actor())
    return redirect(address or url_for("notices.index"), 303)


@bp.post("/read")
def mark_read() -> Any:
    commands.mark_read(db(), actor())
    return redirect(url_for("notices.index"), 303)
