"""Error pages: what happened, whose turn it is, where to go; never anything of the inside."""

from __future__ import annotations

import errno
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import DataError, DBAPIError
from werkzeug.exceptions import HTTPException

from webapp.services.core.errors import (
    N_,
    Busy,
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    RuleBroken,
)
from webapp.web.access import local_path
from webapp.web.htmx import is_htmx
from webapp.web.language import say

log = logging.getLogger(__name__)

STATUS = {NotFound: 404, Forbidden: 403, Conflict: 409, RuleBroken: 422, Busy: 503}
TITLES = {
    400: N_("This request could not be read"),
    403: N_("This is not yours to open"),
    404: N_("There is nothing here"),
    405: N_("This cannot be done here"),
    409: N_("It changed meanwhile"),
    413: N_("That is too large"),
    422: N_("Something is not right yet"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong on our side"),
    503: N_("Not available just now"),
}
TEXTS = {
    400: N_("Please go back, open the page anew and send it again."),
    403: N_("Your account does not have the right to do this."),
    404: N_("There is nothing here under this address, or it is not for you to see."),
    405: N_("Please go back and use the buttons of the page."),
    413: N_("Please send less at once: a file may have 10 MB, everything together 40 MB."),
    429: N_("Please wait a quarter of an hour and try again."),
    500: N_("Nothing was changed. The people who keep this running have been told."),
    503: N_("Nothing was changed. Please try again in a moment."),
}
BROKE_OFF = N_("The database broke off before it answered. Send it again: it counts only once.")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
#: Seconds after which asking again is worth while (503).
RETRY_AFTER = "5"


def install(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(OverflowError, _no_such_value)
    app.register_error_handler(UnicodeEncodeError, _no_such_value)
    app.register_error_handler(ParseException, _no_such_value)
    app.register_error_handler(OSError, _system_error)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: DomainError) -> Response:
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    messages = [say(error.message)]
    if isinstance(error, RuleBroken):
        messages = [say(message) for message in error.messages]
    return error_page(status, messages)


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    answer = error_page(status if status in TITLES else 400 if status < 500 else 500, [])
    answer.status_code = status
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _database_error(error: DBAPIError) -> Response:
    log.error("request %s: database: %s", g.get("request_id"), type(error.orig).__name__)
    if isinstance(error, DataError):
        return error_page(400, [])
    # A commit that got no answer may have been kept: nobody can say that nothing was changed.
    is_open = error.connection_invalidated and request.method == "POST"
    return error_page(503, [gettext(BROKE_OFF)] if is_open else [])


def _no_such_value(error: Exception) -> Response:
    """A number or text that the database's driver cannot even send, or a body in broken chunks."""
    log.warning("request %s: %s", g.get("request_id"), type(error).__name__, exc_info=error)
    return error_page(400, [])


def _system_error(error: OSError) -> Response:
    """A full disk under the folder that large uploads pass through, or something unexpected."""
    if error.errno not in FULL:
        return _unexpected(error)
    log.error("request %s: %s", g.get("request_id"), error.strerror)
    return error_page(503, [])


def _unexpected(error: Exception) -> Response:
    log.error("request %s failed", g.get("request_id"), exc_info=error)
    return error_page(500, [])


def error_page(status: int, messages: list[str]) -> Response:
    """An error as a toast for htmx, else as a page of its own; in plain words if even that fails,
    as it may when the database is away."""
    try:
        return _drawn(status, messages)
    except Exception as error:
        log.error("request %s: no error page", g.get("request_id"), exc_info=error)
        text = f"{status} {HTTPStatus(status).phrase} ({g.get('request_id', '')})\n"
        return Response(text, status, mimetype="text/plain")


def _drawn(status: int, messages: list[str]) -> Response:
    text = messages or [gettext(TEXTS.get(status, TEXTS[400]))]
    template = "errors/_toast.html" if is_htmx() else "errors/page.html"
    body = render_template(
        template,
        status=status,
        heading=gettext(TITLES.get(status, TITLES[400])),
        messages=text,
        back=_way_back(),
        request_id=g.get("request_id", ""),
    )
    answer = make_response(body, status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = RETRY_AFTER
    if is_htmx():
        answer.headers["HX-Retarget"] = "#toasts"
        answer.headers["HX-Reswap"] = "beforeend"
    return answer


def _way_back() -> str | None:
    parts = urlsplit(request.referrer or "")
    if not parts.netloc or parts.netloc != request.headers.get("Host"):
        return None
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return local_path(path)
