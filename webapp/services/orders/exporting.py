"""A filtered list of orders as a spreadsheet, and the note in the trail of who took it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Event, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Forbidden, RuleBroken
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.spreadsheets import new_workbook
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.orders.filters import OrderFilter
from webapp.services.orders.queues import OrderRow, list_orders

MOST_ROWS = 20_000
MOST_AN_HOUR = 30
EXPORTED = "OrdersExported"
READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and how a row's cell reads; ``is_amount`` makes it a number."""

    heading: str
    cell: Callable[[OrderRow], Any]
    width: int = 14
    is_amount: bool = False


def write_orders(
    session: Session,
    actor: Actor,
    wanted: OrderFilter,
    now: datetime,
    columns: Sequence[Column],
    target: IO[bytes],
) -> int:
    """Writes the orders of a filter that this person may take out; answers how many.

    Everything but amounts is a text cell, so that no entry becomes a formula. Raises Forbidden
    without the right to export, RuleBroken when there are more than a spreadsheet is for, or when
    he has taken out a great many lists within the hour.
    """
    actor.require(Permission.ORDER_PRINT)
    _refuse_haste(session, actor, now)
    rows = list(_rows(session, narrowed(actor), wanted, now))
    book = new_workbook(target)
    sheet = book.add_worksheet()
    head, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    text = book.add_format({"num_format": "@"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, amount if column.is_amount else text)
        sheet.write_string(0, index, column.heading, head)
    sheet.freeze_panes(1, 1)
    for at, row in enumerate(rows, start=1):
        _write_row(sheet, at, row, columns, amount, text)
    book.close()
    return len(rows)


def _refuse_haste(session: Session, actor: Actor, now: datetime) -> None:
    """Counts in the trail, which every process shares and every export is in (C18)."""
    count = session.scalar(
        select(func.count()).where(
            Event.subject_kind == User.__tablename__,
            Event.subject_id == actor.user_id,
            Event.name == EXPORTED,
            Event.at > now - timedelta(hours=1),
        )
    )
    if count is not None and count >= MOST_AN_HOUR:
        raise RuleBroken(
            N_("At most %(most)s lists an hour. Please wait a little."), most=MOST_AN_HOUR
        )


def _write_row(
    sheet: Any, at: int, row: OrderRow, columns: Sequence[Column], amount: Any, text: Any
) -> None:
    for index, column in enumerate(columns):
        if column.is_amount:
            sheet.write_number(at, index, column.cell(row), amount)
        else:
            sheet.write_string(at, index, str(column.cell(row)), text)


def _rows(session: Session, actor: Actor, wanted: OrderFilter, now: datetime) -> Iterator[OrderRow]:
    after, read = "", 0
    while True:
        page = list_orders(session, actor, wanted, now, after=after, rows=READ_AT_ONCE)
        read += len(page.rows)
        if read > MOST_ROWS:
            raise RuleBroken(
                N_("These are more than %(most)s orders. Please narrow the filter."), most=MOST_ROWS
            )
        yield from page.rows
        after = page.after
        if not after:
            return


def narrowed(actor: Actor) -> Actor:
    """The actor as far as his right to export reaches, where that is less than what he sees."""
    if actor.reach(Permission.ORDER_PRINT) is not Reach.OWN:
        return actor
    return replace(actor, grants={**actor.grants, Permission.ORDER_VIEW: Reach.OWN})


@command
def note_export(tx: Tx, wanted: OrderFilter, count: int) -> Done:
    """Keeps in the trail of the person's account what he took out, and how much."""
    tx.actor.require(Permission.ORDER_PRINT)
    user = tx.session.scalar(select(User).where(User.id == tx.actor.user_id).with_for_update())
    if user is None:
        raise Forbidden()
    plain = {name: str(value) for name, value in asdict(wanted).items() if value not in ("", None)}
    tx.record(user, EXPORTED, internal={"filter": plain, "orders": count})
    return Done(number=user.user_name)
