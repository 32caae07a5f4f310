"""The page that keeps the category tree."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.products.blueprint import bp
from webapp.services.catalog.categories import (
    CategoryInput,
    add_category,
    change_category,
    get_category,
    list_categories,
    order_category,
    remove_category,
)
from webapp.services.core.errors import RuleBroken
from webapp.services.core.parsing import to_half_width
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import NEEDED, Form, text_field
from webapp.web.language import say
from webapp.web.list_words import place_options


class CategoryForm(Form):
    code = text_field(20)
    name = text_field(80, NEEDED)
    name_en = text_field(80)
    parent = text_field(20)

    def category_input(self) -> CategoryInput:
        return CategoryInput(self.name.data or "", self.name_en.data or "", self.parent.data or "")


@bp.route("/categories", methods=["GET", "POST"])
def categories() -> Any:
    """The tree; a form sent here adds a node to it."""
    form = CategoryForm()
    if request.method == "POST" and form.validate():
        code = to_half_width(form.code.data or "")
        try:
            add_category.once(form_key(), db(), actor(), code, form.category_input())
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Category %(code)s is added.", code=code), "success")
            return redirect(url_for("products.categories"), 303)
    page = render_template(
        "products/categories.html",
        form=form,
        rows=(rows := list_categories(db())),
        parents=place_options(rows),
    )
    return page, 422 if form.errors else 200


@bp.route("/categories/<code>", methods=["GET", "POST"])
def category(code: str) -> Any:
    """A node's names and its place."""
    row = get_category(db(), actor(), code)
    form = CategoryForm(data={name: getattr(row, name) for name in ("name", "name_en", "parent")})
    if request.method == "POST" and form.validate():
        try:
            given = form.category_input()
            change_category.once(form_key(), db(), actor(), code, form_version(), given)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Category %(code)s is saved.", code=code), "success")
            return redirect(url_for("products.categories"), 303)
    others = [one for one in list_categories(db()) if not one.path.startswith(row.path)]
    version = form_version() if request.method == "POST" else row.version
    page = render_template(
        "products/category.html", form=form, row=row, version=version, parents=place_options(others)
    )
    return page, 422 if form.errors else 200


@bp.post("/categories/<code>/act")
def act_on_category(code: str) -> Any:
    """Moves a node one place among those beside it, or removes an empty one: ``way`` says which."""
    way = request.form.get("way", "")
    try:
        if way == "remove":
            remove_category.once(form_key(), db(), actor(), code, form_version())
            flash(gettext("Category %(code)s is removed.", code=code), "success")
        else:
            order_category.once(form_key(), db(), actor(), code, form_version(), way)
    except RuleBroken as refused:
        flash(say(refused.message), "error")
    return redirect(url_for("products.categories"), 303)
