"""Signing in and out at the same moment: limits hold, and nobody waits for himself."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.racing import at_once
from webapp.db import Database
from webapp.models import LoginSession, User
from webapp.services.core.errors import DomainError
from webapp.services.core.transaction import Done, writing
from webapp.services.identity import signing_in
from webapp.services.identity.passwords import PasswordHashes

HASHES = PasswordHashes(memory_kib=8, passes=1)
OLD, NEW = "correct horse battery", "another horse battery"


@pytest.mark.control("C44", "C16")
def test_guesses_sent_together_are_counted_one_by_one(company: Company, database: Database) -> None:
    def guess(number: int, session: Session) -> Done:
        wrong = f"guess number {number}"
        signing_in.sign_in(session, HASHES, "admin", wrong, address="192.0.2.1", agent="")
        return Done()

    outcomes = at_once(database, [partial(guess, number) for number in range(16)])
    held_back = [one for one in outcomes if isinstance(one, signing_in.TooManyAttempts)]
    assert all(isinstance(one, DomainError) for one in outcomes)
    assert len(outcomes) - len(held_back) == signing_in.MOST_BY_ACCOUNT


@pytest.mark.rule("A11")
def test_one_account_signs_in_in_many_tabs_at_once(company: Company, database: Database) -> None:
    def enter(session: Session) -> Done:
        signing_in.sign_in_as(session, "admin", address="", agent="")
        return Done()

    assert at_once(database, [enter] * 8) == [Done()] * 8


@pytest.mark.control("C51", "C60")
def test_signing_out_everywhere_while_the_password_changes(
    company: Company, database: Database
) -> None:
    admin = company.actor("admin")
    opened = [
        signing_in.sign_in_as(company.session, "admin", address="", agent="").token
        for _ in range(6)
    ]
    with writing(company.session, admin) as tx:
        user = tx.session.get_one(User, admin.user_id)
        user.password_hash = HASHES.make(OLD)

    def leave(token: str, session: Session) -> Done:
        signing_in.sign_out(session, admin, token)
        return Done()

    def change(session: Session) -> Done:
        signing_in.change_password(session, HASHES, admin, OLD, NEW, keep="")
        return Done()

    outcomes = at_once(database, [*[partial(leave, one) for one in opened], change])
    assert all(isinstance(one, Done) for one in outcomes)
    company.session.rollback()
    left = select(func.count(LoginSession.id)).where(LoginSession.user_id == admin.user_id)
    assert company.session.scalar(left) == 0
