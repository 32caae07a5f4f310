"""What a view needs of its request: the session, who acts, the time, the form's one-time key."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from webapp.config import Settings
from webapp.db import Database
from webapp.services.core.actor import Actor
from webapp.services.core.clock import utc_now
from webapp.services.core.errors import Forbidden
from webapp.services.identity.passwords import PasswordHashes
from webapp.services.settings.queries import company_rules
from webapp.services.settings.rules import CompanyRules

log = logging.getLogger(__name__)

LARGEST_VERSION = 2**31 - 1


def install(app: Flask) -> None:
    app.teardown_appcontext(_close)


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def database() -> Database:
    return cast(Database, current_app.extensions["database"])


def password_hashes() -> PasswordHashes:
    return cast(PasswordHashes, current_app.extensions["password_hashes"])


def db() -> Session:
    """The request's session; it reads until a command writes through it."""
    if "db" not in g:
        g.db = database().reader()
    return cast(Session, g.db)


def find_actor() -> Actor | None:
    """Who is signed in, if anybody."""
    return cast("Actor | None", g.get("actor"))


def actor() -> Actor:
    """Who is signed in; raises Forbidden for nobody."""
    found = find_actor()
    if found is None:
        raise Forbidden()
    return found


def now() -> datetime:
    """The time that a page is drawn at."""
    if "now" not in g:
        g.now = utc_now()
    return cast(datetime, g.now)


def rules() -> CompanyRules:
    """The company's choices as they are now."""
    return company_rules(db())


def one_time_key() -> str:
    """A new key for a form that must act once only."""
    return secrets.token_urlsafe(24)


def form_key() -> str:
    """The one-time key that came with the form; '' (which is refused) when none did."""
    return request.form.get("key", "")


def form_version(name: str = "version") -> int:
    """The document version that came with the form; -1, which fits none, when it is no number."""
    text = request.form.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        return -1
    return min(int(text), LARGEST_VERSION)


def _close(error: BaseException | None) -> None:
    opened = g.pop("db", None)
    if opened is None:
        return
    try:
        opened.close()
    except DBAPIError as lost:
        # The answer is made already: a database that went away must not turn it into an error.
        log.warning("request %s: not closed: %s", g.get("request_id"), type(lost.orig).__name__)
        opened.invalidate()
