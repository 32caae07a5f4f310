"""Reading branches with their warehouses, and departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Branch, Customer, Department, User, Warehouse
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.settings.queries import company_rules


@dataclass(frozen=True, slots=True)
class WarehouseRow:
    code: str
    name: str
    name_en: str
    version: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A branch or department with its people; ``warehouses`` of a branch only."""

    code: str
    name: str
    name_en: str
    version: int
    people: int
    is_head_office: bool = False
    customers: int = 0
    warehouses: tuple[WarehouseRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    branches: tuple[PlaceRow, ...]
    departments: tuple[PlaceRow, ...]


def get_organisation(session: Session, actor: Actor) -> Organisation:
    """Offices and departments with how many enabled people work there. Raises Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    warehouses: dict[int, list[WarehouseRow]] = {}
    for row in session.scalars(select(Warehouse).order_by(Warehouse.code)):
        warehouses.setdefault(row.branch_id, []).append(row_of(WarehouseRow, row))
    branches = session.execute(
        select(Branch, _people(User.branch_id, Branch.id), _customers()).order_by(
            Branch.is_head_office.desc(), Branch.code
        )
    )
    departments = session.execute(
        select(Department, _people(User.department_id, Department.id)).order_by(Department.code)
    )
    return Organisation(
        branches=tuple(
            row_of(
                PlaceRow,
                branch,
                people=people,
                customers=customers,
                warehouses=tuple(warehouses.get(branch.id, ())),
            )
            for branch, people, customers in branches
        ),
        departments=tuple(
            PlaceRow(row.code, row.name, row.name_en, row.version, people)
            for row, people in departments
        ),
    )


def _people(column: Any, place: Any) -> Any:
    return (
        select(func.count(User.id))
        .where(column == place, User.disabled_at.is_(None))
        .correlate(place.class_)
        .scalar_subquery()
    )


def _customers() -> Any:
    mine = select(func.count(Customer.id)).where(Customer.branch_id == Branch.id)
    return mine.correlate(Branch).scalar_subquery()


def company_names(session: Session) -> tuple[str, str]:
    """What the company is called on papers, in Chinese and English: as its settings say, else by
    its head office."""
    rules = company_rules(session)
    if rules.company_name:
        return rules.company_name, rules.company_name_en or rules.company_name
    row = session.execute(
        select(Branch.name, Branch.name_en).order_by(Branch.is_head_office.desc(), Branch.id)
    ).first()
    return (row.name, row.name_en) if row else ("", "")
