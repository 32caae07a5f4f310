"""Letters end to end: from an act to a mailbox, in the reader's language; and the outbox's page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.conftest import SETTINGS
from tests.support.client import Client
from tests.support.company import Company
from tests.support.mail_server import Inbox, mail_server
from tests.support.stages import Stages
from webapp.config import ROOT, MailServer
from webapp.models import OutgoingMail, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing

PAGE = "/settings/mail"
BASE_URL = "https://order.dingda.example"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[MailServer]:
    with mail_server(inbox) as running:
        yield running


def mail_settings(server: MailServer) -> dict[str, str]:
    return {
        "SMTP_URL": f"smtp://{server.host}:{server.port}",
        "MAIL_FROM": server.sender,
        "BASE_URL": BASE_URL,
    }


@pytest.fixture
def mailing_app(
    database_url: str, server: MailServer, make_app: Callable[..., Flask], tmp_path: Path
) -> Iterator[Flask]:
    """The app with a mail server, and host names that are not those of a test."""
    built = make_app(
        database_url,
        INSTANCE_PATH=str(tmp_path),
        **mail_settings(server),
    )
    yield built
    built.extensions["database"].dispose()


def wants_mail(session: Session, user_name: str, language: str | None = None) -> None:
    with writing(session, SYSTEM) as tx:
        tx.session.execute(
            update(User)
            .where(User.user_name == user_name)
            .values(email=f"{user_name}@example.com", mails_notices=True, language=language)
        )


@pytest.mark.rule("A10")
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        (None, "订达：订单 {number} 被退回"),
        ("en", "Dingda: Order {number} was sent back"),
    ],
    ids=["unset", "en"],
)
def test_a_letter_speaks_the_readers_language_and_leads_to_his_page(
    mailing_app: Flask, company: Company, inbox: Inbox, language: str | None, subject: str
) -> None:
    wants_mail(company.session, "kh001", language)
    order = Stages(company).draft()
    mailing_app.config["TRUSTED_HOSTS"] = ["order.dingda.example"]
    result = mailing_app.test_cli_runner().invoke(args=["worker", "--once"])
    assert "mail" in result.output.splitlines()
    letter = next(one for one in inbox.letters if "unclear" in one.get_content())
    assert str(letter["Subject"]) == subject.format(number=order.number)
    assert f"{BASE_URL}/my/orders/{order.number}" in letter.get_content()


def test_the_outbox_is_seen_searched_and_tried_again(
    mailing_app: Flask, company: Company, inbox: Inbox
) -> None:
    wants_mail(company.session, "admin")
    client = cast(Client, mailing_app.test_client())
    client.sign_in("admin")
    inbox.to_recipient = "550 no such mailbox"
    answer = client.submit(client.page(PAGE), "form[data-act=post_test_letter]")
    assert answer.status_code == 303
    mailing_app.test_cli_runner().invoke(args=["worker", "--once"])
    row = client.page(f"{PAGE}?status=failed&q=admin").css_first("tbody tr")
    assert row.attributes["data-status"] == "failed"
    assert "550 no such mailbox" in row.text()
    assert client.page(f"{PAGE}?q=nobody").css("tbody tr") == []
    inbox.to_recipient = ""
    client.submit(client.page(PAGE), "form[data-act=try_again]")
    mailing_app.test_cli_runner().invoke(args=["worker", "--once"])
    assert client.page(PAGE).css_first("tbody tr").attributes["data-status"] == "sent"
    assert [one["To"].addresses[0].addr_spec for one in inbox.letters] == ["admin@example.com"]
    text = client.get(PAGE).text
    assert "订货系统的邮件可以正常送达" not in text


def test_who_has_no_address_is_told_so(mailing_app: Flask, company: Company) -> None:
    client = cast(Client, mailing_app.test_client())
    client.sign_in("admin")
    client.submit(client.page(PAGE), "form[data-act=post_test_letter]")
    assert "没有电子邮箱" in client.get(PAGE).text
    assert company.session.scalar(select(OutgoingMail.id)) is None


def test_a_running_worker_carries_letters_while_it_does_its_other_work(
    database_url: str, company: Company, inbox: Inbox, server: MailServer, tmp_path: Path
) -> None:
    wants_mail(company.session, "kh001")
    Stages(company).draft()
    company.session.rollback()
    settings = {**SETTINGS, "DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    worker = Popen(
        command, cwd=ROOT, env={**settings, **mail_settings(server)}, stdout=PIPE, stderr=PIPE
    )
    try:
        assert inbox.arrived.wait(timeout=60)
    finally:
        worker.terminate()
        try:
            worker.communicate(timeout=60)
        except TimeoutExpired:
            worker.kill()
            raise
    assert worker.returncode == 0
    assert list(tmp_path.glob("seals-*.log"))
