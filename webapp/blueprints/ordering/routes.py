"""The customer's cart and checkout."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.blueprints.ordering.checkout_form import CheckoutForm
from webapp.services.catalog.queries import get_shelf_row
from webapp.services.core.errors import RuleBroken
from webapp.services.ordering import cart as acts
from webapp.services.ordering.checkout import check_out
from webapp.services.ordering.lines import typed_quantity
from webapp.services.ordering.queries import Cart, customer_file, get_cart
from webapp.web.context import actor, db, form_key, now
from webapp.web.customer_pages import way_back
from webapp.web.forms import clean_text
from webapp.web.htmx import is_htmx, render
from webapp.web.language import say
from webapp.web.words import choices

bp = Blueprint("ordering", __name__)

LONGEST_TYPED = 60


@bp.get("/cart")
def cart() -> Response:
    return render("ordering/cart.html", "ordering/_cart.html", cart=get_cart(db(), actor(), now()))


@bp.post("/cart/items/<path:code>")
def set_quantity(code: str) -> Any:
    """Makes the quantity in the cart what the form says: from the shelf, an article's page or
    the cart itself, which ``place`` tells."""
    typed = clean_text(request.form.get("quantity", "")[:LONGEST_TYPED])
    errors: list[str] = []
    try:
        quantity = typed_quantity(db(), actor(), code, typed)
        acts.set_quantity(db(), actor(), code, quantity)
    except RuleBroken as refused:
        errors = [say(message) for message in refused.messages]
    if is_htmx():
        return _changed_part(code, typed, errors)
    for error in errors:
        flash(error, "error")
    if not errors:
        flash(gettext("The cart is changed."), "success")
    return redirect(way_back("ordering.cart"), 303)


@bp.post("/cart/clear")
def clear() -> Any:
    acts.clear_cart(db(), actor())
    flash(gettext("The cart is empty."), "success")
    return redirect(url_for("ordering.cart"), 303)


@bp.route("/checkout", methods=["GET", "POST"])
def checkout() -> Any:
    form = CheckoutForm()
    if request.method == "POST":
        given = form.order_input()
        if given is not None:
            try:
                done = check_out.once(form_key(), db(), actor(), given, form.seen.data or "")
            except RuleBroken as refused:
                form.absorb(refused)
            else:
                _say_placed(done.number, repeated=done.repeated)
                return redirect(url_for("portal_orders.show", number=done.number), 303)
    return _checkout_page(form)


def _changed_part(code: str, typed: str, errors: list[str]) -> Response:
    """The part of the page that the change belongs to, and the new counts beside the menu."""
    status = 422 if errors else 200
    place = request.form.get("place", "")
    shown: dict[str, Any] = {"errors": errors, "typed": typed if errors else None}
    basket = get_cart(db(), actor(), now())
    if place == "cart":
        template = "ordering/_cart.html"
        shown["wrong_code"] = code
    else:
        template = "catalog/_order_box.html"
        shown["product"] = get_shelf_row(db(), actor(), code, now())
        shown["warnings"] = _warnings(basket, code)
    body = render_template(template, cart=basket, place=place, **shown)
    count = render_template("ordering/_count.html", count=basket.count)
    return make_response(body + count, status)


def _warnings(basket: Cart, code: str) -> list[str]:
    """What stands at this article's line in the cart, such as short stock."""
    lines = (row for row in basket.rows if row.product.code == code)
    return [say(message) for row in lines for message in (*row.problems, *row.hints)]


def _say_placed(number: str, *, repeated: bool) -> None:
    if repeated:
        flash(gettext("Order %(number)s was placed already.", number=number), "success")
    else:
        flash(gettext("Order %(number)s is placed.", number=number), "success")


def _checkout_page(form: CheckoutForm) -> Any:
    basket = get_cart(db(), actor(), now())
    if not basket.rows and not form.errors:
        return redirect(url_for("ordering.cart"), 303)
    file = customer_file(db(), actor(), now())
    if request.method == "GET":
        form.prefill(file, basket)
    else:
        form.remember_files()
    page = render_template(
        "ordering/checkout.html",
        form=form,
        cart=basket,
        file=file,
        reasons=choices("reason"),
        invoices=choices("invoice"),
    )
    return page, 422 if form.errors else 200
