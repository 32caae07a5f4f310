"""Bringing in a foreign order list: what is stored, what is refused, and that it adds up."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.racing import at_once, winners
from tests.support.source import ROOT
from webapp.db import Database
from webapp.models import (
    CompanySettings,
    Customer,
    Order,
    OrderLine,
    Product,
    StockBalance,
    StockEntry,
)
from webapp.services.checking.books import check_books
from webapp.services.core.transaction import Done
from webapp.services.importing.mapping import OrderMapping, load_mapping
from webapp.services.importing.placing import ImportTerms
from webapp.services.importing.running import OrderListRun
from webapp.services.orders import kinds

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
REAL = ROOT.parent / "shared" / "data" / "online-retail-2010-12.csv.gz"
NO_SEALS = Path("no seals yet")
LIST = (
    "5001,LAMP,Red lamp,6,2010-12-01 08:26:00,2.55,17850,France",
    "5001,VASE,Blue vase,2,2010-12-01 08:26:00,3.39,17850,France",
    "C502,LAMP,Red lamp,-1,2010-12-01 09:00:00,2.55,17850,France",
    "5003,LAMP,Red lamp,4,2010-12-02 09:00:00,2.95,13047,Norway",
    "5004,VASE,Blue vase,1,2010-12-02 10:00:00,0,13047,Norway",
    "5004,LAMP,Red lamp,1,2010-12-02 10:00:00,2.95,13047,Norway",
    "5005,LAMP,Red lamp,3,2010-12-02 11:00:00,2.95,,Norway",
    "5006,LAMP,Red lamp,3,2010-12-03 11:00:00,2.95,17850,France",
    "5006,LAMP,Red lamp,5,2010-12-03 11:00:00,2.95,17850,France",
)
STORED = {"online-retail:5001": 2, "online-retail:5003": 1, "online-retail:5006": 2}


@pytest.fixture(scope="module")
def mapping() -> OrderMapping:
    return load_mapping(Path(__file__).parent.parent / "data" / "online-retail.toml")


class Bringing:
    """Brings in lines as a file; ``reasons`` are those of the last run, by line."""

    def __init__(self, session: Session, mapping: OrderMapping, path: Path) -> None:
        self.session = session
        self.mapping = mapping
        self.path = path
        self.reasons: dict[int, str] = {}

    def __call__(
        self,
        lines: tuple[str, ...] = LIST,
        *,
        steps: int | None = None,
        create: bool = True,
        carry: bool = True,
    ) -> OrderListRun:
        """The run over these lines; ``steps`` breaks it off after so many."""
        self.path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
        terms = ImportTerms(self.mapping.source, create, carry)
        run = OrderListRun(self.session, self.path, self.mapping, terms)
        refused = itertools.chain.from_iterable(itertools.islice(run.steps(), steps))
        self.reasons = {line.line: line.reason.text % line.reason.params for line in refused}
        return run


@pytest.fixture
def bring(company: Company, session: Session, mapping: OrderMapping, tmp_path: Path) -> Bringing:
    return Bringing(session, mapping, tmp_path / "list.csv")


def stored(session: Session) -> dict[str, int]:
    session.rollback()
    rows = session.execute(
        select(Order.external_number, func.count())
        .join(OrderLine, OrderLine.order_id == Order.id)
        .group_by(Order.external_number)
    )
    return {row[0]: row[1] for row in rows}


@pytest.mark.rule("H4")
def test_good_orders_are_stored_and_completed(bring: Bringing, session: Session) -> None:
    run = bring()
    assert stored(session) == STORED
    assert (run.sums.lines_stored, run.sums.amount_stored) == (5, Decimal("57.48"))
    assert run.sums.add_up()
    assert set(session.scalars(select(Order.status))) == {kinds.COMPLETED}
    assert list(check_books(session, NO_SEALS)) == []


def test_each_bad_line_is_answered_with_number_and_reason(bring: Bringing) -> None:
    bring()
    assert bring.reasons == {
        4: "This is a cancellation.",
        6: "The price is zero.",
        7: "The order is held back by line 6.",
        8: "The customer is missing.",
    }


def test_orders_carry_the_day_of_the_list(bring: Bringing, session: Session) -> None:
    bring()
    rows = session.scalars(select(Order).order_by(Order.external_number)).all()
    days = [date(2010, 12, 1), date(2010, 12, 2), date(2010, 12, 3)]
    assert [order.order_date for order in rows] == days
    assert [order.completed_at.date() for order in rows if order.completed_at] == days
    assert rows[0].number == "DH-T-20101201-000001"
    assert {line.price for line in rows[0].lines} == {Decimal("2.55"), Decimal("3.39")}


def test_stock_is_taken_in_to_the_piece_and_nothing_is_left(
    bring: Bringing, session: Session
) -> None:
    bring()
    lamp = session.scalars(select(Product.id).where(Product.code == "LAMP")).one()
    balance = session.scalars(select(StockBalance).where(StockBalance.product_id == lamp)).one()
    assert (balance.on_hand, balance.reserved) == (0, 0)
    entries = select(StockEntry.on_hand, StockEntry.reason).where(
        StockEntry.product_id == lamp, StockEntry.kind == "in"
    )
    assert session.execute(entries.order_by(StockEntry.id)).all() == [
        (Decimal(6), "online-retail:5001"),
        (Decimal(4), "online-retail:5003"),
        (Decimal(8), "online-retail:5006"),
    ]


@pytest.mark.rule("H4")
def test_the_same_list_twice_adds_nothing(bring: Bringing, session: Session) -> None:
    first = bring()
    entries = select(func.count(StockEntry.id))
    before = session.scalars(entries).one()
    second = bring()
    assert (second.orders_new, second.orders_known) == (0, 3)
    assert second.sums == first.sums
    assert stored(session) == STORED
    assert session.scalars(entries).one() == before


def test_a_run_that_was_broken_off_goes_on(bring: Bringing, session: Session) -> None:
    """After every possible step."""
    for step in range(1, len(LIST)):
        bring(steps=step)
    run = bring()
    assert stored(session) == STORED
    assert run.sums.add_up()
    assert list(check_books(session, NO_SEALS)) == []


def test_orders_placed_before_are_carried_on(bring: Bringing, session: Session) -> None:
    bring(carry=False)
    assert set(session.scalars(select(Order.status))) == {kinds.ORDER_REVIEW}
    run = bring()
    assert (run.orders_new, run.orders_known) == (0, 3)
    assert set(session.scalars(select(Order.status))) == {kinds.COMPLETED}


def test_an_order_that_came_with_other_lines_before_is_refused(
    bring: Bringing, session: Session
) -> None:
    bring()
    run = bring((LIST[0], LIST[3]))
    assert bring.reasons == {
        2: "The order is here already as DH-T-20101201-000001, with other lines."
    }
    assert run.sums.add_up()
    assert stored(session) == STORED


def test_nothing_is_created_unless_asked_for(bring: Bringing, session: Session) -> None:
    run = bring(create=False)
    assert run.orders_refused == 3
    assert bring.reasons[2] == "There is no customer “17850”."
    assert stored(session) == {}
    assert session.scalars(select(Customer.code)).all() == ["KH001", "KH002"]


def test_what_is_there_already_is_used(bring: Bringing, session: Session) -> None:
    """The company's own articles keep their bounds and their stock."""
    bring(
        (
            "1,NUT-8,,20,2010-12-01,0.30,KH001,",
            "2,BOLT-8,,5,2010-12-01,1.20,KH001,",
            "3,LOCK-1,,6,2010-12-01,80,KH002,",
        )
    )
    assert stored(session) == {"online-retail:1": 1}
    assert bring.reasons == {
        3: "BOLT-8: at least 10 个.",
        4: "LOCK-1 LOCK-1 商品: only 5 个 available.",
    }


