"""Branches with their warehouses, and departments."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.services.core.errors import N_, Conflict, RuleBroken
from webapp.services.identity.offices import get_organisation
from webapp.services.identity.organisation import (
    KINDS,
    PlaceInput,
    PlaceKind,
    add_place,
    remove_place,
    rename_place,
)
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import NEEDED, Form, text_field
from webapp.web.language import say

bp = Blueprint("organisation", __name__, url_prefix="/settings/organisation")


class PlaceForm(Form):
    name = text_field(80, NEEDED)
    name_en = text_field(80)
    code = text_field(20)
    branch = text_field(20)

    def given(self) -> PlaceInput:
        return PlaceInput(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            code=self.code.data or "",
            branch=self.branch.data or "",
        )


@bp.get("")
def index() -> Any:
    return _page("", None)


@bp.post("/add")
def add() -> Any:
    kind, form = _kind(), PlaceForm()
    if form.validate():
        try:
            add_place.once(form_key(), db(), actor(), kind, form.given())
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return _back(gettext("Added."))
    return _page(f"add-{kind}-{form.branch.data or ''}", form, 422)


@bp.post("/rename")
def rename() -> Any:
    kind, form = _kind(), PlaceForm()
    code = form.code.data or ""
    if form.validate():
        try:
            rename_place.once(form_key(), db(), actor(), kind, code, form_version(), form.given())
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return _back(gettext("Saved."))
    return _page(f"rename-{kind}-{code}", form, 422)


@bp.post("/remove")
def remove() -> Any:
    kind = _kind()
    if kind == "warehouse":
        raise Conflict(N_("A warehouse goes with its branch only."))
    form = PlaceForm()
    try:
        remove_place.once(form_key(), db(), actor(), kind, form.code.data or "", form_version())
    except RuleBroken as refused:
        return _back(say(refused.message), "error")
    return _back(gettext("Deleted."))


def _kind() -> PlaceKind:
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise RuleBroken(N_("This choice does not exist."))
    return cast(PlaceKind, kind)


def _back(message: str, look: str = "success") -> Any:
    flash(message, look)
    return redirect(url_for("organisation.index"), 303)


def _page(asked: str, form: PlaceForm | None, status: int = 200) -> Any:
    """The page; ``asked`` names the dialog that is open with what was typed into it."""
    places = get_organisation(db(), actor())
    page = render_template("organisation/index.html", places=places, asked=asked, form=form)
    return page, status
