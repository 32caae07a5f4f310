"""The outbox against a real SMTP server: every letter once, whatever the server does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.mail_server import (
    SENDER,
    Inbox,
    dripping_server,
    free_port,
    mail_server,
    silent_server,
)
from webapp.config import MailServer
from webapp.db import Database
from webapp.models import Notice, OutgoingMail, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.core.transaction import writing
from webapp.services.mail.posting import Reader, Words, pass_over, post_notices
from webapp.services.mail.sending import LEASE, Letter, send_due
from webapp.services.mail.transport import SmtpPost
from webapp.services.notices.queries import NoticeRow

DOMAIN = "dingda.example"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[MailServer]:
    with mail_server(inbox) as running:
        yield running


def words(notice: NoticeRow, reader: Reader) -> Words:
    return Words(f"{notice.name} {reader.language}", f"订单 {notice.document_number}\n谢谢")


def wants_mail(company: Company, *names: str) -> None:
    with writing(company.session, SYSTEM) as tx:
        for name in names:
            tx.session.execute(
                update(User)
                .where(User.user_name == name)
                .values(email=f"{name}@example.com", mails_notices=True)
            )


def tell(company: Company, *names: str, count: int = 1) -> None:
    with writing(company.session, SYSTEM) as tx:
        ids = tx.session.scalars(select(User.id).where(User.user_name.in_(names))).all()
        for number in range(count):
            for user_id in ids:
                tx.notify(user_id, "OrderEdited", {}, kind="order", number=f"DH-O-{number:06}")


def post(company: Company) -> int:
    return post_notices(company.session, DOMAIN, words)


def send(
    session: Session, server: MailServer, clock: Callable[[], datetime] = utc_now, **more: timedelta
) -> int:
    with SmtpPost(server, **{"timeout": timedelta(seconds=5), **more}) as way:
        return send_due(session, way, clock)


def later(**span: float) -> Callable[[], datetime]:
    at = utc_now() + timedelta(**span)
    return lambda: at


def letters(company: Company) -> list[OutgoingMail]:
    company.session.rollback()
    company.session.expunge_all()
    return list(company.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def states(company: Company) -> dict[str, int]:
    company.session.rollback()
    counts = select(Notice.mail_state, func.count()).group_by(Notice.mail_state)
    return {row[0]: row[1] for row in company.session.execute(counts)}


def one_letter(company: Company) -> str:
    """A letter that is due; answers its Message-ID."""
    wants_mail(company, "kh001")
    tell(company, "kh001")
    assert post(company) == 1
    return letters(company)[0].message_id


def test_a_notice_becomes_a_letter_and_arrives(
    company: Company, inbox: Inbox, server: MailServer
) -> None:
    message_id = one_letter(company)
    assert send(company.session, server) == 1
    arrived = inbox.letters[0]
    assert arrived["To"].addresses[0].addr_spec == "kh001@example.com"
    assert arrived["From"].addresses[0].addr_spec == SENDER
    assert arrived["Message-ID"] == message_id
    assert arrived.get_content().replace("\r\n", "\n").strip() == "订单 DH-O-000000\n谢谢"
    noted = letters(company)[0]
    assert noted.sent_at is not None
    assert (noted.next_try_at, noted.tries, noted.last_error) == (None, 1, "")
    assert send(company.session, server, later(days=1)) == 0


def test_only_those_who_want_it_get_mail(company: Company) -> None:
    wants_mail(company, "kh001", "sales", "review")
    with writing(company.session, SYSTEM) as tx:
        tx.session.execute(update(User).where(User.user_name == "sales").values(disabled_at=tx.now))
        tx.session.execute(
            update(User).where(User.user_name == "review").values(email="no address")
        )
    tell(company, "kh001", "kh002", "sales", "review")
    assert post(company) == 1
    assert states(company) == {"posted": 1, "none": 3}
    assert [one.to_address for one in letters(company)] == ["kh001@example.com"]
    assert post(company) == 0


def test_without_a_server_nothing_piles_up(company: Company) -> None:
    wants_mail(company, "kh001")
    tell(company, "kh001", "kh002")
    assert pass_over(company.session) == 2
    assert pass_over(company.session) == 0
    assert states(company) == {"none": 2}
    assert letters(company) == []


def test_an_entry_without_words_does_not_hold_up_the_others(company: Company) -> None:
    wants_mail(company, "kh001", "kh002")
    tell(company, "kh001", "kh002")
    left = [True]

    def stumbles(notice: NoticeRow, reader: Reader) -> Words:
        if left:
            left.clear()
            raise KeyError(notice.name)
        return words(notice, reader)

    assert post_notices(company.session, DOMAIN, stumbles) == 1
    assert states(company) == {"posted": 1, "none": 1}


@pytest.mark.control("C8")
def test_names_and_titles_bring_no_header_along(
    company: Company, inbox: Inbox, server: MailServer
) -> None:
    wants_mail(company, "kh001")
    with writing(company.session, SYSTEM) as tx:
        evil = "王\r\nBcc: everybody@example.com\r\n\r\n<b>hello</b>"
        tx.session.execute(update(User).where(User.user_name == "kh001").values(name=evil))
    tell(company, "kh001")

    def evil_words(notice: NoticeRow, reader: Reader) -> Words:
        return Words("通知\r\nBcc: everybody@example.com\r\n\r\nbody", "正文")

    assert post_notices(company.session, DOMAIN, evil_words) == 1
    assert send(company.session, server) == 1
    assert inbox.recipients == ["kh001@example.com"]
    assert inbox.letters[0]["Bcc"] is None
    assert inbox.letters[0].get_content().strip() == "正文"


def test_workers_at_the_same_time_send_each_letter_once(
    database: Database, company: Company, inbox: Inbox, server: MailServer
) -> None:
    wants_mail(company, "kh001", "kh002", "sales")
    tell(company, "kh001", "kh002", "sales", count=20)
    line = threading.Barrier(4)

    def worker(_: int) -> int:
        line.wait(timeout=30)
        count = 0
        with database.session() as session:
            while post_notices(session, DOMAIN, words):
                pass
            while sent := send(session, server):
                count += sent
        return count

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert sum(pool.map(worker, range(4))) == 60
    assert len(inbox.letters) == 60
    assert len({letter["Message-ID"] for letter in inbox.letters}) == 60
    assert states(company) == {"posted": 60}


def test_killed_before_it_was_noted_it_comes_again_under_the_same_id(
    company: Company, inbox: Inbox, server: MailServer
) -> None:
    one_letter(company)

    class Killed(BaseException):
        pass

    class KilledAfterwards(SmtpPost):
        def send(self, letter: Letter) -> None:
            super().send(letter)
            raise Killed

    with pytest.raises(Killed), KilledAfterwards(server) as way:
        send_due(company.session, way)
    assert send(company.session, server) == 0
    assert send(company.session, server, later(seconds=LEASE.total_seconds() + 1)) == 1
    assert send(company.session, server, later(days=2)) == 0
    assert len(inbox.letters) == 2
    assert len({letter["Message-ID"] for letter in inbox.letters}) == 1


@pytest.mark.parametrize("where", ["to_recipient", "to_data"])
def test_a_passing_refusal_is_tried_again(
    company: Company, inbox: Inbox, server: MailServer, where: str
) -> None:
    one_letter(company)
    setattr(inbox, where, "451 4.7.1 greylisted")
    assert send(company.session, server) == 0
    put_off = letters(company)[0]
    assert put_off.next_try_at is not None
    assert timedelta(0) < put_off.next_try_at - utc_now() <= timedelta(minutes=1)
    assert "451 4.7.1 greylisted" in put_off.last_error
    setattr(inbox, where, "")
    assert send(company.session, server) == 0
    assert send(company.session, server, later(minutes=2)) == 1
    assert letters(company)[0].tries == 2


@pytest.mark.parametrize("where", ["to_recipient", "to_data"])
def test_a_final_refusal_gives_the_letter_up_and_not_the_next(
    company: Company, inbox: Inbox, server: MailServer, where: str
) -> None:
    wants_mail(company, "kh001")
    tell(company, "kh001", count=2)
    post(company)
    setattr(inbox, where, "550 no such mailbox")
    assert send(company.session, server) == 0
    for given_up in letters(company):
        assert (given_up.sent_at, given_up.next_try_at, given_up.tries) == (None, None, 1)
        assert "550 no such mailbox" in given_up.last_error
    assert send(company.session, server, later(days=1)) == 0


def test_after_three_days_a_letter_is_a_visible_failure(company: Company) -> None:
    one_letter(company)
    nobody = MailServer("smtp", "127.0.0.1", free_port(), SENDER)
    assert send(company.session, nobody, later(days=2)) == 0
    assert letters(company)[0].next_try_at is not None
    assert send(company.session, nobody, later(days=3)) == 0
    failed = letters(company)[0]
    assert (failed.next_try_at, failed.sent_at) == (None, None)
    assert "ConnectionRefusedError" in failed.last_error


def test_a_dead_server_is_tried_with_one_letter_only(company: Company) -> None:
    wants_mail(company, "kh001")
    tell(company, "kh001", count=5)
    post(company)
    nobody = MailServer("smtp", "127.0.0.1", free_port(), SENDER)
    assert send(company.session, nobody) == 0
    assert sorted(one.tries for one in letters(company)) == [0, 0, 0, 0, 1]


def test_a_hung_server_delays_mail_and_nothing_else(database: Database, company: Company) -> None:
    wants_mail(company, "kh001")
    tell(company, "kh001", count=2)
    post(company)
    with silent_server() as hung:

        def hang() -> int:
            with database.session() as session:
                return send(session, hung, timeout=timedelta(seconds=2))

        with ThreadPoolExecutor(max_workers=1) as pool:
            mail = pool.submit(hang)
            begun = utc_now()
            company.place(by="kh002")
            tell(company, "kh001")
            assert utc_now() - begun < timedelta(seconds=1.5)
            assert not mail.done()
            assert mail.result(timeout=20) == 0
    assert sorted(one.tries for one in letters(company)) == [0, 1]


def test_a_server_that_drips_is_cut_off(company: Company) -> None:
    one_letter(company)
    begun = utc_now()
    with dripping_server() as slow:
        assert send(company.session, slow, longest=timedelta(seconds=1)) == 0
    assert utc_now() - begun < timedelta(seconds=5)
    assert letters(company)[0].tries == 1


def test_letters_go_encrypted_or_not_at_all(
    company: Company, inbox: Inbox, server: MailServer
) -> None:
    """A server that offers no encryption gets neither the letter nor the password."""
    one_letter(company)
    asked = replace(server, scheme="smtp+starttls", user="clerk", password="secret")
    assert send(company.session, asked) == 0
    assert inbox.letters == []
    assert "STARTTLS" in letters(company)[0].last_error


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_password_opens_the_server(company: Company, inbox: Inbox) -> None:
    one_letter(company)
    with mail_server(inbox, password="geheim") as locked:
        assert send(company.session, replace(locked, password="wrong")) == 0
        failed = letters(company)[0]
        assert "535" in failed.last_error
        assert "wrong" not in failed.last_error
        assert send(company.session, locked, later(minutes=2)) == 1
