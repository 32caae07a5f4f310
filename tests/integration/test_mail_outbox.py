"""The outbox: what may be tried again, who gets letters at all, how long they are kept, and what
``flask check`` says about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.company import Company
from webapp.db import Database
from webapp.models import Customer, Notice, OutgoingMail, User
from webapp.services.checking.books import check_books
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.core.errors import NotFound
from webapp.services.core.transaction import writing
from webapp.services.customers.commands import disable_customer
from webapp.services.mail.commands import forget_letters, try_again
from webapp.services.mail.posting import Reader, Words, post_notices
from webapp.services.mail.rules import KEPT
from webapp.services.mail.sending import Letter, NotTaken, send_due
from webapp.services.notices.queries import NoticeRow


class Hand:
    """A post that notes what it was given, and does what it is told meanwhile."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.taken: list[int] = []
        self.meanwhile = meanwhile

    def send(self, letter: Letter) -> None:
        self.taken.append(letter.id)
        self.meanwhile()


class Refusing:
    def send(self, letter: Letter) -> None:
        raise NotTaken("451 later")


def words(notice: NoticeRow, reader: Reader) -> Words:
    return Words(notice.name, notice.document_number)


def post(company: Company) -> int:
    return post_notices(company.session, "dingda.example", words)


@pytest.fixture
def letter(company: Company) -> int:
    """The id of a letter to kh001 that is due."""
    with writing(company.session, SYSTEM) as tx:
        wanting = {"email": "kh001@example.com", "mails_notices": True}
        tx.session.execute(update(User).where(User.user_name == "kh001").values(wanting))
        user_id = tx.session.scalars(select(User.id).where(User.user_name == "kh001")).one()
        tx.notify(user_id, "OrderEdited", {}, kind="order", number="DH-O-1")
    assert post(company) == 1
    return company.session.scalars(select(OutgoingMail.id)).one()


def put(company: Company, letter: int, **values: Any) -> None:
    with writing(company.session, SYSTEM) as tx:
        tx.session.execute(update(OutgoingMail).where(OutgoingMail.id == letter).values(**values))


def findings(company: Company) -> list[str]:
    company.session.rollback()
    company.session.expunge_all()
    return [str(one) for one in check_books(company.session, Path("no-such-file"))]


def test_what_is_being_sent_is_not_made_due_again(
    company: Company, database: Database, letter: int
) -> None:
    admin = company.actor("admin")
    second = Hand()

    def somebody_tries_everything_again() -> None:
        with database.session() as session:
            assert try_again(session, admin).details == {"letters": 0}
            with pytest.raises(NotFound):
                try_again(session, admin, letter)
            assert send_due(session, second) == 0

    first = Hand(somebody_tries_everything_again)
    assert send_due(company.session, first) == 1
    assert (first.taken, second.taken) == ([letter], [])


def test_what_was_put_off_or_given_up_can_be_tried_again(company: Company, letter: int) -> None:
    admin = company.actor("admin")
    assert send_due(company.session, Refusing()) == 0
    assert try_again(company.session, admin).details == {"letters": 1}
    put(company, letter, next_try_at=None, last_error="550 no such mailbox")
    assert try_again(company.session, admin, letter).details == {"letters": 1}
    hand = Hand()
    assert send_due(company.session, hand) == 1
    assert hand.taken == [letter]


@pytest.mark.rule("H1")
def test_a_customer_out_of_business_gets_no_letters(company: Company, letter: int) -> None:
    session = company.session
    code, version = session.execute(
        select(Customer.code, Customer.version).where(Customer.id == company.customers[0])
    ).one()
    disable_customer(session, company.actor("admin"), code, version, "closed down")
    with writing(session, SYSTEM) as tx:
        user_id = tx.session.scalars(select(User.id).where(User.user_name == "kh001")).one()
        tx.notify(user_id, "OrderEdited", {}, kind="order", number="DH-O-2")
    assert post(company) == 0
    states = set(session.scalars(select(Notice.mail_state).order_by(Notice.id.desc()).limit(1)))
    assert states == {"none"}


LONG_AGO = KEPT + timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"sent_at": LONG_AGO, "made_at": LONG_AGO, "next_try_at": None}, 0),
        ({"made_at": LONG_AGO, "next_try_at": None, "last_error": "550"}, 0),
        ({"sent_at": timedelta(days=1), "made_at": LONG_AGO, "next_try_at": None}, 1),
        ({"made_at": LONG_AGO}, 1),
    ],
    ids=["left", "given up", "left lately", "waiting"],
)
def test_letters_are_kept_for_a_while(
    company: Company, letter: int, values: dict[str, Any], left: int
) -> None:
    now = utc_now()
    given = {k: now - v if isinstance(v, timedelta) else v for k, v in values.items()}
    put(company, letter, **given)
    with writing(company.session, SYSTEM) as tx:
        assert forget_letters(tx) == 1 - left
    assert len(company.session.scalars(select(OutgoingMail.id)).all()) == left
    assert company.session.scalars(select(Notice.id)).all()


def test_the_outbox_adds_up(company: Company, letter: int) -> None:
    assert findings(company) == []
    assert send_due(company.session, Hand()) == 1
    assert findings(company) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sent_at": utc_now(), "tries": 1}, "has left and is to be sent again"),
        ({"sent_at": utc_now(), "next_try_at": None}, "has left without being tried"),
        (
            {"sent_at": utc_now() - timedelta(days=9), "tries": 1, "next_try_at": None},
            "left before it was written",
        ),
        ({"next_try_at": None}, "was given up without a reason"),
        ({"next_try_at": utc_now() - timedelta(days=2)}, "has been due for more than a day"),
    ],
)
def test_a_letter_that_cannot_be_is_named(
    company: Company, letter: int, values: dict[str, datetime | int | None], told: str
) -> None:
    put(company, letter, **values)
    found = findings(company)
    assert any(
        one.startswith(f"mail: letter {letter} to kh001@example.com: {told}") for one in found
    )


def test_a_letter_whose_entry_still_waits_is_named(company: Company, letter: int) -> None:
    with Session(company.session.get_bind()) as session:
        session.execute(update(Notice).values(mail_state="waiting"))
        session.commit()
    assert any("is not noted as posted" in one for one in findings(company))
