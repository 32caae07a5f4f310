"""Every kind of row that has a trail is verified: whoever tampers with one of them is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, DateTime, String, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.tampering import tamper
from webapp.models import Event
from webapp.models.base import Base
from webapp.services.core.actor import SYSTEM
from webapp.services.core.events import number_of
from webapp.services.core.transaction import writing
from webapp.services.trail.verifying import trailed_models, verify_trail
from webapp.web.event_words import SUBJECTS

pytestmark = pytest.mark.control("C63")

MODELS = trailed_models()
#: Values that a check of the table asks for.
FITTING: dict[tuple[str, str], Any] = {
    ("custom_field", "kind"): "text",
    ("import_run", "status"): "uploaded",
    ("announcement", "status"): "draft",
    ("inquiry", "status"): "draft",
    ("inquiry", "product_kind"): "regular",
    ("market_rate", "kind"): "material",
    ("payment_exception", "status"): "review",
    ("quotation", "status"): "drafting",
    ("quotation", "product_kind"): "regular",
    ("promotion", "status"): "draft",
    ("promotion", "kind"): "gift",
    ("return_request", "status"): "draft",
    ("review", "status"): "convening",
    ("review", "outcome"): "",
    ("sales_order", "status"): "draft",
    # Somebody else than the deputy, who is the account opened last.
    ("stand_in", "user_id"): 1,
    ("stock_slip", "status"): "draft",
    ("stock_slip", "kind"): "in",
    ("user_account", "kind"): "company",
}


def a_row(session: Session, model: type[Base]) -> Any:
    """One row of the table: what is there, else one made for this test."""
    found = session.scalar(select(model).order_by(model.id.desc()).limit(1))
    return found or _made(session, model)


def _made(session: Session, model: type[Base]) -> Any:
    table: Any = model.__table__
    values = {
        column.name: _value(session, model, column)
        for column in table.columns
        if not column.primary_key and not column.nullable
    }
    row = model(**values)
    session.add(row)
    session.flush()
    return row


#: Where every trail begins.
TRAIL: dict[str, Any] = {"trail_length": 0, "trail_head": ""}


def _value(session: Session, model: type[Base], column: Any) -> Any:
    if column.name in TRAIL:
        return TRAIL[column.name]
    if (model.__tablename__, column.name) in FITTING:
        return FITTING[model.__tablename__, column.name]
    if column.foreign_keys:
        return _referred(session, column)
    return _of_type(column.type, session.info["now"])


def _of_type(kind: Any, now: datetime) -> Any:
    """Some value of a column's type; 1 for every kind of number."""
    plain = getattr(kind, "impl", kind)
    values: tuple[tuple[Any, Any], ...] = (
        (String, "x"),
        (Boolean, False),
        (Date, now.date()),
        (DateTime, now),
        (JSON, {}),
    )
    return next((value for of, value in values if isinstance(plain, of)), 1)


def _referred(session: Session, column: Any) -> int:
    name = next(iter(column.foreign_keys)).column.table.name
    mapper = next(one for one in Base.registry.mappers if one.class_.__tablename__ == name)
    row: Any = a_row(session, mapper.class_)
    return int(row.id)


def acted_on(company: Company, model: type[Base]) -> tuple[int, str]:
    """Lets two acts happen to a row of this kind; answers its id and number."""
    with writing(company.session, SYSTEM) as tx:
        tx.session.info["now"] = tx.now
        row = a_row(tx.session, model)
        for name in ("FirstAct", "SecondAct"):
            tx.record(row, name, {"before": {"name": "a"}, "after": {"name": "b"}})
        return row.id, number_of(row)


def first_finding(company: Company) -> str:
    company.session.rollback()
    return str(next(verify_trail(company.session), ""))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_a_changed_event_of_every_kind_is_named(company: Company, model: Any) -> None:
    row_id, number = acted_on(company, model)
    assert first_finding(company) == ""
    tamper(
        company.session,
        "UPDATE event SET reason = 'another' WHERE subject_kind = :kind AND subject_id = :id"
        " AND name = 'FirstAct'",
        kind=model.__tablename__,
        id=row_id,
    )
    named = first_finding(company)
    assert model.__tablename__ in named
    assert number in named
    assert "FirstAct" in named


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_a_cut_tail_of_every_kind_is_named(company: Company, model: Any) -> None:
    row_id, _ = acted_on(company, model)
    tamper(
        company.session,
        "DELETE FROM event WHERE subject_kind = :kind AND subject_id = :id AND name = 'SecondAct'",
        kind=model.__tablename__,
        id=row_id,
    )
    assert f"{model.__tablename__} " in first_finding(company)


def test_the_first_broken_entry_comes_first(company: Company) -> None:
    order = company.place()
    company.place()
    tamper(company.session, "UPDATE event SET actor_name = 'x' WHERE subject_kind = 'sales_order'")
    assert order.number in first_finding(company)


def test_a_row_made_away_with_is_told_from_a_removed_one(company: Company) -> None:
    with writing(company.session, SYSTEM) as tx:
        tx.session.info["now"] = tx.now
        for code in ("GONE", "TAKEN"):
            row = _made(tx.session, _model("department"))
            row.code = code
            tx.record(row, "DepartmentAdded")
            if code == "GONE":
                tx.remove(row, "DepartmentRemoved")
    assert first_finding(company) == ""
    tamper(company.session, "DELETE FROM department WHERE code = 'TAKEN'")
    assert "TAKEN: is gone" in first_finding(company)


def _model(name: str) -> Any:
    return next(model for model in MODELS if model.__tablename__ == name)


def test_every_kind_has_a_word() -> None:
    assert {model.__tablename__ for model in MODELS} - set(SUBJECTS) == set()


def test_all_events_are_of_known_kinds(company: Company) -> None:
    kinds = set(company.session.scalars(select(Event.subject_kind).distinct()))
    assert kinds <= {model.__tablename__ for model in MODELS}
