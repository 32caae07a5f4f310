"""``flask orders import`` as it is typed: output, endings, and being stopped in the middle."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import SETTINGS
from tests.support.company import Company
from tests.support.source import ROOT
from webapp.models import Order, OrderLine

MAPPING = ROOT / "tests" / "data" / "online-retail.toml"
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
ORDERS = 60


@pytest.fixture
def short_list(tmp_path: Path) -> Path:
    """Two good orders, a cancellation that would begin a formula, and a line without customer."""
    return write(
        tmp_path,
        "1,LAMP,Lamp,2,2010-12-01,1.50,17850,France",
        "2,LAMP,Lamp,1,2010-12-01,1.50,17850,France",
        "C=3,LAMP,Lamp,-1,2010-12-01,1.50,17850,France",
        "=4,LAMP,Lamp,1,2010-12-01,1.50,,France",
    )


@pytest.fixture
def long_list(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        *(
            f"{number},ART-{line},Article,{line},2010-12-01,2.00,17850,France"
            for number in range(ORDERS)
            for line in range(1, 6)
        ),
    )


def write(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
    return path


def test_it_ends_with_the_sums(
    app: Flask, company: Company, short_list: Path, tmp_path: Path
) -> None:
    table = tmp_path / "refused.csv"
    arguments = ["orders", "import", str(short_list), "--map", str(MAPPING), "--create"]
    result = app.test_cli_runner().invoke(args=[*arguments, "--refused", str(table)])
    assert result.exit_code == 0, result.output
    for line in (
        "orders: 2 new, 0 here already, 0 refused when they were placed",
        "read              4 lines               4.50 CNY",
        "stored            2 lines               4.50 CNY",
        "refused           2 lines               0.00 CNY",
        "1  This is a cancellation.",
    ):
        assert line in result.stdout
    assert "100 %  4 of 4 lines" in result.stderr
    with table.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["line", "order", "amount", "reason"],
            ["4", "C=3", "-1.50", "This is a cancellation."],
            ["5", "'=4", "1.50", "The customer is missing."],
        ]


def test_a_limit_says_what_is_left(app: Flask, company: Company, short_list: Path) -> None:
    arguments = ["orders", "import", str(short_list), "--map", str(MAPPING), "--create"]
    result = app.test_cli_runner().invoke(args=[*arguments, "--limit", "1"])
    assert result.exit_code == 0
    assert "3 lines were not reached" in result.stdout


@pytest.mark.parametrize("content", ["", "A,B\n1,2\n"])
def test_a_file_that_is_no_order_list_is_refused(
    app: Flask, company: Company, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    result = app.test_cli_runner().invoke(
        args=["orders", "import", str(path), "--map", str(MAPPING)]
    )
    assert result.exit_code == 1
    assert "Error: The file" in result.output


@pytest.fixture
def start(
    database_url: str, long_list: Path, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts the import of the long list as a process of its own."""
    started: list[subprocess.Popen[str]] = []
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": database_url}
    environment["INSTANCE_PATH"] = str(tmp_path / "instance")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "orders", "import"]

    def begin() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*command, str(long_list), "--map", str(MAPPING), "--create", "--carry"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def wait_for_orders(session: Session, count: int) -> None:
    for _ in range(600):
        session.rollback()
        if session.scalars(select(func.count(Order.id))).one() >= count:
            return
        time.sleep(0.1)
    raise AssertionError(f"{count} orders did not come in a minute")


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
def test_stopped_in_the_middle_it_goes_on_and_doubles_nothing(
    company: Company,
    session: Session,
    start: Callable[[], subprocess.Popen[str]],
    blow: signal.Signals,
) -> None:
    first = start()
    wait_for_orders(session, 3)
    first.send_signal(blow)
    said, _ = first.communicate(timeout=60)
    if blow is not signal.SIGKILL:
        assert first.returncode == 130
        assert "lines were not reached" in said
    session.rollback()
    assert session.scalars(select(func.count(Order.id))).one() < ORDERS
    second = start()
    said, _ = second.communicate(timeout=120)
    assert second.returncode == 0, said
    session.rollback()
    assert session.scalars(select(func.count(Order.id))).one() == ORDERS
    assert session.scalars(select(func.count(OrderLine.id))).one() == 5 * ORDERS
    assert set(session.scalars(select(Order.status))) == {"completed"}
