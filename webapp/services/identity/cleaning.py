"""Removing what is over: ended sessions, old sign-in attempts, keys of forms long sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from webapp.models import LoginAttempt, LoginSession, OneTimeKey
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing

ATTEMPTS_KEPT = timedelta(days=1)
KEYS_KEPT = timedelta(days=7)


def clean_up(session: Session, session_age: timedelta) -> int:
    """Deletes sessions older than they may live, attempts older than a day and one-time keys
    older than a week; answers how many rows went."""
    with writing(session, SYSTEM) as tx:
        over: list[Any] = [
            delete(LoginSession).where(LoginSession.created_at < tx.now - session_age),
            delete(LoginAttempt).where(LoginAttempt.at < tx.now - ATTEMPTS_KEPT),
            delete(OneTimeKey).where(OneTimeKey.used_at < tx.now - KEYS_KEPT),
        ]
        results = [tx.session.execute(statement) for statement in over]
        return sum(one.rowcount for one in results if isinstance(one, CursorResult))
