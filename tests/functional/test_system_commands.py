"""``flask worker``, ``check`` and ``audit verify`` as those who run the product call them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import SETTINGS
from tests.support.company import Company
from tests.support.source import ROOT
from tests.support.tampering import tamper


@pytest.fixture
def command_app(company: Company, database_url: str, make_app, tmp_path: Path) -> Flask:
    """The app with an instance folder of its own, where seals are written."""
    return make_app(database_url, INSTANCE_PATH=str(tmp_path))


def test_the_worker_does_what_is_due_and_ends(command_app: Flask, tmp_path: Path) -> None:
    runner = command_app.test_cli_runner()
    first = runner.invoke(args=["worker", "--once"])
    assert (first.exit_code, first.output.split()) == (
        0,
        [
            "seal_trail",
            "remind_of_receipts",
            "remind_of_seats",
            "tell_of_lapsing_offers",
            "clean_up",
        ],
    )
    assert runner.invoke(args=["worker", "--once"]).output == ""
    assert list(tmp_path.glob("seals-*.log"))


def test_the_worker_ends_in_order_when_it_is_asked_to(
    company: Company, database_url: str, tmp_path: Path
) -> None:
    settings = {**os.environ, **SETTINGS, "DATABASE_URL": database_url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**settings, "INSTANCE_PATH": str(tmp_path)}
    ) as worker:
        try:
            for _ in range(200):
                if list(tmp_path.glob("seals-*.log")):
                    break
                with pytest.raises(subprocess.TimeoutExpired):
                    worker.wait(0.1)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(10) == 0
        finally:
            worker.kill()


def test_check_and_audit_say_when_all_is_well(command_app: Flask, company: Company) -> None:
    company.place()
    runner = command_app.test_cli_runner()
    checked = runner.invoke(args=["check"])
    assert (checked.exit_code, checked.output) == (0, "everything adds up\n")
    verified = runner.invoke(args=["audit", "verify"])
    assert (verified.exit_code, verified.output) == (0, "the trail is whole\n")


def test_check_names_what_is_wrong_and_fails(command_app: Flask, company: Company) -> None:
    order = company.place()
    tamper(company.session, "UPDATE sales_order SET total_amount = total_amount + 1")
    answer = command_app.test_cli_runner().invoke(args=["check"])
    assert answer.exit_code == 1
    assert f"orders: {order.number}: total" in answer.output
    assert "do not add up" in answer.output


def test_audit_names_the_first_broken_entry(command_app: Flask, company: Company) -> None:
    first, second = company.place(), company.place()
    tamper(company.session, "UPDATE event SET actor_name = 'nobody' WHERE name = 'OrderSubmitted'")
    answer = command_app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exit_code == 1
    assert f"{first.number} event 1 (OrderSubmitted)" in answer.output
    assert second.number not in answer.output
