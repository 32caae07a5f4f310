"""Chains: which steps are on, who passes them, and what a change does to open documents."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from webapp.blueprints.chains.drafts import ChainDraft, draft_of, read_draft
from webapp.services.chains.commands import CHANGED, check_wanted, save_chain, split_chain
from webapp.services.chains.overview import (
    ChainView,
    chain_history,
    get_chain_view,
    list_chains,
    list_waiting,
    missing_variants,
)
from webapp.services.chains.rules import MOST_LEVELS
from webapp.services.chains.trial import try_steps
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.identity.role_table import list_role_columns
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.links import document_url

bp = Blueprint("chains", __name__, url_prefix="/settings/chains")

#: How the address names the chain of a kind as a whole.
GENERAL = "general"


@bp.get("")
def index() -> Any:
    chains = list_chains(db(), actor())
    missing = {view.kind: missing_variants(db(), view.kind) for view in chains}
    return render_template("chains/index.html", chains=chains, missing=missing, general=GENERAL)


@bp.get("/<kind>/<variant>")
def show(kind: str, variant: str) -> Any:
    view = get_chain_view(db(), actor(), kind, _variant(variant))
    return _edit_page(view, draft_of(view.chain))


@bp.post("/<kind>/<variant>/confirm")
def confirm(kind: str, variant: str) -> Any:
    """The trial run: what saving would do, before anything is saved (A9); adds and removes levels
    on the way."""
    view = get_chain_view(db(), actor(), kind, _variant(variant))
    if view.version != form_version():
        raise Conflict(CHANGED)
    draft = read_draft(request.form, view.chain)
    if "edit" in request.form:
        _edit(draft, request.form["edit"])
        return _edit_page(view, draft)
    try:
        steps = draft.wanted()
        check_wanted(db(), view.chain, steps)
        trial = try_steps(db(), actor(), kind, view.variant, steps)
    except RuleBroken as refused:
        draft.absorb(refused)
        return _edit_page(view, draft, 422)
    return render_template(
        "chains/confirm.html",
        view=view,
        draft=draft,
        steps=steps,
        trial=trial,
        word_of=variant,
        page_of=lambda number: document_url(kind, number, actor()),
    )


@bp.post("/<kind>/<variant>")
def save(kind: str, variant: str) -> Any:
    view = get_chain_view(db(), actor(), kind, _variant(variant))
    draft = read_draft(request.form, view.chain)
    adopt = request.form.get("adopt") == "now"
    try:
        done = save_chain.once(
            form_key(),
            db(),
            actor(),
            kind,
            view.variant,
            form_version(),
            draft.wanted(),
            adopt=adopt,
            note=draft.note,
        )
    except RuleBroken as refused:
        draft.absorb(refused)
        return _edit_page(view, draft, 422)
    flash(_said(done.details["number"], done.details["adopted"]), "success")
    return redirect(url_for("chains.show", kind=kind, variant=variant), 303)


@bp.post("/<kind>/<variant>/split")
def split(kind: str, variant: str) -> Any:
    """Gives a variant a chain of its own."""
    split_chain.once(form_key(), db(), actor(), kind, _variant(variant))
    flash(gettext("It has a chain of its own now. Change it as needed."), "success")
    return redirect(url_for("chains.show", kind=kind, variant=variant), 303)


def _variant(word: str) -> str:
    return "" if word == GENERAL else word


def _edit(draft: ChainDraft, wish: str) -> None:
    """What a button in the form asks for: add:<step>, remove:<step>:<level>, or just back."""
    act, _, place = wish.partition(":")
    step, _, level = place.partition(":")
    if act == "add":
        draft.add_level(step)
    elif act == "remove":
        draft.remove_level(step, level)


def _edit_page(view: ChainView, draft: ChainDraft, status: int = 200) -> Any:
    page = render_template(
        "chains/show.html",
        view=view,
        draft=draft,
        history=chain_history(db(), actor(), view.kind, view.variant),
        waiting=list_waiting(db(), actor(), view.kind, view.variant),
        roles=list_role_columns(db(), actor()),
        word_of=view.variant or GENERAL,
        most_levels=MOST_LEVELS,
    )
    return page, status


def _said(number: int, adopted: int) -> str:
    saved = gettext("Version %(number)s is saved; new documents run on it.", number=number)
    if not adopted:
        return str(saved)
    moved = ngettext(
        "%(num)s open document has adopted it.", "%(num)s open documents have adopted it.", adopted
    )
    return f"{saved} {moved}"
