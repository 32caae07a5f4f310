"""What lists of orders are narrowed to, and what there is to choose from."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, ScalarSelect, exists, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Branch, Customer, Order, Region, User
from webapp.services.core.actor import Actor
from webapp.services.core.keeping import keep
from webapp.services.core.partial import none_of
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds
from webapp.services.orders.searching import matching


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders is narrowed to; empty values narrow nothing.

    ``search`` is an order number's beginning or end, or a part of a customer's name, code or
    pinyin initials, or an article code. Without ``sort`` a queue begins with what has waited
    longest, and every other list with the newest.
    """

    search: str = ""
    status: str = ""
    customer: str = ""
    region_id: int | None = None
    branch_id: int | None = None
    salesperson_id: int | None = None
    from_day: date | None = None
    to_day: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    product_kind: str = ""
    sort: Literal["", "oldest", "newest"] = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a select; ``depth`` is how far down a tree it stands."""

    id: int
    name: str
    name_en: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FilterChoices:
    regions: tuple[Choice, ...]
    branches: tuple[Choice, ...]
    salespeople: tuple[Choice, ...]


def filter_choices(session: Session, actor: Actor) -> FilterChoices:
    """Regions, branches and salespeople of the orders that this person may see."""
    sees_all = actor.reach(Permission.ORDER_VIEW) is Reach.ALL
    whose = None if sees_all else (actor.user_id, tuple(sorted(actor.regions)))
    return keep(session, ("choices of orders", whose), lambda: _read_choices(session, actor))


def _read_choices(session: Session, actor: Actor) -> FilterChoices:
    regions = select(Region).order_by(Region.path)
    if actor.reach(Permission.ORDER_VIEW) is not Reach.ALL:
        regions = regions.where(Region.id.in_(sorted(actor.regions)))
    branches = select(Branch).order_by(Branch.is_head_office.desc(), Branch.code)
    salespeople = (
        select(User.id, User.name)
        .join(Customer, Customer.salesperson_id == User.id)
        .where(reaches_customers(actor, Permission.ORDER_VIEW))
        .distinct()
        .order_by(User.name)
    )
    return FilterChoices(
        regions=tuple(
            Choice(one.id, one.name, one.name_en, max(one.path.count("/") - 2, 0))
            for one in session.scalars(regions)
        ),
        branches=tuple(Choice(one.id, one.name, one.name_en) for one in session.scalars(branches)),
        salespeople=tuple(Choice(id_, name) for id_, name in session.execute(salespeople)),
    )


def is_open() -> ColumnElement[bool]:
    """Neither completed nor void, spelled as the partial index is, so that it is used."""
    return none_of(Order.status, kinds.CLOSED)


def _customer_id(code: str) -> ScalarSelect[int] | None:
    """Looked up before any order, so that the index on a customer's orders is read from its end."""
    return select(Customer.id).where(Customer.code == code).scalar_subquery() if code else None


def conditions(session: Session, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on orders joined with their customers."""
    compared: list[tuple[Any, Any, Any]] = [
        (Order.branch_id, operator.eq, wanted.branch_id),
        (Order.salesperson_id, operator.eq, wanted.salesperson_id),
        (Order.order_date, operator.ge, wanted.from_day),
        (Order.order_date, operator.le, wanted.to_day),
        (Order.total_amount, operator.ge, wanted.least),
        (Order.total_amount, operator.le, wanted.most),
        (Order.product_kind, operator.eq, wanted.product_kind or None),
        (Order.customer_id, operator.eq, _customer_id(wanted.customer)),
    ]
    found = [compare(column, value) for column, compare, value in compared if value is not None]
    if wanted.status:
        found.append(Order.status == wanted.status)
        if wanted.status not in kinds.CLOSED:
            found.append(is_open())
    if wanted.region_id is not None:
        path = session.scalar(select(Region.path).where(Region.id == wanted.region_id)) or "-"
        # Asked of each order in turn: most regions have so many that sorting them would cost more.
        here = aliased(Region)
        is_inside = here.path.startswith(path, autoescape=True)
        found.append(exists().where(here.id == Customer.region_id, is_inside))
    if wanted.search:
        found.append(matching(session, wanted.search))
    return found
