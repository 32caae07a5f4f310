"""The list of articles, its batch, and the list as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from webapp.blueprints.products.blueprint import bp
from webapp.blueprints.products.choosing import category_pairs, tax_class_pairs
from webapp.services.catalog.products import set_many_on_shelf
from webapp.services.catalog.products_listing import (
    SHELVES,
    ProductFilter,
    ProductRow,
    list_staff_products,
    shelf_counts,
)
from webapp.services.catalog.products_queries import brands
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.web.access import local_path
from webapp.web.context import actor, db, form_key, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.language import is_chinese, say
from webapp.web.listing import Listing, tab
from webapp.web.templating import named
from webapp.web.words import choices, word

SORTS = ("code", "name", "new")
SEEN_BY = {"everybody": N_("Everybody"), "levels": N_("Some levels only")}
MOST_CODES = 201


class FilterForm(Form):
    q = text_field(60)
    category = text_field(20)
    brand = text_field(60)
    kind = text_field(10)
    tax_class = text_field(20)
    seen_by = text_field(10)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "products", "products.index", FilterForm(args), args=args, sorts=SORTS, statuses=SHELVES
    )


def _wanted(listing: Listing[FilterForm]) -> ProductFilter:
    by_name = "pinyin" if is_chinese() else "name_en"
    form = listing.form
    return ProductFilter(
        query=readable(form.q) or "",
        category=readable(form.category) or "",
        brand=readable(form.brand) or "",
        kind=readable(form.kind) or "",
        tax_class=readable(form.tax_class) or "",
        seen_by=readable(form.seen_by) or "",
        shelf=listing.status,
        sort=listing.sort.replace("name", by_name),
    )


@bp.get("")
def index() -> Any:
    listing = _listing(request.args)
    wanted = _wanted(listing)
    page = listing.page(
        lambda after, before: list_staff_products(
            db(), actor(), wanted, now(), after=after, before=before
        )
    )
    counts = shelf_counts(db(), actor())
    return render(
        "products/index.html",
        "products/_list.html",
        listing=listing,
        page=page,
        tabs=[
            tab(listing, "", gettext("All"), sum(counts.values())),
            tab(listing, "on", gettext("On the shelf"), counts["on"]),
            tab(listing, "off", gettext("Off the shelf"), counts["off"]),
        ],
        categories=category_pairs(),
        brands=[(one, one) for one in brands(db())],
        kinds=choices("product_kind"),
        tax_classes=tax_class_pairs(),
        seen_by=[(key, gettext(text)) for key, text in SEEN_BY.items()],
        may_change=actor().may(Permission.PRODUCT_MANAGE),
        sees_stock=actor().may(Permission.STOCK_VIEW),
    )


@bp.post("/batch")
def batch() -> Any:
    """Puts the marked articles on the shelf or takes them off it."""
    on_shelf = request.form.get("act") == "on"
    codes = request.form.getlist("number")[:MOST_CODES]
    try:
        done = set_many_on_shelf.once(form_key(), db(), actor(), codes, on_shelf)
    except RuleBroken as refused:
        flash(say(refused.message), "error")
    else:
        flash(_told(done.details["changed"], on_shelf=on_shelf), "success")
    back = local_path(request.form.get("next", "")) or url_for("products.index")
    return redirect(back, 303)


def _told(count: int, *, on_shelf: bool) -> str:
    if on_shelf:
        text = ngettext(
            "%(num)s article is on the shelf now.", "%(num)s articles are on the shelf now.", count
        )
    else:
        text = ngettext(
            "%(num)s article is off the shelf now.",
            "%(num)s articles are off the shelf now.",
            count,
        )
    return str(text)


def _rows(args: Args) -> Iterable[ProductRow]:
    wanted = _wanted(_listing(args))
    return every_row(
        lambda after, rows: list_staff_products(
            db(), actor(), wanted, now(), after=after, rows=rows
        )
    )


def _columns() -> Sequence[Column[ProductRow]]:
    columns: list[Column[ProductRow]] = [
        Column(gettext("Article code"), lambda row: row.code),
        Column(gettext("Article"), named, 30),
        Column(gettext("Specification"), lambda row: row.specification, 20),
        Column(gettext("Bar code"), lambda row: row.barcode, 16),
        Column(gettext("Product category"), lambda row: named(row, "category"), 18),
        Column(gettext("Brand"), lambda row: row.brand),
        Column(gettext("Product kind"), lambda row: word("product_kind", row.kind), 8),
        Column(gettext("Unit"), lambda row: named(row, "unit"), 8),
        Column(gettext("Base price (CNY)"), lambda row: row.base_price, 14, "price"),
        Column(gettext("Tax class"), lambda row: named(row, "tax_class"), 24),
        Column(gettext("Minimum"), lambda row: row.min_quantity, 10, "quantity"),
        Column(gettext("Step"), lambda row: row.step_quantity, 10, "quantity"),
        Column(gettext("Most"), lambda row: row.max_quantity or None, 10, "quantity"),
        Column(gettext("Lead time (days)"), lambda row: row.lead_days, 10, "number"),
        Column(gettext("Shelf"), _shelf, 10),
    ]
    if actor().may(Permission.STOCK_VIEW):
        columns.append(Column(gettext("Available"), lambda row: row.available, 12, "quantity"))
    return columns


def _shelf(row: ProductRow) -> str:
    return str(gettext("On the shelf") if row.on_shelf else gettext("Off the shelf"))


register(Exportable("products", N_("Articles"), Permission.PRODUCT_MANAGE, _columns, _rows))
