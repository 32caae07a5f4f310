"""What moves a run on: its columns chosen, confirmed, given up."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from webapp.blueprints.imports.blueprint import bp
from webapp.blueprints.imports.columns_form import ColumnsForm
from webapp.blueprints.imports.showing import page
from webapp.services.core.errors import RuleBroken
from webapp.services.importing.queries import get_run
from webapp.services.importing.runs import StoreTerms, choose_columns, confirm_run, discard_run
from webapp.services.importing.working import check_list, store_list
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.htmx import go_to
from webapp.web.language import language_code, say


@bp.post("/<number>/columns")
def choose(number: str) -> Any:
    """Settles the columns and has the list checked: at once, or by the worker."""
    form = ColumnsForm.read(request.form)
    try:
        done = choose_columns.once(
            form_key(), db(), actor(), number, form_version(), form.choice(), language_code()
        )
        if done.details["at_once"] and not done.repeated:
            check_list(db(), actor(), number, say)
    except RuleBroken as refused:
        form.absorb(refused)
        return page(get_run(db(), actor(), number), columns=form), 422
    return go_to(url_for("imports.show", number=number))


@bp.post("/<number>/confirm")
def confirm(number: str) -> Any:
    """Has the list stored, as it was checked."""
    ticked = {name: request.form.get(name) == "1" for name in ("leave_bad", "update")}
    try:
        done = confirm_run.once(
            form_key(),
            db(),
            actor(),
            number,
            form_version(),
            StoreTerms(**ticked),
            language_code(),
        )
        if done.details["at_once"] and not done.repeated:
            store_list(db(), actor(), number, say)
            flash(gettext("The list is brought in."), "success")
    except RuleBroken as refused:
        return page(get_run(db(), actor(), number), problem=say(refused.message)), 422
    return go_to(url_for("imports.show", number=number))


@bp.post("/<number>/discard")
def discard(number: str) -> Any:
    """Gives a list up of which nothing was stored."""
    discard_run.once(form_key(), db(), actor(), number, form_version())
    flash(gettext("%(number)s is given up. Nothing of it was stored.", number=number), "success")
    return redirect(url_for("imports.index"), 303)
