"""Panels of reviews: who judges which documents, drawn, edited and switched (L9)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.panels.drafts import PanelDraft, draft_of, new_draft
from webapp.blueprints.panels.options import form_options
from webapp.blueprints.panels.shapes import read_typed, rearrange
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.core.naming import Named
from webapp.services.reviews import panel_editing
from webapp.services.reviews.panel_changes import FIELDS
from webapp.services.reviews.panel_overview import (
    PanelView,
    get_panel_view,
    list_panels,
    stage_inputs,
    stage_labels,
)
from webapp.services.reviews.panel_vacancies import REASONS
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import NEEDED, Form, clean_text, text_field
from webapp.web.htmx import render
from webapp.web.language import say

bp = Blueprint("panels", __name__, url_prefix="/settings/panels")


class NamesForm(Form):
    name = text_field(80, NEEDED)
    name_en = text_field(80)


@bp.get("")
def index() -> Any:
    panels = list_panels(db(), actor())
    stages = {row.stage: row.stage_label for row in panels}
    stages |= {key: label for key, label in stage_labels().items() if key not in stages}
    return render_template(
        "panels/index.html", panels=panels, stages=stages, reasons=REASONS, **_names()
    )


@bp.get("/<code>")
def show(code: str) -> Any:
    return _page(code, NamesForm())


@bp.post("/<code>/name")
def rename(code: str) -> Any:
    form = NamesForm()
    if form.validate():
        names = Named(form.name.data or "", form.name_en.data or "")
        try:
            panel_editing.rename_panel.once(form_key(), db(), actor(), code, form_version(), names)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return _back(code, gettext("Saved."))
    return _page(code, form, 422)


@bp.post("/<code>/switch")
def switch(code: str) -> Any:
    """On or off, for documents that are filed from now on."""
    is_on = request.form.get("to") == "on"
    try:
        panel_editing.switch_panel.once(form_key(), db(), actor(), code, form_version(), is_on)
    except RuleBroken as refused:
        flash(say(refused.message), "error")
        return redirect(url_for("panels.edit", code=code), 303)
    if is_on:
        return _back(code, gettext("The panel is on: documents filed from now on pass it."))
    return _back(code, gettext("The panel is off: documents filed from now on do not pass it."))


@bp.post("/<code>/up")
def move_up(code: str) -> Any:
    panel_editing.raise_panel.once(form_key(), db(), actor(), code, form_version())
    return redirect(url_for("panels.index"), 303)


@bp.get("/<code>/edit")
def edit(code: str) -> Any:
    view = get_panel_view(db(), actor(), code)
    return _edit_page(view, draft_of(view.row.panel), view.row.version)


@bp.post("/<code>/edit")
def save(code: str) -> Any:
    """Saves a version; a button of the form that only rearranges it answers with the form."""
    view = get_panel_view(db(), actor(), code)
    draft = PanelDraft(read_typed(request.form))
    if "edit" in request.form:
        return _edit_page(view, draft, form_version(), moved=_rearranged(draft))
    try:
        done = panel_editing.save_panel.once(
            form_key(), db(), actor(), code, form_version(), draft.wanted(), draft.note
        )
    except RuleBroken as refused:
        draft.absorb(refused)
        return _edit_page(view, draft, form_version(), 422)
    except Conflict as stale:
        again = gettext("Your entries stand below. Send them again?")
        draft.errors[""] = [say(stale.message), again]
        return _edit_page(view, draft, view.row.version, 409)
    number = done.details["number"]
    return _back(
        code, gettext("Version %(number)s is saved; new reviews run on it.", number=number)
    )


@bp.route("/new/<stage>", methods=["GET", "POST"])
def create(stage: str) -> Any:
    """A panel of the company's own, empty or as a copy of another of its stage."""
    inputs = stage_inputs(stage)
    if request.method == "GET":
        return _new_page(stage, inputs, _copied(request.args.get("copy", "")))
    draft = PanelDraft(read_typed(request.form))
    if "edit" in request.form:
        return _new_page(stage, inputs, draft, moved=_rearranged(draft))
    try:
        panel = draft.wanted()
        done = panel_editing.add_panel.once(form_key(), db(), actor(), stage, draft.names, panel)
    except RuleBroken as refused:
        draft.absorb(refused)
        return _new_page(stage, inputs, draft, 422)
    return _back(done.number, gettext("The panel is made. Switch it on when it is ready."))


def _copied(code: str) -> PanelDraft:
    if not code:
        return new_draft()
    row = get_panel_view(db(), actor(), clean_text(code)).row
    return draft_of(row.panel)


def _rearranged(draft: PanelDraft) -> str:
    return rearrange(draft.typed, request.form["edit"][:80])


def _back(code: str, message: str) -> Any:
    flash(message, "success")
    return redirect(url_for("panels.show", code=code), 303)


def _page(code: str, form: NamesForm, status: int = 200) -> Any:
    view = get_panel_view(db(), actor(), code)
    page = render_template(
        "panels/show.html",
        view=view,
        row=view.row,
        form=form,
        fields=FIELDS,
        reasons=REASONS,
        labels=view.inputs,
        **_names(),
    )
    return page, status


def _names() -> dict[str, dict[str, str]]:
    """Departments, posts and kinds of products, by their codes."""
    options = form_options({})
    return {
        "departments": dict(options["department"]),
        "posts": dict(options["post"]),
        "products": dict(options["product_kinds"]),
    }


def _edit_page(
    view: PanelView, draft: PanelDraft, version: int, status: int = 200, moved: str = ""
) -> Any:
    return render(
        "panels/edit.html",
        "panels/_form.html",
        status,
        row=view.row,
        draft=draft,
        version=version,
        moved=moved,
        options=form_options(view.inputs),
        address=url_for("panels.save", code=view.row.code),
    )


def _new_page(
    stage: str, inputs: Any, draft: PanelDraft, status: int = 200, moved: str = ""
) -> Any:
    return render(
        "panels/edit.html",
        "panels/_form.html",
        status,
        row=None,
        stage_label=stage_labels()[stage],
        draft=draft,
        version=None,
        moved=moved,
        options=form_options(inputs),
        address=url_for("panels.create", stage=stage),
    )
