"""The outbox: every letter is due, given up or gone, and none of them waits without being tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from webapp.models import Notice, OutgoingMail
from webapp.services.core.clock import utc_now
from webapp.services.core.findings import Finding
from webapp.services.mail.posting import POSTED

AREA = "mail"
#: A letter that is due so long ago lies there because nobody carries the post.
LEFT_LYING = timedelta(days=1)


def check(session: Session) -> Iterator[Finding]:
    for what, condition in _wrong(session).items():
        rows = session.execute(
            select(OutgoingMail.id, OutgoingMail.to_address)
            .outerjoin(Notice, Notice.id == OutgoingMail.notice_id)
            .where(condition)
            .order_by(OutgoingMail.id)
        )
        for letter_id, address in rows:
            yield Finding(AREA, f"letter {letter_id} to {address}", what)


def _wrong(session: Session) -> dict[str, ColumnElement[bool]]:
    """What can be wrong with a letter, by how it is said."""
    now = session.info.get("clock", utc_now)()
    mail = OutgoingMail
    has_left = mail.sent_at.is_not(None)
    return {
        "has left and is to be sent again": has_left & mail.next_try_at.is_not(None),
        "has left without being tried": has_left & (mail.tries == 0),
        "left before it was written": has_left & (mail.sent_at < mail.made_at),
        "was given up without a reason": and_(
            ~has_left, mail.next_try_at.is_(None), mail.last_error == ""
        ),
        "has been due for more than a day; is the worker running, and SMTP_URL set?": and_(
            ~has_left, mail.next_try_at < now - LEFT_LYING
        ),
        "its entry in the inbox is not noted as posted": Notice.mail_state != POSTED,
    }
