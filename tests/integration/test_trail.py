"""The trail: nobody can change it unseen, and seals outside the database show a cut tail."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.support.company import Company
from tests.support.tampering import tamper
from webapp.db import Database
from webapp.models import Event, Seal
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step
from webapp.services.trail.sealing import (
    find_seals_file,
    newest_settled_event,
    read_seals,
    seal_trail,
)
from webapp.services.trail.verifying import verify_trail

pytestmark = pytest.mark.control("C63")


@pytest.fixture
def seals(tmp_path: Path) -> Path:
    return tmp_path / "seals"


def lines_in(company: Company, seals: Path) -> list[str]:
    file = find_seals_file(company.session, seals)
    assert file is not None
    return read_seals(file)


def findings(company: Company, seals: Path | None = None) -> list[str]:
    company.session.rollback()
    return [str(one) for one in verify_trail(company.session, seals)]


@pytest.mark.parametrize("statement", ["UPDATE event SET reason = 'x'", "DELETE FROM event"])
def test_the_database_refuses_to_change_the_trail(company: Company, statement: str) -> None:
    with pytest.raises(DBAPIError):
        company.session.execute(text(statement))


def test_an_honest_trail_is_whole(company: Company, seals: Path) -> None:
    order = company.place()
    pass_step(company.session, company.actor("review"), order.number, order.version, order.status)
    assert seal_trail(company.session, seals) > 0
    company.place()
    assert seal_trail(company.session, seals) > 0
    assert seal_trail(company.session, seals) == 0
    assert len(lines_in(company, seals)) == 2
    assert findings(company, seals) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE event SET actor_name = 'somebody else' WHERE id = :id", "was changed after"),
        ("DELETE FROM event WHERE id = :id", "position 1 is missing"),
    ],
)
def test_a_changed_or_missing_event_is_named(company: Company, statement: str, what: str) -> None:
    order = company.place()
    pass_step(company.session, company.actor("review"), order.number, order.version, order.status)
    first = company.session.scalars(
        select(Event.id).where(Event.subject_number == order.number).order_by(Event.id)
    ).first()
    tamper(company.session, statement, id=first)
    assert any(order.number in one and what in one for one in findings(company))


def test_a_cut_tail_shows_at_the_head(company: Company) -> None:
    order = company.place()
    tamper(company.session, "DELETE FROM event WHERE subject_number = :n", n=order.number)
    assert any(order.number in one and "head says 1" in one for one in findings(company))


def test_a_deleted_document_leaves_its_events(company: Company) -> None:
    order = company.place()
    tamper(company.session, "DELETE FROM sales_order WHERE number = :n", n=order.number)
    assert any(order.number in one and "is gone" in one for one in findings(company))


def test_a_tail_cut_with_its_heads_shows_against_the_seal(company: Company, seals: Path) -> None:
    order = company.place()
    seal_trail(company.session, seals)
    tamper(company.session, "DELETE FROM event WHERE subject_number = :n", n=order.number)
    tamper(
        company.session,
        "UPDATE sales_order SET trail_length = 0, trail_head = '' WHERE number = :n",
        n=order.number,
    )
    assert any("seal 1" in one or "closed" in one for one in findings(company, seals))


def test_a_seal_removed_from_the_database_stands_in_the_file(company: Company, seals: Path) -> None:
    seal_trail(company.session, seals)
    tamper(company.session, "DELETE FROM seal")
    assert findings(company) == []
    assert any("is gone from here" in one for one in findings(company, seals))


def test_another_database_has_a_file_of_its_own(company: Company, seals: Path) -> None:
    seals.mkdir()
    (seals / "seals-0123456789ab.log").write_text(f"7 9 9 2026-01-01T00:00:00 {'0' * 64}\n")
    seal_trail(company.session, seals)
    assert findings(company, seals) == []
    assert len(list(seals.iterdir())) == 2


def test_a_line_lost_in_a_crash_is_written_again(company: Company, seals: Path) -> None:
    seal_trail(company.session, seals)
    (file,) = seals.iterdir()
    file.write_text(file.read_text()[:-20])
    seal_trail(company.session, seals)
    assert len(lines_in(company, seals)) == 1
    assert findings(company, seals) == []


@pytest.mark.databases("postgresql")
def test_a_write_under_way_is_waited_for(
    company: Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id given out before, committed after: the seal must not pass it by."""
    with database.session() as slow, monkeypatch.context() as impatient:
        impatient.setattr("webapp.services.trail.sealing.WAITS", 2)
        slow.execute(text("SELECT pg_current_xact_id()"))
        assert newest_settled_event(company.session) is None
        slow.commit()
    assert newest_settled_event(company.session) == company.session.scalar(
        select(func.max(Event.id))
    )
    assert company.session.scalar(select(func.count(Seal.id))) == 0


def test_each_act_of_an_order_is_in_its_trail(company: Company) -> None:
    order = company.place()
    pass_step(
        company.session, company.actor("review"), order.number, order.version, kinds.ORDER_REVIEW
    )
    names = company.session.scalars(
        select(Event.name).where(Event.subject_number == order.number).order_by(Event.position)
    ).all()
    assert names == ["OrderSubmitted", "StepPassed"]
