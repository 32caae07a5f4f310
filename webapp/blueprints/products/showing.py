"""The page of one article, with its acts: on and off the shelf, pictures."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.products.blueprint import bp
from webapp.services.catalog.pictures import AWAY
from webapp.services.catalog.products import add_pictures, move_picture, set_on_shelf
from webapp.services.catalog.products_queries import get_product_view
from webapp.services.core.errors import RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.files.checks import PICTURES
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import read_uploads
from webapp.web.language import say
from webapp.web.timeline import timeline


@bp.get("/items/<path:code>")
def show(code: str) -> Any:
    return _page(code)


@bp.post("/items/<path:code>/shelf")
def shelve(code: str) -> Any:
    """Puts the article on the shelf, or takes it off: ``wanted`` says which."""
    on_shelf = request.form.get("wanted") == "on"
    set_on_shelf.once(form_key(), db(), actor(), code, form_version(), on_shelf)
    if on_shelf:
        flash(gettext("%(code)s is on the shelf now.", code=code), "success")
    else:
        flash(gettext("%(code)s is off the shelf now. Open orders keep it.", code=code), "success")
    return redirect(url_for("products.show", code=code), 303)


@bp.post("/items/<path:code>/pictures")
def pictures(code: str) -> Any:
    """Adds pictures, or moves the one that ``token`` names the way that ``way`` says."""
    try:
        _change_pictures(code)
    except RuleBroken as refused:
        errors = [say(message) for message in refused.messages]
        return _page(code, picture_errors=errors), 422
    flash(gettext("The pictures are changed."), "success")
    return redirect(url_for("products.show", code=code, _anchor="pictures"), 303)


def _change_pictures(code: str) -> None:
    way, token = request.form.get("way", ""), request.form.get("token", "")
    if way:
        move_picture.once(form_key(), db(), actor(), code, form_version(), token, way)
        return
    uploads = read_uploads("pictures", PICTURES)
    add_pictures.once(form_key(), db(), actor(), code, form_version(), uploads)


def _page(code: str, *, picture_errors: list[str] | None = None) -> str:
    view = get_product_view(db(), actor(), code, now())
    return render_template(
        "products/show.html",
        view=view,
        entries=timeline(view.events),
        may_change=actor().may(Permission.PRODUCT_MANAGE),
        picture_errors=picture_errors or [],
        away=AWAY,
    )
