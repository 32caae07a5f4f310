"""Letters by SMTP: encrypted where the address says so, and never waiting without end."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Any, Self

from webapp.config import MailServer
from webapp.services.mail.sending import Letter, NeverTaken, NotTaken, ServerAway

#: How long the server may take for one answer, and for a whole letter.
TIMEOUT = timedelta(seconds=20)
LONGEST = timedelta(minutes=4)
PERMANENT = 500


class _Plain(smtplib.SMTP):
    """Knows its server's name before it connects, for checking the certificate."""

    def __init__(self, server: MailServer, **options: Any) -> None:
        super().__init__(**options)
        self._host = server.host


class _Encrypted(smtplib.SMTP_SSL):
    def __init__(self, server: MailServer, **options: Any) -> None:
        super().__init__(**options, context=ssl.create_default_context())
        self._host = server.host


class SmtpPost:
    """One connection for a round of letters, opened with the first; use it in a ``with``."""

    def __init__(
        self, server: MailServer, timeout: timedelta = TIMEOUT, longest: timedelta = LONGEST
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._longest = longest
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Raises NeverTaken for a letter that the server refuses for good, ServerAway when there
        is no talking to it, NotTaken for everything that may go better later."""
        message = compose(letter, self._server.sender)
        try:
            connection = self._connection or self._connect()
            with _at_most(self._longest, connection):
                connection.send_message(message, self._server.sender, [letter.to_address])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _judged(*refused.recipients[letter.to_address]) from refused
        except smtplib.SMTPDataError as refused:
            raise _judged(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as away:
            self._hang_up()
            raise ServerAway(_said(away)) from away

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        kind = _Encrypted if server.scheme == "smtps" else _Plain
        domain = server.sender.rpartition("@")[2]
        connection = kind(server, timeout=self._timeout.total_seconds(), local_hostname=domain)
        self._connection = connection
        with _at_most(self._longest, connection):
            connection.connect(server.host, server.port)
            if server.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
        return connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


@contextmanager
def _at_most(span: timedelta, connection: smtplib.SMTP) -> Iterator[None]:
    """Cuts the line when a server drips its answers, each within its time, without end."""

    def cut() -> None:
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(span.total_seconds(), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _judged(code: int, text: bytes | str) -> NotTaken:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return (NeverTaken if code >= PERMANENT else NotTaken)(f"{code} {said}")


def _said(error: Exception) -> str:
    """What went wrong in a line; an answer of the server in its own words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return str(_judged(error.smtp_code, error.smtp_error))
    return f"{type(error).__name__}: {error}"


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it travels. Raises NeverTaken for what no letter can be made of (C8)."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name="Dingda 订达", addr_spec=sender)
        message["To"] = Address(display_name=letter.to_name, addr_spec=letter.to_address)
        message["Subject"] = letter.subject
        message["Message-ID"] = letter.message_id
        message["Date"] = letter.made_at
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
    except (ValueError, LookupError, TypeError) as unfit:
        # The parser of addresses answers some rubbish with an IndexError.
        raise NeverTaken(f"{type(unfit).__name__}: {unfit}") from unfit
    return message
