"""``flask orders``: bringing in order lists from other systems."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from flask.cli import AppGroup

from webapp.cli.import_report import Progress, Refusals, in_words, refusals_in, tell_sums
from webapp.services.core.errors import DomainError
from webapp.services.importing.mapping import load_mapping
from webapp.services.importing.placing import ImportTerms
from webapp.services.importing.running import OrderListRun
from webapp.web.context import db

group = AppGroup("orders", help="Bring in orders from another system.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
STOPPED = 130


@group.command("import")
@click.argument("file", type=FILE)
@click.option("--map", "mapping", type=FILE, required=True, help="Which column means what.")
@click.option("--create", is_flag=True, help="Make customers and articles that are not there.")
@click.option("--carry", is_flag=True, help="Carry every order through the chain.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many new orders.")
@click.option("--refused", type=NEW_FILE, help="CSV file for what is refused, with reasons.")
def import_orders(
    file: Path, mapping: Path, create: bool, carry: bool, limit: int | None, refused: Path | None
) -> None:
    """Places the orders of FILE. It may be stopped and started again: nothing is doubled.

    Ends with 1 when lines or amounts do not add up, with 130 when it was stopped.
    """
    try:
        read = load_mapping(mapping)
        run = OrderListRun(db(), file, read, ImportTerms(read.source, create, carry))
        with _noting_signals() as signals, refusals_in(refused) as table:
            _go_through(run, signals, limit, table)
    except DomainError as refusal:
        raise click.ClickException(in_words(refusal.message)) from None
    _conclude(run, is_stopped=bool(signals), is_limited=run.orders_new == limit)


def _go_through(run: OrderListRun, signals: list[int], limit: int | None, table: Refusals) -> None:
    progress = Progress(run)
    for refused in run.steps():
        table.write(refused)
        progress.show()
        if signals or run.orders_new == limit:
            break
    progress.end()


def _conclude(run: OrderListRun, *, is_stopped: bool, is_limited: bool) -> None:
    tell_sums(run)
    left = run.sums.lines_read - run.lines_done
    if left and (is_stopped or is_limited):
        click.echo(f"{left:,} lines were not reached; the same command goes on with them")
        sys.exit(STOPPED if is_stopped else 0)
    if not run.sums.add_up():
        raise click.ClickException("lines read are not lines stored and refused")


@contextmanager
def _noting_signals() -> Iterator[list[int]]:
    """Lets the order at hand be finished when the run is asked to end; asked twice, it ends."""
    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        put_back()

    def put_back() -> None:
        for one, handler in before.items():
            signal.signal(one, handler)

    before = {one: signal.signal(one, note) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield noted
    finally:
        put_back()
