"""What a person may do, and why: his rights with the roles they come from, and an answer for one
right and one customer. The answer is asked of the very scope that the doors ask (A4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Customer,
    Order,
    Region,
    ReturnRequest,
    Role,
    RolePermission,
    User,
    UserRegion,
    UserRole,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.accounts import actor_of, regions_in_charge
from webapp.services.identity.scope import Ground, ground_of_reach

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Source:
    """A role that gives a right, and how far."""

    code: str
    name: str
    name_en: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right: how far it goes in all, and every role that gives it."""

    permission: Permission
    reach: Reach | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region in charge; ``is_chosen`` for those named, the others stand below one."""

    code: str
    name: str
    name_en: str
    depth: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class RightsView:
    user_name: str
    name: str
    is_disabled: bool
    rights: tuple[RightRow, ...]
    regions: tuple[RegionRow, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a person may, and what decides it.

    ``ground`` is why the customer is reached, None when he is not; ``right`` tells the roles.
    """

    is_allowed: bool
    is_disabled: bool
    right: RightRow
    ground: Ground | None
    number: str
    customer_code: str
    customer_name: str
    region: str
    region_en: str


def get_rights(session: Session, actor: Actor, user_name: str) -> RightsView:
    """Everything that a person of the company may do. Raises NotFound, Forbidden."""
    user = _find(session, actor, user_name)
    person = actor_of(session, user)
    sources = _sources(session, user.id)
    return RightsView(
        user_name=user.user_name,
        name=user.name,
        is_disabled=user.disabled_at is not None,
        rights=tuple(_row(person, right, sources) for right in Permission),
        regions=_regions(session, user.id),
    )


def ask(
    session: Session, actor: Actor, user_name: str, permission: Permission, number: str
) -> Answer | None:
    """Whether the person may do this to the order, return or customer of that number; None when
    there is none. Raises NotFound for the person, Forbidden."""
    user = _find(session, actor, user_name)
    found = session.execute(_subject(number)).first()
    if found is None:
        return None
    customer, region = found
    person = actor_of(session, user)
    is_disabled = user.disabled_at is not None
    ground = ground_of_reach(person, permission, customer)
    return Answer(
        is_allowed=ground is not None and not is_disabled,
        is_disabled=is_disabled,
        right=_row(person, permission, _sources(session, user.id)),
        ground=ground,
        number=number,
        customer_code=customer.code,
        customer_name=customer.name,
        region=region.name,
        region_en=region.name_en,
    )


def _find(session: Session, actor: Actor, user_name: str) -> User:
    actor.require(Permission.SYSTEM_MANAGE)
    user = session.scalar(
        select(User).where(User.user_name == user_name[:60], User.kind == "company")
    )
    if user is None:
        raise NotFound()
    return user


def _subject(number: str) -> Select[*tuple[Any, ...]]:
    """The customer whom a number is about: his own code, an order's or a return's number."""
    number = number.strip().upper()[:LONGEST_NUMBER]
    orders = select(Order.customer_id).where(Order.number == number)
    returns = select(ReturnRequest.customer_id).where(ReturnRequest.number == number)
    return (
        select(Customer, Region)
        .join(Region, Region.id == Customer.region_id)
        .where(or_(Customer.code == number, Customer.id.in_(orders), Customer.id.in_(returns)))
        .limit(1)
    )


def _sources(session: Session, user_id: int) -> dict[str, list[Source]]:
    rows = session.execute(
        select(RolePermission.permission, RolePermission.scope, Role.code, Role.name, Role.name_en)
        .join(Role, Role.id == RolePermission.role_id)
        .join(UserRole, UserRole.role_id == Role.id)
        .where(UserRole.user_id == user_id)
        .order_by(Role.id)
    )
    found: dict[str, list[Source]] = {}
    for permission, scope, code, name, name_en in rows:
        found.setdefault(permission, []).append(Source(code, name, name_en, Reach(scope)))
    return found


def _row(person: Actor, right: Permission, sources: dict[str, list[Source]]) -> RightRow:
    return RightRow(right, person.reach(right), tuple(sources.get(right.value, ())))


def _regions(session: Session, user_id: int) -> tuple[RegionRow, ...]:
    """The regions in charge in the order of the tree, with everything below them."""
    chosen = set(session.scalars(select(UserRegion.region_id).where(UserRegion.user_id == user_id)))
    in_charge = regions_in_charge(session, user_id) if chosen else frozenset()
    rows = session.scalars(select(Region).where(Region.id.in_(in_charge)).order_by(Region.path))
    return tuple(
        RegionRow(
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            depth=max(row.path.count("/") - 2, 0),
            is_chosen=row.id in chosen,
        )
        for row in rows
    )
