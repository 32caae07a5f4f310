"""Who holds which paper of a contract (C5)."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext

from webapp.blueprints.contracts.blueprint import bp
from webapp.blueprints.contracts.showing import contract_page
from webapp.services.contracts.holders import hand_paper, take_paper_back
from webapp.services.core.errors import RuleBroken
from webapp.services.core.parsing import read_id
from webapp.web.context import actor, db, form_key
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to


class HolderForm(Form):
    paper = text_field(30)
    department = text_field(20)
    note = text_field(200)


@bp.post("/<path:number>/hand")
def hand(number: str) -> Any:
    form = HolderForm()
    if not form.validate():
        return contract_page(number, {"hand": form}, code=422)
    given = (form.paper.data or "", form.department.data or "", form.note.data or "")
    try:
        hand_paper.once(form_key(), db(), actor(), number, *given)
    except RuleBroken as refused:
        form.absorb(refused)
        return contract_page(number, {"hand": form}, code=422)
    flash(gettext("The department may read the contract now."), "success")
    return go_to(url_for("contracts.show", number=number))


@bp.post("/<path:number>/take-back")
def take_back(number: str) -> Any:
    holder_id = read_id(request.form.get("holder", "")) or 0
    take_paper_back.once(form_key(), db(), actor(), number, holder_id)
    flash(gettext("The paper was given away."), "success")
    return go_to(url_for("contracts.show", number=number))
