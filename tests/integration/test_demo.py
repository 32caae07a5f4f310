"""The demonstration's history: made by the real acts, so everything in it adds up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support import databases
from webapp.db import Database
from webapp.demo.seeding import seed
from webapp.demo.stories import WANTED, stories
from webapp.migrating import upgrade
from webapp.models import (
    Attachment,
    CartLine,
    Customer,
    Event,
    Notice,
    Order,
    Product,
    Remittance,
    Shipment,
    ShipmentLine,
    StockEntry,
    User,
)
from webapp.services.checking.books import check_books
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.identity.demo import DEMO_LIST
from webapp.services.work.queues import my_work

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
#: Every eleventh order: all kinds of ends and most acts, in a tenth of the time.
FEW = stories()[::11]
NO_SEALS = Path("no seals yet")


def number_of(session: Session, what: type, *conditions: object) -> int:
    return session.scalars(select(func.count()).select_from(what).where(*conditions)).one()


@pytest.mark.demo
@pytest.mark.databases("sqlite")
def test_the_demo_data_has_work_for_everybody(session: Session) -> None:
    of_stories = select(Order.status).where(Order.contract_id.is_(None))
    assert Counter(session.scalars(of_stories)) == WANTED
    assert number_of(session, Order, Order.contract_id.is_not(None)) > 0
    queues = {queue.key: queue for queue in my_work(session, SYSTEM, utc_now(), of="order")}
    for key, queue in queues.items():
        assert 0 < queue.overdue < queue.count / 2, key
    names = set(session.scalars(select(User.user_name)))
    assert {account.user_name for account in DEMO_LIST} <= names
    # Three customers more came in with a list.
    assert (number_of(session, Customer), number_of(session, Product)) == (43, 300)
    assert number_of(session, Product, Product.picture_id.is_(None)) == 0


@pytest.mark.demo
@pytest.mark.databases("sqlite")
def test_the_demo_data_adds_up(session: Session) -> None:
    assert list(check_books(session, NO_SEALS)) == []
    told = session.execute(
        select(Event.subject_kind, Event.subject_number, Event.at).order_by(
            Event.subject_kind, Event.subject_id, Event.position
        )
    ).all()
    backwards = [
        (one, later) for one, later in pairwise(told) if one[:2] == later[:2] and later.at < one.at
    ]
    assert backwards == []
    assert max(one.at for one in told) < utc_now()


@pytest.mark.demo
@pytest.mark.databases("sqlite")
def test_the_customers_on_the_sign_in_page_have_something_everywhere(session: Session) -> None:
    for user_name in ("kh001", "kh002"):
        customer = session.scalars(
            select(User.customer_id).where(User.user_name == user_name)
        ).one()
        found = session.scalars(select(Order.status).where(Order.customer_id == customer))
        assert set(found) == set(WANTED)
        assert number_of(session, CartLine, CartLine.customer_id == customer) >= 3


@pytest.mark.demo
@pytest.mark.databases("sqlite")
def test_the_demo_data_shows_what_can_happen_to_an_order(session: Session) -> None:
    parts = select(Shipment.order_id).group_by(Shipment.order_id).having(func.count() > 1)
    assert len(session.scalars(parts).all()) > 20
    assert set(session.scalars(select(ShipmentLine.difference))) == {
        "", "short", "damaged", "wrong",
    }  # fmt: skip
    assert set(session.scalars(select(Remittance.status))) == {"waiting", "confirmed", "refused"}
    purposes = {"signature", "confirmation", "remittance", "customer_order", "photo"}
    of_orders = Attachment.document_kind.in_(["order", "return"])
    assert set(session.scalars(select(Attachment.purpose).where(of_orders))) == purposes
    assert number_of(session, StockEntry, StockEntry.kind == "in") > 50
    read, unread = Notice.read_at.is_not(None), Notice.read_at.is_(None)
    assert number_of(session, Notice, read) > number_of(session, Notice, unread) > 50
    names = set(session.scalars(select(Event.name)))
    assert {"SentBack", "OrderEdited", "ClosedShort", "DifferencesSettled"} <= names


@pytest.mark.databases("postgresql")
def test_the_same_moment_gives_the_same_history_on_either_database(session: Session) -> None:
    with databases.blank_database("sqlite", "same_moment") as url:
        upgrade(url)
        other = Database(url)
        with other.session() as second:
            on_sqlite = _history(second)
        other.dispose()
    assert _history(session) == on_sqlite


def _history(session: Session) -> tuple[list[Any], list[Any]]:
    assert seed(session, NOW, FEW)
    assert list(check_books(session, NO_SEALS)) == []
    assert number_of(session, Order, Order.contract_id.is_(None)) == len(FEW)
    return totals(session), acts(session)


def acts(session: Session) -> list[tuple[datetime, str, str, str]]:
    rows = session.execute(
        select(Event.at, Event.name, Event.subject_number, Event.actor_name).order_by(Event.id)
    )
    return [tuple(row) for row in rows]


def totals(session: Session) -> list[tuple[str, int, Decimal]]:
    rows = session.execute(
        select(Order.status, func.count(), func.sum(Order.total_amount))
        .group_by(Order.status)
        .order_by(Order.status)
    )
    return [tuple(row) for row in rows]


def test_a_company_that_is_there_stays_as_it_is(company: object, session: Session) -> None:
    before = session.scalars(select(func.count(Event.id))).one()
    assert not seed(session, NOW, FEW)
    assert session.scalars(select(func.count(Event.id))).one() == before
