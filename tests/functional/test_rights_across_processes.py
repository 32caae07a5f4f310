"""What an administrator changes holds for the next request in every process (A4, C41)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import SETTINGS
from tests.support.company import Company
from tests.support.signing_in import session_cookie
from tests.support.source import ROOT
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.role_editing import RoleChange, save_role_table
from webapp.services.identity.staff import change_staff, disable_staff, enable_staff
from webapp.services.identity.staff_file import StaffInput

pytestmark = [pytest.mark.rule("A4"), pytest.mark.control("C41", "C50")]

#: How long a server may take to answer at all, in tenths of a second.
STARTS_WITHIN = 300


class Server:
    """One process of the product."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, path: str, cookie: tuple[str, str] | None = None) -> int:
        """The status of a page for whoever has the cookie; redirects are not followed."""
        headers = {"Cookie": "=".join(cookie)} if cookie else {}
        asked = urllib.request.Request(self.address + path, headers=headers)
        try:
            with OPENER.open(asked, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return answer.code

    def is_up(self) -> bool:
        try:
            return self.ask("/health") < 500
        except OSError:
            return False


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as it is."""

    def redirect_request(self, *call: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
def servers(database_url: str, tmp_path: Path, company: Company) -> Iterator[list[Server]]:
    """Two processes on one database."""
    company.session.rollback()
    settings = {**SETTINGS, "DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path)}
    ports = [free_port(), free_port()]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "run", "-p", str(port)],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]
    try:
        found = [Server(port) for port in ports]
        for _ in range(STARTS_WITHIN):
            if all(one.is_up() for one in found):
                break
            time.sleep(0.1)
        yield found
    finally:
        for process in started:
            process.terminate()
            process.wait(timeout=20)


Change = Callable[[Session, Actor], Any]


def test_a_change_holds_for_the_next_request_of_every_process(
    servers: list[Server], app: Flask, company: Company
) -> None:
    cookie = session_cookie(app, "finance")
    admin = company.actor("admin")

    def seen() -> list[int]:
        return [server.ask("/returns", cookie) for server in servers * 2]

    def table(version: int, reach: Reach | None) -> Change:
        cells = {Permission.ORDER_VIEW: reach}
        change = RoleChange("finance_reviewer", version, cells)
        return lambda session, actor: save_role_table(session, actor, [change])

    def roles(version: int, *codes: str) -> Change:
        given = StaffInput("Finance", roles=codes)
        return lambda session, actor: change_staff(session, actor, "finance", version, given)

    steps: list[tuple[Change, int]] = [
        (table(1, None), 403),
        (table(2, Reach.OWN), 200),
        (roles(1), 403),
        (roles(2, "order_reviewer", "finance_reviewer"), 200),
        (lambda session, actor: disable_staff(session, actor, "finance", 3, "left"), 303),
        (lambda session, actor: enable_staff(session, actor, "finance", 4, "back"), 303),
    ]
    assert seen() == [200] * 4
    for change, status in steps:
        change(company.session, admin)
        assert seen() == [status] * 4
    # The sessions ended when the account was disabled; a new one opens.
    cookie = session_cookie(app, "finance")
    assert seen() == [200] * 4
