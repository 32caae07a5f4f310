"""The lists that were brought in, the way in for another, and the empty templates."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, flash, redirect, request, send_file, url_for
from flask_babel import gettext
from wtforms import FileField

from webapp.blueprints.imports.blueprint import bp
from webapp.services.core.errors import N_, Forbidden, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.files.checks import LISTS, FileKind
from webapp.services.importing.error_file import write_template
from webapp.services.importing.kept_mappings import mappings_of, remove_mapping
from webapp.services.importing.kinds import KINDS, get_kind, open_kinds
from webapp.services.importing.queries import RunFilter, RunRow, list_runs
from webapp.services.importing.uploading import glance_at, upload_list
from webapp.services.lists.sheets import Column, every_row
from webapp.web.context import actor, db, form_key
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, read_upload, readable, text_field
from webapp.web.htmx import go_to, render
from webapp.web.language import say
from webapp.web.listing import Listing
from webapp.web.templating import localtime
from webapp.web.words import choices, word

PROMPT = N_("Please choose a file.")
WHAT = N_("Please choose what the list holds.")


class FilterForm(Form):
    """The filter row of the list of runs."""

    q = text_field(60)
    kind = text_field(20)
    state = text_field(20)


class UploadForm(Form):
    """What a list is and which file holds it."""

    kind = text_field(20)
    file = FileField()


def wanted(form: FilterForm, sort: str) -> RunFilter:
    return RunFilter(
        kind=readable(form.kind) or "",
        status=readable(form.state) or "",
        search=readable(form.q) or "",
        is_ascending=sort == "made",
    )


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "imports", "imports.index", FilterForm(args), args=args, sorts=("made",), default="-made"
    )


@bp.get("")
def index() -> Response:
    """The person's own lists, the newest first, and the way in for another."""
    form = UploadForm(data={"kind": request.args.get("new", "")})
    return _page(form)


@bp.post("")
def upload() -> Any:
    """Takes a file in; its page asks for the columns."""
    form = UploadForm()
    kind_key = form.kind.data or ""
    try:
        if kind_key not in KINDS:
            raise RuleBroken(WHAT, "kind")
        actor().require(get_kind(kind_key).permission)
        file = read_upload("file", LISTS)
        if file is None:
            raise RuleBroken(PROMPT, "file")
        done = upload_list.once(form_key(), db(), actor(), kind_key, file, glance_at(file))
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(form), 422
    return go_to(url_for("imports.show", number=done.number))


@bp.get("/templates/<kind>")
def template(kind: str) -> Any:
    """An empty list of a kind to fill in."""
    found = get_kind(kind)
    content = write_template(gettext(found.label), found.offered(actor()), say)
    name = gettext("%(kind)s template", kind=gettext(found.label))
    return send_file(
        io.BytesIO(content),
        FileKind.XLSX.media_type,
        as_attachment=True,
        download_name=f"{name}.xlsx",
    )


@bp.post("/mappings/<int:mapping_id>/remove")
def forget_mapping(mapping_id: int) -> Any:
    """Forgets a kept mapping."""
    done = remove_mapping.once(form_key(), db(), actor(), mapping_id)
    flash(gettext("The mapping “%(name)s” is forgotten.", name=done.number), "success")
    return redirect(url_for("imports.index"), 303)


def _page(form: UploadForm) -> Response:
    kinds = open_kinds(actor())
    if not kinds:
        raise Forbidden()
    listing = _listing(request.args)
    asked = wanted(listing.form, listing.sort)
    page = listing.page(
        lambda after, before: list_runs(db(), actor(), asked, after=after, before=before)
    )
    return render(
        "imports/index.html",
        "imports/_list.html",
        form=form,
        kinds=kinds,
        mappings=[(kind, one) for kind in kinds for one in mappings_of(db(), kind.key)],
        listing=listing,
        page=page,
        states=choices("import_status"),
    )


def _columns() -> Sequence[Column[RunRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Kind of list"), lambda row: word("import_kind", row.kind)),
        Column(gettext("Status"), lambda row: word("import_status", row.status)),
        Column(gettext("File"), lambda row: row.file_name, 30),
        Column(gettext("Number of rows"), lambda row: row.counts["rows"], 10, "number"),
        Column(gettext("At"), lambda row: localtime(row.made_at), 18),
    ]


def _rows(args: Args) -> Iterable[RunRow]:
    listing = _listing(args)
    asked = wanted(listing.form, listing.sort)
    return every_row(lambda after, rows: list_runs(db(), actor(), asked, after=after, rows=rows))


register(Exportable("imports", N_("Imports"), Permission.CUSTOMER_MANAGE, _columns, _rows))
