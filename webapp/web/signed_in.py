"""The signed-in session: a random secret in the cookie, everything else in the database, looked
up at each request, so that a sign-out or a changed right holds at once."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, g, request, session

from webapp.services.core.clock import utc_now
from webapp.services.identity.accounts import SignedIn, find_signed_in
from webapp.services.identity.signing_in import NewSession, token_hash
from webapp.web.context import db, settings

SESSION = "sid"
SEEN = "seen"
REFRESH = timedelta(minutes=5)


def install(app: Flask) -> None:
    app.before_request(_load)


def begin(new: NewSession) -> None:
    """Starts a signed-in session: nothing of the one before it is kept."""
    session.clear()
    session.permanent = True
    session[SESSION] = new.token
    session[SEEN] = int(utc_now().timestamp())


def end() -> None:
    session.clear()


def must_change_password() -> bool:
    """Whether whoever is signed in has a one-time password still."""
    return g.signed_in is not None and bool(g.signed_in.must_change_password)


def token() -> str:
    return str(session.get(SESSION, ""))


def _load() -> None:
    g.actor = g.signed_in = None
    if not token() or request.endpoint in ("static", None):
        return
    found = find_signed_in(db(), token_hash(token()), g.request_id)
    if found is None or _is_over(found):
        session.clear()
        return
    g.signed_in, g.actor = found, found.actor
    _note_activity()


def _is_over(found: SignedIn) -> bool:
    """Whether the session has been idle or alive too long (C49).

    When it was last used stands in the signed cookie: reading a page writes nothing.
    """
    now = utc_now()
    seen = session.get(SEEN)
    idle = (
        not isinstance(seen, int) or now.timestamp() - seen > 60 * settings().session_idle_minutes
    )
    return idle or now - found.created_at > timedelta(hours=settings().session_hours)


def _note_activity() -> None:
    now = int(utc_now().timestamp())
    if now - session[SEEN] > REFRESH.total_seconds():
        session[SEEN] = now
