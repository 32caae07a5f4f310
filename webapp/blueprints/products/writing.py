"""Making and changing an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.products.blueprint import bp
from webapp.blueprints.products.choosing import category_pairs, level_pairs, tax_class_pairs
from webapp.blueprints.products.forms import (
    SEEN_BY,
    ProductForm,
    typed_custom,
    typed_levels,
    unit_cells,
)
from webapp.services.catalog.fields import FieldRow, list_fields
from webapp.services.catalog.products import change_product, create_product
from webapp.services.catalog.products_queries import ProductView, brands, get_product_view
from webapp.services.catalog.taxes import STANDARD
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import to_half_width
from webapp.services.core.permissions import Permission
from webapp.services.files.checks import PICTURES
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import read_uploads
from webapp.web.words import choices

NEW = {
    "kind": "regular",
    "tax_class": STANDARD,
    "min_quantity": "1",
    "step_quantity": "1",
    "max_quantity": "",
}


@bp.route("/create", methods=["GET", "POST"])
def create() -> Any:
    """A new article with its first base price."""
    fields = list_fields(db())
    if request.method == "GET":
        return _page(ProductForm(data=NEW), fields, None)
    form = ProductForm()
    if form.validate():
        try:
            code = _create(form, fields)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Article %(code)s is made.", code=code), "success")
            return redirect(url_for("products.show", code=code), 303)
    return _page(form, fields, None)


def _create(form: ProductForm, fields: Sequence[FieldRow]) -> str:
    """Raises RuleBroken with everything that is wrong."""
    price = form.base_price.data
    if price is None:
        raise RuleBroken(N_("Please fill this in."), "base_price")
    given = form.product_input(to_half_width(form.code.data or ""), fields)
    uploads = read_uploads("pictures", PICTURES)
    on_shelf = request.form.get("on_shelf") == "1"
    return create_product.once(
        form_key(), db(), actor(), given, price, uploads=uploads, on_shelf=on_shelf
    ).number


@bp.route("/items/<path:code>/edit", methods=["GET", "POST"])
def edit(code: str) -> Any:
    view = get_product_view(db(), actor(), code, now())
    if request.method == "GET":
        return _page(ProductForm.showing(view), view.fields, view)
    form = ProductForm()
    if form.validate():
        try:
            given = form.product_input(view.code, view.fields)
            done = change_product.once(form_key(), db(), actor(), view.code, form_version(), given)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            _say_saved(view, done.version)
            return redirect(url_for("products.show", code=view.code), 303)
    return _page(form, view.fields, view)


def _say_saved(view: ProductView, version: int) -> None:
    if version == view.version:
        flash(gettext("Nothing was different, so nothing was changed."), "info")
    else:
        flash(gettext("Article %(code)s is saved.", code=view.code), "success")


def _page(form: ProductForm, fields: Sequence[FieldRow], view: ProductView | None) -> Any:
    is_sent = request.method == "POST"
    levels = [one.code for one in view.levels] if view else []
    seen_by = "levels" if levels else "everybody"
    page = render_template(
        "products/edit.html",
        form=form,
        view=view,
        version=form_version() if is_sent else view.version if view else None,
        units=unit_cells(view, form.errors),
        fields=fields,
        custom=typed_custom(fields) if is_sent else dict(view.custom) if view else {},
        seen_by=request.form.get("seen_by", "everybody") if is_sent else seen_by,
        who_sees=[(key, gettext(text)) for key, text in SEEN_BY.items()],
        chosen_levels=typed_levels() if is_sent else levels,
        on_shelf=request.form.get("on_shelf") == "1" if is_sent else True,
        categories=category_pairs(),
        brands=brands(db()),
        kinds=choices("product_kind"),
        tax_classes=tax_class_pairs(),
        levels=level_pairs(),
        sees_costs=actor().may(Permission.PRICE_MANAGE),
    )
    return page, 422 if form.errors else 200
