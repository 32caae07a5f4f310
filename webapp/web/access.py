"""Who may open which page: one row a route, and what has no row is closed (C38).

The services ask again before they act; this table is the first of two doors.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, redirect, request, url_for

from webapp.services.core.actor import Actor
from webapp.services.core.errors import Forbidden, NotFound
from webapp.web.access_table import ACCESS
from webapp.web.context import find_actor
from webapp.web.htmx import is_htmx


def install(app: Flask) -> None:
    app.before_request(_guard)


def _guard() -> Any:
    if request.endpoint is None:
        return None
    door = ACCESS.get(request.endpoint)
    if door is None:
        raise NotFound()
    if door.is_public:
        return None
    actor = find_actor()
    if actor is None:
        return _to_sign_in()
    if not door.opens_for(actor):
        raise Forbidden()
    if g.signed_in.must_change_password and not door.opens_before_new_password:
        return redirect(url_for("account.password"), 303)
    return None


def may_open(actor: Actor | None, endpoint: str) -> bool:
    """Whether a link to this page is worth showing to this person."""
    door = ACCESS.get(endpoint)
    return door is not None and (door.is_public or (actor is not None and door.opens_for(actor)))


def _to_sign_in() -> Response:
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    target = url_for("account.sign_in", next=here or None)
    if is_htmx():
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = target
        return answer
    return make_response(redirect(target, 303))


def local_path(target: str) -> str | None:
    """The target as a path on this site; None for anything that could lead elsewhere (C28)."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    if any(ord(character) < 0x20 for character in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
