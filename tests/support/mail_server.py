"""A real SMTP server on a free port: takes letters, refuses them, or says nothing at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from webapp.config import MailServer

SENDER = "orders@dingda.example"


class Inbox:
    """What has arrived, and how the server behaves: an answer instead of 250, or a wait."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.to_recipient = ""
        self.to_data = ""
        self.arrived = threading.Event()
        self._lock = threading.Lock()

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_data:
            return self.to_data
        content = cast(bytes, envelope.content)
        with self._lock:
            self.letters.append(message_from_bytes(content, policy=default))
            self.recipients += envelope.rcpt_tos
        self.arrived.set()
        return "250 Taken"


@contextmanager
def mail_server(inbox: Inbox, *, password: str = "") -> Iterator[MailServer]:
    """The server, and how the product is told of it; with a password it asks for it."""

    def check(server: SMTP, session: Session, envelope: Envelope, way: str, data: Any) -> Any:
        good = LoginPassword(b"clerk", password.encode())
        return AuthResult(success=data == good, handled=False)

    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        auth_require_tls=False,
        auth_required=bool(password),
        authenticator=check if password else None,
    )
    controller.start()
    try:
        user = "clerk" if password else ""
        yield MailServer("smtp", "127.0.0.1", controller.port, SENDER, user, password)
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[MailServer]:
    """Takes the connection and then says nothing."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield MailServer("smtp", "127.0.0.1", door.getsockname()[1], SENDER)


@contextmanager
def dripping_server(seconds: float = 0.1) -> Iterator[MailServer]:
    """Greets letter by letter, each in good time, and never ends."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()

        def drip() -> None:
            client, _ = door.accept()
            client.settimeout(5)
            with client:
                for _ in range(200):
                    try:
                        client.sendall(b"2")
                    except OSError:
                        return
                    ended.wait(seconds)
                    if ended.is_set():
                        return

        ended = threading.Event()
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield MailServer("smtp", "127.0.0.1", door.getsockname()[1], SENDER)
        ended.set()
        thread.join(timeout=5)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
