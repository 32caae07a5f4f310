"""Storing lists: once, whole items, from where it stopped, and nothing by checking (H4)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.import_acts import BroughtIn, in_english
from tests.support.racing import at_once, winners
from tests.support.snapshots import snapshot
from webapp.db import Database
from webapp.models import (
    Customer,
    CustomerAddress,
    Event,
    Notice,
    NumberRange,
    Order,
    OrderLine,
    Product,
    ProductPrice,
    ProductUnit,
    RolePermission,
    StockEntry,
    Task,
)
from webapp.services.checking.books import check_books
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, writing
from webapp.services.importing import working
from webapp.services.importing.engine import BATCH
from webapp.services.importing.runs import TASK, StoreTerms, confirm_run
from webapp.services.importing.working import check_list, store_list
from webapp.services.tasks.running import Outcome, Work, run_next

pytestmark = pytest.mark.rule("H4")

NO_SEALS = Path("no seals yet")
PRODUCT_TITLES = "货号,名称,分类,单位,基础价,装箱单位,装箱数\n"
ORDERS = (
    "单号,货号,客户,数量,单价,日期\n"
    "A1,BOLT-8,KH001,20,,\n"
    "A2,LOCK-1,KH002,2,,2026/8/1\n"
    "A1,NUT-8,KH001,30,￥0.3100,\n"
    "A3,BOLT-8,KH001,20,,\n"
    "A3,PIPE-20,KH001,0.3,,\n"
)


def products(count: int) -> str:
    rows = (f"N-{number:04d},螺栓 {number},紧固件,个,1.5,箱,12\n" for number in range(count))
    return PRODUCT_TITLES + "".join(rows)


def count(session: Session, table: Any, *where: Any) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(table).where(*where)).one()


def work(session: Session, work: Work) -> Outcome:
    """What the worker does with a list, in English."""
    do = check_list if work.params["phase"] == "check" else store_list
    do(session, work.actor, work.params["run"], in_english, work.tell)
    return Outcome()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("orders", ORDERS),
        ("products", products(3)),
        ("prices", "货号,单价,客户\nBOLT-8,1.2,KH001\n"),
        ("customers", "客户编码,客户名称,地区,责任编码\nKH9,永固,华东,XS\n"),
    ],
)
def test_checking_stores_nothing(company: Company, kind: str, text: str) -> None:
    run = BroughtIn(company, kind, text)
    run.choose()
    before = snapshot(company.session)
    view = check_list(company.session, run.actor, run.number, in_english)
    assert view.status == "checked"
    after = snapshot(company.session)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"import_run", "event", "stored_file", "file_content"}


def test_a_bad_line_holds_back_its_order_and_no_other(company: Company) -> None:
    view = BroughtIn(company, "orders", ORDERS).bring_in(source="old")
    assert view.counts["stored"] == {"new": 3, "same": 0, "changed": 0, "bad": 2}
    company.session.rollback()
    found = company.session.scalars(select(Order).order_by(Order.external_number)).all()
    assert [order.external_number for order in found] == ["old:A1", "old:A2"]
    assert [(line.code, line.price, line.price_source) for line in found[0].lines] == [
        ("BOLT-8", Decimal("1.4250"), "base"),
        ("NUT-8", Decimal("0.3100"), "special"),
    ]
    assert found[1].order_date.isoformat() == "2026-08-01"
    assert found[0].status == "order_review"
    assert list(check_books(company.session, NO_SEALS)) == []


@pytest.mark.parametrize(
    ("kind", "text", "table"),
    [
        ("orders", ORDERS, OrderLine),
        ("products", products(3), Product),
        ("prices", "货号,单价,客户,级别\nBOLT-8,1.2,KH001,\nNUT-8,0.3,,A级\n", ProductPrice),
        ("customers", "客户编码,客户名称,地区,责任编码\nKH9,永固,华东,XS\n", Customer),
    ],
)
def test_the_same_list_twice_adds_nothing(
    company: Company, kind: str, text: str, table: Any
) -> None:
    BroughtIn(company, kind, text).bring_in()
    there = count(company.session, table)
    view = BroughtIn(company, kind, text).check()
    assert view.counts["new"] == view.counts["changed"] == 0
    assert count(company.session, table) == there


def test_opening_stock_is_entered_once(company: Company) -> None:
    BroughtIn(company, "products", products(2)).bring_in()
    text = "货号,仓库,数量\nN-0000,HQ-1,12\nN-0001,总部仓库,1.5\nBOLT-8,HQ-1,5\n"
    view = BroughtIn(company, "stock", text).bring_in()
    assert view.counts["stored"] == {"new": 2, "same": 0, "changed": 0, "bad": 1}
    entries = select(StockEntry.on_hand).where(StockEntry.document_number == view.number)
    assert company.session.scalars(entries.order_by(StockEntry.id)).all() == [12, Decimal("1.5")]
    again = BroughtIn(company, "stock", text).check()
    assert (again.counts["same"], again.counts["bad"]) == (2, 1)


def test_a_list_that_stopped_goes_on_where_it_stopped(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = BroughtIn(company, "products", products(2 * BATCH + 10))
    run.check()
    run.confirm()
    _killed_behind(monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        store_list(company.session, run.actor, run.number, in_english)
    monkeypatch.undo()
    assert count(company.session, Product, Product.code.startswith("N-")) == BATCH
    view = run.store()
    assert view.counts["stored"]["new"] == 2 * BATCH + 10
    assert count(company.session, Product, Product.code.startswith("N-")) == 2 * BATCH + 10
    made = count(company.session, Event, Event.name == "ProductCreated")
    assert made == 2 * BATCH + 10
    assert count(company.session, ProductUnit) == 2 * BATCH + 10


def _killed_behind(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    done = itertools.count(1)
    real = working.store_batch

    def store(*arguments: Any) -> Any:
        if next(done) == batch:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(working, "store_batch", store)


def storing(run: BroughtIn) -> Callable[[Session], Done]:
    return lambda session: store_list(session, run.actor, run.number, in_english)


def test_a_run_confirmed_twice_at_once_is_stored_once(company: Company, database: Database) -> None:
    run = BroughtIn(company, "products", products(5))
    run.check()

    def confirm(session: Session) -> Done:
        return confirm_run(session, run.actor, run.number, run.version, StoreTerms(), "en")

    assert len(winners(at_once(database, [confirm, confirm]))) == 1
    assert winners(at_once(database, [storing(run), storing(run)]))
    assert run.view.status == "done"
    assert run.view.counts["stored"]["new"] == 5
    assert count(company.session, Event, Event.name == "ProductCreated") == 5


def test_two_lists_cannot_both_begin_the_stock(company: Company, database: Database) -> None:
    BroughtIn(company, "products", products(1)).bring_in()
    text = "货号,仓库,数量\nN-0000,HQ-1,7\n"
    runs = [BroughtIn(company, "stock", text) for _ in range(2)]
    for run in runs:
        run.check()
        run.confirm()
    at_once(database, [storing(run) for run in runs])
    total = select(func.sum(StockEntry.on_hand)).where(StockEntry.document_number != "")
    company.session.rollback()
    assert company.session.scalar(total) == 7


def test_a_long_list_is_done_by_the_worker_and_told(company: Company, database: Database) -> None:
    run = BroughtIn(company, "products", products(501))
    assert run.choose().details["at_once"] is False
    assert run_next(database.session, {TASK: work})
    run.version = run.view.version
    assert run.view.counts["new"] == 501
    run.confirm()
    assert run_next(database.session, {TASK: work})
    assert not run_next(database.session, {TASK: work})
    assert run.view.status == "done"
    assert count(company.session, Task, Task.status == "done") == 2
    notice = company.session.scalars(select(Notice).where(Notice.name == "ListStored")).one()
    assert notice.document_number == run.number


def test_columns_chosen_anew_make_an_older_check_void(company: Company) -> None:
    run = BroughtIn(company, "products", products(2))
    run.check()
    stale = run.version
    run.check()
    run.version = stale
    with pytest.raises(Conflict):
        run.confirm()


@pytest.mark.rule("A4")
def test_rights_are_those_of_now(company: Company) -> None:
    run = BroughtIn(company, "products", products(2), "sales")
    run.check()
    with writing(company.session, SYSTEM) as tx:
        right = RolePermission.permission == Permission.PRODUCT_MANAGE
        tx.session.execute(delete(RolePermission).where(right))
    run.actor = company.actor("sales")
    with pytest.raises(Forbidden):
        run.confirm()


def test_a_new_customer_can_be_ordered_for(company: Company) -> None:
    titles = "客户编码,客户名称,地区,责任编码,联系人,手机,收货地址,合同号\n"
    row = "kh９,永固（杭州）五金,East,XS,李,13900000000,文一路 1 号,HT-9\n"
    BroughtIn(company, "customers", titles + row).bring_in()
    orders = "单号,货号,客户,数量\nB1,BOLT-8,KH9,10\n"
    view = BroughtIn(company, "orders", orders).bring_in()
    assert view.counts["stored"]["new"] == 1
    company.session.rollback()
    address = company.session.scalars(
        select(CustomerAddress).join(Customer).where(Customer.code == "KH9")
    ).one()
    assert (address.contact, address.address) == ("李", "文一路 1 号")
    assert count(company.session, NumberRange, NumberRange.prefix == "DR") == 1
