"""What every list offers: taking it out as a spreadsheet, and keeping its filter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from webapp.services.core.errors import RuleBroken
from webapp.services.files.checks import FileKind
from webapp.services.lists.saved import remove_filter, save_filter
from webapp.services.tasks.commands import ask_for_export
from webapp.web.access import local_path
from webapp.web.context import actor, db, now
from webapp.web.exports import TooLong, file_name, get_exportable, write_at_once
from webapp.web.forms import clean_text
from webapp.web.language import language_code, say

bp = Blueprint("lists", __name__)


@bp.post("/lists/<list_key>/export")
def export(list_key: str) -> Any:
    """The list of the address's filter, as far as this person may take it out.

    A form and no link, because the trail keeps who took what. A long list is written by the
    worker; the answer is then the page of its progress.
    """
    one = get_exportable(list_key)
    args = MultiDict({name: clean_text(text) for name, text in request.args.items()})
    try:
        target = write_at_once(db(), actor(), one, args, now())
    except TooLong:
        done = ask_for_export(
            db(), actor(), one.permission, one.key, args.to_dict(), language_code()
        )
        return redirect(url_for("tasks.show", token=done.number), 303)
    name = file_name(one, now())
    return send_file(target, FileKind.XLSX.media_type, as_attachment=True, download_name=name)


@bp.post("/lists/<list_key>/filters")
def save(list_key: str) -> Response:
    """Keeps the filter of the list that the form stands on; every list can be taken out."""
    get_exportable(list_key)
    name, query = clean_text(request.form.get("name", "")), request.form.get("query", "")
    try:
        save_filter(db(), actor(), list_key, name, clean_text(query))
    except RuleBroken as refused:
        flash(say(refused.message), "error")
    else:
        flash(gettext("The filter “%(name)s” is kept.", name=name), "success")
    return _back()


@bp.post("/lists/filters/<int:filter_id>/remove")
def remove(filter_id: int) -> Response:
    """Forgets a kept filter."""
    done = remove_filter(db(), actor(), filter_id)
    flash(gettext("The filter “%(name)s” is forgotten.", name=done.number), "success")
    return _back()


def _back() -> Response:
    return redirect(local_path(request.form.get("next", "")) or url_for("home.index"), 303)
