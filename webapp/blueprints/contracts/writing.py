"""Rewording the terms of a contract that is worked on."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.contracts.blueprint import bp
from webapp.services.contracts.drawing import save_contract
from webapp.services.contracts.queries import get_contract
from webapp.services.contracts.views import ContractView
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.documents.acting import wrong_state
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.contract_form import ContractForm
from webapp.web.htmx import go_to
from webapp.web.language import say


@bp.route("/<path:number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    view = get_contract(db(), actor(), number, company_day(now()))
    if request.method == "GET":
        if "edit" not in view.actions:
            raise wrong_state(view)
        return _page(view, ContractForm.showing(view.title, view.terms), view.version)
    form = ContractForm()
    if not form.is_valid():
        return _page(view, form, form_version(), 422)
    try:
        done = save_contract.once(
            form_key(), db(), actor(), number, form_version(), form.title.data or "", form.terms()
        )
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(view, form, form_version(), 422)
    except Conflict as moved:
        form.refused[""] = [say(moved.message)]
        return _page(view, form, view.version, 409)
    flash(gettext("The terms of %(number)s are saved.", number=done.number), "success")
    return go_to(url_for("contracts.show", number=done.number))


def _page(view: ContractView, form: ContractForm, version: int, code: int = 200) -> Response:
    body = render_template("contracts/edit.html", view=view, form=form, version=version)
    return make_response(body, code)
