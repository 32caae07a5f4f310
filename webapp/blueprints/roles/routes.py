"""Roles and permissions: the table edited in place, and roles of the company's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from webapp.blueprints.roles.table import Chosen, TableForm, changes_in, chosen_cells
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.identity.role_editing import (
    RoleNaming,
    create_role,
    remove_role,
    rename_role,
    save_role_table,
)
from webapp.services.identity.role_table import GROUPS, get_role, list_role_columns
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import NEEDED, Form, text_field
from webapp.web.language import say
from webapp.web.templating import named

bp = Blueprint("roles", __name__, url_prefix="/settings/roles")


class NamesForm(Form):
    name = text_field(80, NEEDED)
    name_en = text_field(80)
    copy_of = text_field(40)

    def naming(self) -> RoleNaming:
        return RoleNaming(self.name.data or "", self.name_en.data or "")


@bp.get("")
def index() -> Any:
    return _table({}, {})


@bp.post("")
def save() -> Any:
    """Saves what was changed in the table; what somebody else changed meanwhile is shown, and
    what was chosen here stays chosen."""
    chosen = chosen_cells()
    try:
        done = save_role_table.once(form_key(), db(), actor(), changes_in(chosen))
    except (Conflict, RuleBroken) as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return _table(chosen, {"": [say(refused.message)]}, status)
    count = len(done.details["changed"])
    if count:
        message = ngettext("%(num)s role is changed.", "%(num)s roles are changed.", count)
        since = gettext("It holds from the next request.")
        flash(f"{message} {since}", "success")
    else:
        flash(gettext("Nothing was different, so nothing was changed."), "info")
    return redirect(url_for("roles.index"), 303)


def _table(chosen: Chosen, errors: Mapping[str, list[str]], status: int = 200) -> Any:
    form = TableForm(list_role_columns(db(), actor()), chosen, errors)
    return render_template("roles/index.html", form=form, groups=GROUPS), status


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """A role of the company's own, empty or as a copy."""
    form = NamesForm(data={"copy_of": request.args.get("copy_of", "")})
    if form.validate_on_submit():
        try:
            done = create_role.once(
                form_key(), db(), actor(), form.naming(), form.copy_of.data or ""
            )
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("The role is there. Set its rights in the table."), "success")
            return redirect(url_for("roles.index", _anchor=f"role-{done.number}"), 303)
    models = [(one.code, named(one)) for one in list_role_columns(db(), actor())]
    page = render_template("roles/new.html", form=form, models=models)
    return page, 422 if form.errors else 200


@bp.get("/<code>")
def show(code: str) -> Any:
    role = get_role(db(), actor(), code)
    return _page(role, NamesForm(data={"name": role.name, "name_en": role.name_en}))


@bp.post("/<code>/names")
def rename(code: str) -> Any:
    form = NamesForm()
    if form.validate():
        try:
            rename_role.once(form_key(), db(), actor(), code, form_version(), form.naming())
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for("roles.show", code=code), 303)
    return _page(get_role(db(), actor(), code), form, 422)


@bp.post("/<code>/remove")
def remove(code: str) -> Any:
    try:
        remove_role.once(form_key(), db(), actor(), code, form_version())
    except RuleBroken as refused:
        flash(say(refused.message), "error")
        return redirect(url_for("roles.show", code=code), 303)
    flash(gettext("The role is deleted."), "success")
    return redirect(url_for("roles.index"), 303)


def _page(role: Any, form: NamesForm, status: int = 200) -> Any:
    return render_template("roles/show.html", role=role, form=form), status
