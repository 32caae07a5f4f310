"""Signing in and out: throttled by account and address across all processes, and never telling
a stranger which of the two was wrong."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.models import LoginAttempt, LoginSession, User
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.errors import N_, NotFound, RuleBroken
from webapp.services.core.transaction import Tx, writing
from webapp.services.identity.accounts import actor_of, is_open
from webapp.services.identity.passwords import PasswordHashes, check_new_password

WINDOW = timedelta(minutes=15)
MOST_BY_ACCOUNT = 8
MOST_BY_ADDRESS = 60
LONGEST_NAME = 60


class TooManyAttempts(RuleBroken):
    """Signing in is held back for a while; the account is not locked for good (C44)."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just opened: the secret for the cookie, shown this one time, and its actor."""

    token: str
    actor: Actor


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(
    session: Session,
    hashes: PasswordHashes,
    user_name: str,
    password: str,
    *,
    address: str,
    agent: str,
) -> NewSession:
    """Opens a session for a user name and password (A2).

    Raises RuleBroken with one and the same text whichever was wrong, TooManyAttempts after too
    many failures of this account or from this address within a quarter of an hour.
    """
    user_name = user_name.strip().lower()[:LONGEST_NAME]
    with writing(session, SYSTEM) as tx:
        _one_at_a_time(tx, user_name, address)
        _throttle(tx, user_name, address)
        user = _find_user(tx, user_name)
        tx.session.add(LoginAttempt(account=user_name, address=address[:60], at=tx.now))
    # Hashing takes long on purpose and must not hold the database meanwhile.
    if not hashes.matches(user.password_hash if user else None, password) or user is None:
        raise RuleBroken(N_("User name or password is not right."))
    with writing(session, SYSTEM) as tx:
        return _open_session(tx, hashes, user.id, password, address, agent)


def sign_in_as(session: Session, user_name: str, *, address: str, agent: str) -> NewSession:
    """Opens a session without a password, for the demo page only (A11); raises NotFound."""
    with writing(session, SYSTEM) as tx:
        user = _find_user(tx, user_name)
        if user is None:
            raise NotFound()
        return _open_session(tx, None, user.id, "", address, agent)


def sign_out(session: Session, actor: Actor, token: str) -> None:
    """Ends the session for good: its cookie is dead from now on (C50)."""
    with writing(session, actor) as tx:
        # The account first, as everywhere: in the other order two sign-outs and a new password
        # would wait for each other.
        user = tx.session.get(User, actor.user_id, with_for_update=True)
        tx.session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))
        if user is not None:
            tx.record(user, "SignedOut")


def change_password(
    session: Session, hashes: PasswordHashes, actor: Actor, old: str, new: str, *, keep: str
) -> None:
    """Changes one's own password; ends every session but the one with token ``keep`` (C51).

    Raises RuleBroken at ``old`` when it is not right, at ``new`` when it will not do.
    """
    user = session.get(User, actor.user_id)
    if user is None:
        raise NotFound()
    if not hashes.matches(user.password_hash, old):
        raise RuleBroken(N_("This is not your password."), "old")
    try:
        check_new_password(new, user.user_name)
    except RuleBroken as refused:
        raise refused.at("new") from refused
    made = hashes.make(new)
    with writing(session, actor) as tx:
        changed = tx.session.get_one(User, actor.user_id, with_for_update=True)
        changed.password_hash = made
        changed.must_change_password = False
        changed.password_expires_at = None
        tx.session.execute(
            delete(LoginSession).where(
                LoginSession.user_id == changed.id, LoginSession.token_hash != token_hash(keep)
            )
        )
        tx.record(changed, "PasswordChanged")


def _one_at_a_time(tx: Tx, account: str, address: str) -> None:
    """Lets attempts of one account or address be counted one after the other: sent together, each
    would count only those before all of them. SQLite has one writer at a time anyway."""
    if tx.session.get_bind().dialect.name != "postgresql":
        return
    for kind, value in enumerate((account, address[:60])):
        tx.session.execute(select(func.pg_advisory_xact_lock(kind, func.hashtext(value))))


def _throttle(tx: Tx, account: str, address: str) -> None:
    since = tx.now - WINDOW
    for column, value, most in (
        (LoginAttempt.account, account, MOST_BY_ACCOUNT),
        (LoginAttempt.address, address[:60], MOST_BY_ADDRESS),
    ):
        count = select(func.count()).where(column == value, LoginAttempt.at > since)
        if tx.session.scalars(count).one() >= most:
            raise TooManyAttempts(N_("Too many attempts. Please wait a quarter of an hour."))


def _find_user(tx: Tx, user_name: str) -> User | None:
    return tx.session.scalar(select(User).where(User.user_name == user_name, is_open()))


def _open_session(
    tx: Tx, hashes: PasswordHashes | None, user_id: int, password: str, address: str, agent: str
) -> NewSession:
    # Read anew once it is locked: two sign-ins of one account would else write the same event.
    user = tx.session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if user.password_expires_at is not None and user.password_expires_at < tx.now:
        raise RuleBroken(N_("User name or password is not right."))
    if hashes is not None and hashes.needs_rehash(user.password_hash):
        user.password_hash = hashes.make(password)
    actor = actor_of(tx.session, user)
    token = secrets.token_urlsafe(32)
    tx.session.add(
        LoginSession(
            token_hash=token_hash(token),
            user_id=user.id,
            created_at=tx.now,
            last_seen_at=tx.now,
            address=address[:60],
            agent=agent[:200],
        )
    )
    # Only failures count against an account: this one was none.
    tx.session.execute(delete(LoginAttempt).where(LoginAttempt.account == user.user_name))
    tx.acting_as(actor, tx.now).record(user, "SignedIn", internal={"address": address[:60]})
    return NewSession(token, actor)
