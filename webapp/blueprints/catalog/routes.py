"""The customer's catalogue: browsing, searching, favourites, one article."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from webapp.blueprints.catalog.looks import Look, look_from_address
from webapp.services.catalog import favourites, queries
from webapp.services.catalog.searching import suggest_products
from webapp.services.catalog.shelf import ShelfRow
from webapp.services.core.errors import RuleBroken
from webapp.services.core.paging import Page
from webapp.web.context import actor, db, now
from webapp.web.customer_pages import parameter, way_back
from webapp.web.htmx import is_htmx, render
from webapp.web.templating import named

bp = Blueprint("catalog", __name__, url_prefix="/shop")


@bp.get("/")
def index() -> Response:
    look = look_from_address()
    products, look = _page(look)
    tree = queries.category_tree(db(), actor())
    open_path = _path_to(tree, look.category)
    return render(
        "catalog/index.html",
        "catalog/_shop.html",
        products=products,
        look=look,
        tree=tree,
        open_path=open_path,
    )


@bp.get("/suggest")
def suggest() -> Response:
    """Articles for a type-ahead, as JSON rows of value, label and hint."""
    found = suggest_products(db(), actor(), parameter("q"))
    return jsonify(
        [
            {
                "value": one.code,
                "label": f"{named(one)} {one.specification}".strip(),
                "hint": named(one, "unit"),
            }
            for one in found
        ]
    )


@bp.get("/items/<path:code>")
def show(code: str) -> Any:
    page = queries.get_product(db(), actor(), code, now())
    return render_template("catalog/show.html", page=page, product=page.product)


@bp.post("/items/<path:code>/favourite")
def favourite(code: str) -> Any:
    """Marks a favourite, or takes the mark away: ``wanted`` says which."""
    favourites.set_favourite(db(), actor(), code, request.form.get("wanted") == "1")
    if not is_htmx():
        return redirect(way_back("catalog.index"), 303)
    product = queries.get_shelf_row(db(), actor(), code, now())
    return render_template("catalog/_favourite.html", product=product)


def _page(look: Look) -> tuple[Page[ShelfRow], Look]:
    """The page asked for; the first one when the place in the address makes no sense."""
    try:
        return queries.list_products(db(), actor(), look.filter(), now()), look
    except RuleBroken:
        look = replace(look, after="")
        return queries.list_products(db(), actor(), look.filter(), now()), look


def _path_to(tree: tuple[queries.CategoryNode, ...], code: str) -> list[queries.CategoryNode]:
    """The nodes from the top down to a category; none for a code that is not there."""
    for node in tree:
        if node.code == code:
            return [node]
        if below := _path_to(node.children, code):
            return [node, *below]
    return []
