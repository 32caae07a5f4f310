"""Answering htmx: a fragment for a partial request, the whole page for every other."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request


def is_htmx() -> bool:
    """Whether htmx asks for a part of a page (a restored history wants the whole one)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type") != "full"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def render(page: str, fragment: str, status: int = 200, /, **values: Any) -> Response:
    """The fragment for htmx, else the page that includes it, from the same values."""
    answer = make_response(render_template(fragment if is_htmx() else page, **values), status)
    answer.headers.add("Vary", "HX-Request")
    return answer


def go_to(address: str) -> Response:
    """Leaves the page: a redirect after a plain form, the header for htmx."""
    if is_htmx():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = address
        return answer
    return make_response(redirect(address, 303))
