"""Searching the trail by person, subject, act and time, however long it has grown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from tests.support.company import Company
from webapp.models import Event
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Forbidden
from webapp.services.core.transaction import writing
from webapp.services.orders.review import pass_step
from webapp.services.trail.sealing import seal_trail
from webapp.services.trail.searching import EventFilter, last_seal, search_events

pytestmark = pytest.mark.control("C61")


@pytest.fixture
def passed(company: Company) -> Company:
    """Two orders, of which the first was reviewed."""
    first = company.place()
    company.place(by="kh002")
    pass_step(company.session, company.actor("review"), first.number, first.version, first.status)
    return company


def found(company: Company, **wanted: Any) -> list[tuple[str, str]]:
    rows = search_events(company.session, company.actor("admin"), EventFilter(**wanted)).rows
    return [(row.name, row.subject_number) for row in rows]


def test_what_a_person_did(passed: Company) -> None:
    assert [name for name, _ in found(passed, person="REVIEW")] == ["StepPassed"]
    assert found(passed, person="nobody") == []


def test_what_happened_to_a_document(passed: Company) -> None:
    number = found(passed, name="StepPassed")[0][1]
    assert found(passed, number=number.lower()) == [
        ("StepPassed", number),
        ("OrderSubmitted", number),
    ]
    assert {name for name, _ in found(passed, kind="role")} == {"RoleCreated"}


def test_what_happened_to_a_customer(passed: Company) -> None:
    """His file, his account and his documents, and nobody else's."""
    number = found(passed, name="StepPassed")[0][1]
    assert set(found(passed, customer="kh001")) >= {
        ("StepPassed", number),
        ("OrderSubmitted", number),
        ("AccountOpened", "kh001"),
    }
    assert len([one for one in found(passed, customer="KH002") if one[0] == "OrderSubmitted"]) == 1
    assert found(passed, customer="NOBODY") == []


def test_days_are_whole_and_the_companys(passed: Company) -> None:
    today = datetime.now(UTC).date() + timedelta(days=2)
    assert found(passed, from_day=today) == []
    assert found(passed, to_day=date.max) == found(passed)
    assert found(passed, to_day=date(1990, 1, 1)) == []


def test_pages_follow_one_another(passed: Company) -> None:
    admin = passed.actor("admin")
    everything = [
        row.id for row in search_events(passed.session, admin, EventFilter(), rows=500).rows
    ]
    assert everything == sorted(everything, reverse=True)
    walked: list[int] = []
    after = ""
    while True:
        page = search_events(passed.session, admin, EventFilter(), after=after, rows=7)
        walked += [row.id for row in page.rows]
        after = page.after
        if not after:
            break
    assert walked == everything


def test_only_an_administrator_searches(company: Company) -> None:
    for who in ("sales", "kh001"):
        with pytest.raises(Forbidden):
            search_events(company.session, company.actor(who), EventFilter())
        with pytest.raises(Forbidden):
            last_seal(company.session, company.actor(who))


def test_the_last_seal_and_what_came_since(company: Company, tmp_path: Any) -> None:
    admin = company.actor("admin")
    assert last_seal(company.session, admin) is None
    sealed = seal_trail(company.session, tmp_path)
    company.place()
    seal = last_seal(company.session, admin)
    assert seal is not None
    assert (seal.events, seal.since) == (sealed, 1)


def _grown(company: Company, count: int) -> None:
    """Many events behind those that are there, of two people and a year."""
    with writing(company.session, SYSTEM) as tx:
        start = tx.now - timedelta(days=365)
        tx.session.execute(
            insert(Event),
            [
                {
                    "subject_kind": "sales_order",
                    "subject_id": 1_000_000 + number // 5,
                    "position": 1 + number % 5,
                    "subject_number": f"DH-O-{number // 5:06}",
                    "name": "StepPassed" if number % 5 else "OrderSubmitted",
                    "at": start + timedelta(seconds=number * 300),
                    "actor_id": 1 + number % 2,
                    "actor_name": "x",
                    "actor_kind": "company",
                    "request_id": "",
                    "data": {},
                    "internal": {},
                    "reason": "",
                    "previous_hash": "",
                    "hash": "",
                }
                for number in range(count)
            ],
        )
        tx.session.execute(text("ANALYZE"))


SEARCHES: list[dict[str, Any]] = [
    {},
    {"person": "admin"},
    {"number": "DH-O-000007"},
    {"name": "RoleCreated"},
    {"name": "StepPassed"},
    {"kind": "role"},
    {"from_day": date(2026, 11, 1)},
]


@pytest.mark.parametrize("wanted", SEARCHES, ids=str)
def test_a_long_trail_is_not_read_from_end_to_end(company: Company, wanted: dict[str, Any]) -> None:
    """In one query, through an index; nothing is sorted that has no index to be sorted by."""
    _grown(company, 5000)
    statements = asked(company, EventFilter(**wanted))
    assert len(statements) == 1
    plan = plan_of(company, *statements[0])
    assert "SCAN event" not in plan.replace("SCAN event USING INDEX", "")
    assert "Seq Scan on event" not in plan


def asked(company: Company, wanted: EventFilter) -> list[tuple[str, Any]]:
    """The statements of a search, with their values."""
    admin, engine = company.actor("admin"), company.session.get_bind()
    seen: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:
        seen.append((call[2], call[3]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        search_events(company.session, admin, wanted)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def plan_of(company: Company, statement: str, values: Any) -> str:
    """How the database goes about it."""
    is_sqlite = company.session.get_bind().dialect.name == "sqlite"
    words = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    rows = company.session.connection().exec_driver_sql(words + statement, values).all()
    return "\n".join(str(row[-1]) for row in rows)
