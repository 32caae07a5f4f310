"""What an import says while it runs and at its end, and where it writes what it refused."""

from __future__ import annotations

import csv
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from webapp.services.core.errors import Message
from webapp.services.importing.lines import RefusedLine
from webapp.services.importing.running import OrderListRun

#: Seconds between two messages, on a terminal and in a log.
OFTEN, SELDOM = 0.5, 10.0
#: What makes a spreadsheet take a text for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PLACE = re.compile(r"%\(\w+\)s")


class Progress:
    """Per cent, lines a second and orders so far, on stderr so that stdout holds the result."""

    def __init__(self, run: OrderListRun) -> None:
        self._run = run
        self._began = self._shown = time.monotonic()
        self._is_terminal = sys.stderr.isatty()

    def show(self) -> None:
        now = time.monotonic()
        if now - self._shown >= (OFTEN if self._is_terminal else SELDOM):
            self._shown = now
            self._say()

    def end(self) -> None:
        self._say()
        if self._is_terminal:
            click.echo(err=True)

    def _say(self) -> None:
        run = self._run
        done, every = run.lines_done, run.sums.lines_read
        speed = done / max(time.monotonic() - self._began, 0.001)
        orders = run.orders_new + run.orders_known
        text = (
            f"{done * 100 // max(every, 1):3} %  {done:,} of {every:,} lines,"
            f" {speed:,.0f} lines/s, {orders:,} orders"
        )
        click.echo(f"\r{text}" if self._is_terminal else text, err=True, nl=not self._is_terminal)


class Refusals:
    """A table of refused lines with their reasons, written line by line."""

    def __init__(self, stream: IO[str] | None) -> None:
        self._table = csv.writer(stream) if stream else None
        if self._table:
            self._table.writerow(("line", "order", "amount", "reason"))

    def write(self, lines: Iterable[RefusedLine]) -> None:
        if self._table:
            self._table.writerows(
                (line.line, _as_text(line.order), line.amount, _as_text(in_words(line.reason)))
                for line in lines
            )


@contextmanager
def refusals_in(path: Path | None) -> Iterator[Refusals]:
    """The table in a new file, which spreadsheets read as UTF-8; none without a path."""
    if path is None:
        yield Refusals(None)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        yield Refusals(stream)


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def in_words(message: Message) -> str:
    return message.text % message.params


def tell_sums(run: OrderListRun) -> None:
    """Orders, lines and amounts, and how many lines each reason holds back."""
    sums = run.sums
    click.echo(
        f"orders: {run.orders_new:,} new, {run.orders_known:,} here already,"
        f" {run.orders_refused:,} refused when they were placed"
    )
    rows = (
        ("read", sums.lines_read, sums.amount_read),
        ("stored", sums.lines_stored, sums.amount_stored),
        ("refused", sums.lines_refused, sums.amount_refused),
    )
    for what, lines, amount in rows:
        click.echo(f"{what:<8} {lines:>10,} lines {amount:>18,.2f} CNY")
    for text, count in run.reasons.most_common():
        click.echo(f"  {count:>8,}  {PLACE.sub('…', text)}")
