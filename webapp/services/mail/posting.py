"""From inbox entries to letters: each entry becomes one letter at most, in one transaction.

The words come from the web edge, where the reader's language is known.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session

from webapp.models import Notice, OutgoingMail, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import RuleBroken
from webapp.services.core.mail_addresses import parse_mail_address
from webapp.services.core.transaction import Tx, writing
from webapp.services.identity.accounts import is_open
from webapp.services.mail.rules import LONGEST_NAME, LONGEST_SUBJECT, one_line
from webapp.services.notices.queries import NoticeRow, row_of_notice

log = logging.getLogger(__name__)

WAITING, POSTED, NONE = "waiting", "posted", "none"
#: How many entries become letters in one transaction.
AT_ONCE = 100
#: How many entries that nobody wants by mail are passed over at once.
MOST_PASSED_OVER = 5_000


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a letter is for: how his pages look decides where its link leads."""

    language: str
    is_customer: bool


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str


Writer = Callable[[NoticeRow, Reader], Words]


def pass_over(session: Session) -> int:
    """Without a mail server nothing piles up: what waits for the post is not wanted there."""
    return _pass_over(session, Notice.mail_state == WAITING)


def post_notices(session: Session, domain: str, write: Writer) -> int:
    """Puts inbox entries of those who want them by mail into the post; answers how many.

    ``domain`` is that of the sender, for the letters' ids.
    """
    wanting = select(User.id).where(_wants_mail())
    _pass_over(session, Notice.user_id.not_in(wanting))
    if not _is_any(session, Notice.mail_state == WAITING):
        return 0
    with writing(session, SYSTEM) as tx:
        found = tx.session.execute(
            select(Notice, User)
            .join(User, User.id == Notice.user_id)
            .where(Notice.mail_state == WAITING, _wants_mail())
            .order_by(Notice.id)
            .limit(AT_ONCE)
            .with_for_update(of=Notice, skip_locked=True)
        ).all()
        return sum(_post(tx, notice, user, domain, write) for notice, user in found)


def _wants_mail() -> ColumnElement[bool]:
    return User.mails_notices & (User.email != "") & is_open()


def _is_any(session: Session, condition: ColumnElement[bool]) -> bool:
    session.rollback()
    return session.scalar(select(Notice.id).where(condition).limit(1)) is not None


def _pass_over(session: Session, which: ColumnElement[bool]) -> int:
    waiting = (Notice.mail_state == WAITING) & which
    if not _is_any(session, waiting):
        return 0
    some = select(Notice.id).where(waiting).limit(MOST_PASSED_OVER)
    with writing(session, SYSTEM) as tx:
        done = tx.session.execute(
            update(Notice)
            .where(Notice.id.in_(some), Notice.mail_state == WAITING)
            .values(mail_state=NONE)
            .execution_options(synchronize_session=False)
        )
    return done.rowcount if isinstance(done, CursorResult) else 0


def _post(tx: Tx, notice: Notice, user: User, domain: str, write: Writer) -> bool:
    letter = _letter(notice, user, domain, write)
    notice.mail_state = POSTED if letter else NONE
    if letter is None:
        return False
    letter.made_at = letter.next_try_at = tx.now
    tx.session.add(letter)
    return True


def _letter(notice: Notice, user: User, domain: str, write: Writer) -> OutgoingMail | None:
    """None for an entry that cannot be sent; it stands in the inbox all the same."""
    reader = Reader(user.language or "", user.kind == "customer")
    try:
        address = parse_mail_address(user.email)
        words = write(row_of_notice(notice), reader)
    except RuleBroken:
        return None
    except Exception:
        # One entry that cannot be put into words must not hold up all others.
        log.exception("notice %s cannot be put into words", notice.id)
        return None
    return OutgoingMail(
        notice_id=notice.id,
        message_id=message_id(f"notice {notice.id} {notice.made_at.isoformat()}", domain),
        to_address=address,
        to_name=one_line(user.name, LONGEST_NAME),
        subject=one_line(words.subject, LONGEST_SUBJECT),
        body=words.body,
    )


def message_id(what: str, domain: str) -> str:
    """The same id for the same thing, so that a letter that came twice shows as one."""
    digest = hashlib.sha256(what.encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"
