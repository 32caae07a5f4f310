"""The log: one line of JSON a request and a warning, so that no text of a stranger can begin a
line of its own; no query, form, cookie or password is ever in it (C61, C62)."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from webapp.web.context import find_actor

requests = logging.getLogger("webapp.requests")
HANDLER = "webapp-lines"

#: What those who watch the log look for, by endpoint and status.
EVENTS = {
    ("account.sign_in", 303): "signed in",
    ("account.sign_in", 422): "sign-in refused",
    ("account.sign_in", 429): "sign-in held back",
    ("account.sign_out", 303): "signed out",
    ("account.password", 303): "password changed",
    ("demo.sign_in", 303): "signed in",
    ("files.download", 200): "file downloaded",
}
#: Statuses that say that somebody tried what he may not.
REFUSALS = {400: "refused", 403: "refused", 413: "refused", 429: "held back"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON: line ends inside become escapes."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name}
        line |= getattr(record, "facts", None) or {"message": record.getMessage()}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def install(app: Flask) -> None:
    if not app.testing:
        _write_lines()
    app.before_request(_begin)
    app.after_request(_note)


def _write_lines() -> None:
    logger = logging.getLogger("webapp")
    if any(handler.name == HANDLER for handler in logger.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.name = HANDLER
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _begin() -> None:
    # Before anything can refuse the request: even then its page names it.
    g.request_id = secrets.token_hex(8)
    g.began = time.monotonic()


def _note(answer: Response) -> Response:
    if request.endpoint != "health.show" and requests.isEnabledFor(logging.INFO):
        requests.info("request", extra={"facts": facts_of(answer)})
    return answer


def facts_of(answer: Response) -> dict[str, Any]:
    """Who asked for what, and what came of it."""
    actor = find_actor()
    took = time.monotonic() - g.get("began", time.monotonic())
    facts: dict[str, Any] = {
        "request": g.get("request_id", ""),
        "method": request.method[:20],
        "path": request.path[:200],
        "status": answer.status_code,
        "ms": round(took * 1000),
        "who": actor.user_name if actor else "",
        "address": request.remote_addr or "",
    }
    event = EVENTS.get((request.endpoint or "", answer.status_code)) or REFUSALS.get(
        answer.status_code
    )
    if event and (request.method == "POST" or event != "signed in"):
        facts["event"] = event
    return facts
