"""What is on the shelves, and how each article came and went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from webapp.blueprints.stock.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.parsing import read_id
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.shelves import queries
from webapp.services.shelves.queries import MovementRow, StockFilter, StockRow
from webapp.web.access import may_open
from webapp.web.context import actor, db
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.links import document_url
from webapp.web.list_words import place_options
from webapp.web.listing import Listing
from webapp.web.templating import named

STATES = {"out": N_("Out of stock"), "below": N_("Below the least order quantity")}


class FilterForm(Form):
    q = text_field(60)
    warehouse = text_field(10)
    category = text_field(10)
    state = text_field(10)

    def wanted(self) -> StockFilter:
        return StockFilter(
            search=readable(self.q) or "",
            warehouse_id=read_id(readable(self.warehouse) or ""),
            category_id=read_id(readable(self.category) or ""),
            state=readable(self.state) or "",
        )


class MovementsForm(Form):
    warehouse = text_field(10)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing("stock", "stock.index", FilterForm(args), args=args, sorts=tuple(queries.SORTS))


@bp.get("")
def index() -> Any:
    listing = _listing(request.args)
    wanted = listing.form.wanted()
    page = listing.page(
        lambda after, before: queries.list_stock(
            db(), actor(), wanted, sort=listing.sort, after=after, before=before
        )
    )
    return render(
        "stock/index.html",
        "stock/_list.html",
        listing=listing,
        page=page,
        warehouses=place_options(queries.list_warehouses(db(), actor()), "id"),
        categories=place_options(queries.list_categories(db()), "id"),
        states=[(key, gettext(text)) for key, text in STATES.items()],
        with_worth=actor().may(Permission.PRICE_MANAGE),
    )


@bp.get("/items/<path:code>")
def movements(code: str) -> Any:
    """Every movement of an article, the newest first."""
    article = queries.get_article(db(), actor(), code)
    form = MovementsForm(request.args)
    listing = Listing("stock_movements", "stock.movements", form, code=article.code)
    page = listing.page(
        lambda after, before: queries.list_movements(
            db(),
            actor(),
            article,
            warehouse_id=read_id(readable(form.warehouse) or ""),
            after=after,
            before=before,
        )
    )
    return render(
        "stock/movements.html",
        "stock/_movements.html",
        article=article,
        listing=listing,
        page=page,
        balances=queries.list_balances(db(), actor(), article),
        warehouses=place_options(queries.list_warehouses(db(), actor()), "id"),
        with_worth=actor().may(Permission.PRICE_MANAGE),
        page_of=_page_of,
    )


def _page_of(row: MovementRow) -> str | None:
    """The page of what moved the article; None where there is none for this person."""
    if row.kind == "return":
        return document_url("return", row.document, actor()) if _may("returns.show") else None
    if row.order:
        return document_url("order", row.order, actor()) if _may("orders.show") else None
    is_slip = row.document and row.kind in ("in", "issue", "count")
    return url_for("stock.show", number=row.document) if is_slip else None


def _may(endpoint: str) -> bool:
    return may_open(actor(), endpoint)


def _rows(args: Args) -> Iterable[StockRow]:
    listing = _listing(args)
    wanted = listing.form.wanted()
    return every_row(
        lambda after, rows: queries.list_stock(
            db(), actor(), wanted, sort=listing.sort, after=after, rows=rows
        )
    )


def _columns() -> Sequence[Column[StockRow]]:
    columns: list[Column[StockRow]] = [
        Column(gettext("Article code"), lambda row: row.code),
        Column(gettext("Article"), named, 30),
        Column(gettext("Specification"), lambda row: row.specification, 20),
        Column(gettext("Category"), lambda row: named(row, "category"), 18),
        Column(gettext("Warehouse"), lambda row: named(row, "warehouse"), 18),
        Column(gettext("On hand"), lambda row: row.on_hand, 12, "quantity"),
        Column(gettext("Reserved"), lambda row: row.reserved, 12, "quantity"),
        Column(gettext("Available"), lambda row: row.available, 12, "quantity"),
        Column(gettext("Unit"), lambda row: named(row, "unit"), 8),
    ]
    if actor().may(Permission.PRICE_MANAGE):
        columns.append(Column(gettext("Worth at cost (CNY)"), lambda row: row.worth, 16, "money"))
    return columns


register(Exportable("stock", N_("Stock"), Permission.STOCK_VIEW, _columns, _rows))
