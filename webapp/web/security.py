"""Headers and tokens that keep a browser from doing what the page did not ask for."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFProtect

from webapp.web.context import settings

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'; report-uri /csp-report"
)
#: Pages that scan with the camera run a decoder in WebAssembly.
SCAN_POLICY = POLICY.replace(
    "default-src 'self';", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval';"
)

#: Headers of every answer, errors and static files included (C24, C25).
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

csrf = CSRFProtect()


def install(app: Flask) -> None:
    app.before_request(_bound_body)
    csrf.init_app(app)
    app.after_request(_protect)


def _bound_body() -> None:
    """Forms without files are read as a whole, so they have the smaller bound."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def _protect(answer: Response) -> Response:
    headers = answer.headers
    is_scan_page = (request.endpoint or "").startswith("warehouse.")
    headers.setdefault("Content-Security-Policy", SCAN_POLICY if is_scan_page else POLICY)
    headers.update(EVERYWHERE)
    headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    if settings().https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    # A file sent from memory says "no-cache", which lets it be kept (C57).
    if headers.get("Cache-Control", "no-cache") == "no-cache":
        headers["Cache-Control"] = "no-store"
    return answer
