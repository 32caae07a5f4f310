"""Acts on the outbox."""

from __future__ import annotations

import secrets

from sqlalchemy import ColumnElement, CursorResult, delete, or_, select, update

from webapp.models import OutgoingMail, User
from webapp.services.core.errors import N_, Forbidden, NotFound, RuleBroken
from webapp.services.core.mail_addresses import parse_mail_address
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.mail.posting import message_id
from webapp.services.mail.rules import KEPT, LONGEST_NAME, LONGEST_SUBJECT, one_line
from webapp.services.mail.sending import is_under_way


@command
def try_again(tx: Tx, letter_id: int | None = None) -> Done:
    """Makes what has not left due now: one letter, or all that wait or were given up, but for
    what is being sent at this moment.

    Raises NotFound for a letter that there is not, that has left, or that is on its way.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    is_idle = or_(OutgoingMail.next_try_at.is_(None), ~is_under_way(tx.now))
    which: ColumnElement[bool] = OutgoingMail.sent_at.is_(None) & is_idle
    if letter_id is not None:
        which &= OutgoingMail.id == letter_id
    done = tx.session.execute(
        update(OutgoingMail)
        .where(which)
        .values(next_try_at=tx.now)
        .execution_options(synchronize_session=False)
    )
    count = done.rowcount if isinstance(done, CursorResult) else 0
    if letter_id is not None and not count:
        raise NotFound()
    tx.record(_own_account(tx), "LettersTriedAgain", internal={"letters": count})
    return Done(details={"letters": count})


@command
def post_test_letter(tx: Tx, subject: str, body: str, domain: str) -> Done:
    """Puts a letter to the actor himself into the outbox. Raises RuleBroken without an address
    to send it to."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    user = _own_account(tx)
    address = parse_mail_address(user.email)
    if not address:
        raise RuleBroken(N_("Your account has no e-mail address. Please enter one there first."))
    tx.session.add(
        OutgoingMail(
            message_id=message_id(secrets.token_urlsafe(), domain),
            to_address=address,
            to_name=one_line(user.name, LONGEST_NAME),
            subject=one_line(subject, LONGEST_SUBJECT),
            body=body,
            made_at=tx.now,
            next_try_at=tx.now,
        )
    )
    tx.record(user, "TestLetterPosted", internal={"to": address})
    return Done(number=address)


def forget_letters(tx: Tx) -> int:
    """Removes letters that left long ago, and those that nobody has tried again since they were
    given up; answers how many. What they told stands in the inbox all the same."""
    is_over = or_(
        OutgoingMail.sent_at < tx.now - KEPT,
        OutgoingMail.sent_at.is_(None)
        & OutgoingMail.next_try_at.is_(None)
        & (OutgoingMail.made_at < tx.now - KEPT),
    )
    done = tx.session.execute(delete(OutgoingMail).where(is_over))
    return done.rowcount if isinstance(done, CursorResult) else 0


def _own_account(tx: Tx) -> User:
    user = tx.session.scalar(select(User).where(User.id == tx.actor.user_id).with_for_update())
    if user is None:
        raise Forbidden()
    return user