def test_an_order_that_cannot_be_carried_is_not_placed(
    bring: Bringing, session: Session, company: Company
) -> None:
    settings = session.scalars(select(CompanySettings)).one()
    settings.values = {**settings.values, "finance_check": "paid"}
    session.commit()
    run = bring()
    assert (run.orders_refused, run.orders_new) == (3, 0)
    assert "Not paid in full" in bring.reasons[2]
    assert stored(session) == {}
    assert session.scalars(select(func.count(Customer.id))).one() == 2


def test_codes_too_long_for_the_registry_are_refused(bring: Bringing, session: Session) -> None:
    bring((f"1,{'X' * 41},,1,2010-12-01,1,17850,", "2,LAMP,,1,2010-12-01,1,17850,"))
    assert bring.reasons == {2: f"The code “{'X' * 41}” is too long."}
    assert stored(session) == {"online-retail:2": 1}


def test_two_runs_at_once_store_each_order_once(
    bring: Bringing, database: Database, session: Session, mapping: OrderMapping
) -> None:
    numbers = range(12)
    lines = [f"{number},ART-{number},,2,2010-12-01,1.50,KUNDE," for number in numbers]
    bring(tuple(lines), steps=0)

    def run_all(own: Session) -> Done:
        run = OrderListRun(own, bring.path, mapping, ImportTerms(mapping.source, True, True))
        assert not any(run.steps())
        return Done(details={"new": run.orders_new, "known": run.orders_known})

    runs = winners(at_once(database, [run_all, run_all]))
    assert sum(run.details["new"] for run in runs) == len(numbers)
    assert sum(run.details["known"] for run in runs) == len(numbers)
    assert stored(session) == {f"online-retail:{number}": 1 for number in numbers}
    assert list(check_books(session, NO_SEALS)) == []


@pytest.fixture
def real_list() -> Path:
    if not REAL.exists():
        pytest.skip("the real list is not here: ../shared/data/online-retail-2010-12.csv.gz")
    return REAL


@pytest.mark.databases("sqlite")
def test_the_real_list_begins_as_it_should(
    company: Company, session: Session, mapping: OrderMapping, real_list: Path
) -> None:
    run = OrderListRun(session, real_list, mapping, ImportTerms(mapping.source, True, True))
    assert (run.surveyed.lines, run.sums.amount_read) == (42_481, Decimal("748957.02"))
    for _ in run.steps():
        if run.orders_new == 30:
            break
    assert sum(stored(session).values()) == run.sums.lines_stored > 100
    assert session.scalars(select(func.sum(OrderLine.amount))).one() == run.sums.amount_stored
    assert list(check_books(session, NO_SEALS)) == []
