"""What bringing lists in costs at size: `script/measure-import [rows]`.

On a scratch SQLite database: so many products, and then so many lines of orders of them, each
checked and stored as the worker does it, in a process of its own, with its peak memory.
"""

from __future__ import annotations

import io
import multiprocessing
import resource
import sys
import tempfile
import time

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support import company as companies
from tests.support.import_acts import in_english
from webapp import migrating, wiring
from webapp.db import Database
from webapp.models import User
from webapp.services.files.checks import LISTS, check_upload
from webapp.services.identity.accounts import actor_of
from webapp.services.importing.queries import get_run
from webapp.services.importing.runs import (
    CHECK,
    TASK,
    ColumnChoice,
    StoreTerms,
    choose_columns,
    confirm_run,
)
from webapp.services.importing.uploading import glance_at, upload_list
from webapp.services.importing.working import check_list, store_list
from webapp.services.tasks.running import Outcome, Work, run_next

ROWS = 10_000
LINES_AN_ORDER = 10
PRODUCTS = ("货号", "名称", "分类", "单位", "基础价", "规格")
STOCK = ("货号", "仓库", "数量")
ORDERS = ("订单号", "货号", "客户编码", "数量", "单价")

Table = list[tuple[str, ...]]


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    codes = [f"P-{number:06d}" for number in range(rows)]
    lists: list[tuple[str, Table]] = [
        ("products", [PRODUCTS, *((c, f"螺栓 {c}", "FAST", "个", "1.5", "M8") for c in codes)]),
        ("stock", [STOCK, *((code, "HQ-1", "1000") for code in codes)]),
        (
            "orders",
            [
                ORDERS,
                *(
                    (f"S{place // LINES_AN_ORDER}", code, "KH001", "2", "1.4")
                    for place, code in enumerate(codes)
                ),
            ],
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/measure.sqlite3"
        _make(url)
        _say(f"{rows:,} rows; SQLite")
        _say(f"{'list':<10} {'read s':>8} {'check s':>8} {'store s':>8} {'peak MiB':>9}  stored")
        for kind, table in lists:
            process = multiprocessing.get_context("spawn").Process(
                target=_bring_in, args=(url, kind, _sheet(table))
            )
            process.start()
            process.join()


def _bring_in(url: str, kind: str, content: bytes) -> None:
    """One list as a person and the worker take it in, with nothing else in this process."""
    wiring.connect()
    database = Database(url)
    with database.session() as session:
        user = session.scalars(select(User).where(User.user_name == "admin")).one()
        actor = actor_of(session, user)
        began = time.monotonic()
        file = check_upload(f"{kind}.xlsx", content, LISTS)
        done = upload_list(session, actor, kind, file, glance_at(file))
        choice = ColumnChoice(get_run(session, actor, done.number).columns)
        read = time.monotonic()
        choose_columns(session, actor, done.number, done.version, choice, "en")
        run_next(database.session, {TASK: _work})
        checked = time.monotonic()
        version = get_run(session, actor, done.number).version
        confirm_run(session, actor, done.number, version, StoreTerms(), "en")
        run_next(database.session, {TASK: _work})
        stored = time.monotonic()
        counts = get_run(session, actor, done.number).counts["stored"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(
        f"{kind:<10} {read - began:>8.1f} {checked - read:>8.1f} {stored - checked:>8.1f}"
        f" {peak:>9.0f}  {counts}"
    )


def _work(session: Session, work: Work) -> Outcome:
    """What the worker does, without the words of the interface."""
    work_through = check_list if work.params["phase"] == CHECK else store_list
    work_through(session, work.actor, work.params["run"], in_english, work.tell)
    return Outcome()


def _make(url: str) -> None:
    wiring.connect()
    migrating.upgrade(url)
    database = Database(url)
    with database.session() as session:
        companies.found(session)
    database.dispose()


def _sheet(table: Table) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for number, row in enumerate(table):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
