"""From an account to the actor of a request: rights, regions and kind as they are right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Customer,
    LoginSession,
    Region,
    Role,
    RolePermission,
    User,
    UserRegion,
    UserRole,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Forbidden
from webapp.services.core.permissions import Permission, Reach


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session with its account's choices of language and theme."""

    actor: Actor
    session_id: int
    created_at: datetime
    language: str | None
    theme: str
    must_change_password: bool


def find_signed_in(session: Session, token_hash: str, request_id: str = "") -> SignedIn | None:
    """The account behind a session token; None when it ended or the account is disabled."""
    row = session.execute(
        select(LoginSession, User)
        .join(User, User.id == LoginSession.user_id)
        .where(LoginSession.token_hash == token_hash, is_open())
    ).first()
    if row is None:
        return None
    login, user = row
    return SignedIn(
        actor=actor_of(session, user, request_id),
        session_id=login.id,
        created_at=login.created_at,
        language=user.language,
        theme=user.theme,
        must_change_password=user.must_change_password,
    )


def is_open() -> ColumnElement[bool]:
    """Filter on ``User``: neither the account is disabled nor the customer whose it is."""
    out = exists().where(Customer.id == User.customer_id, Customer.disabled_at.is_not(None))
    out = out.correlate(User)
    return and_(User.disabled_at.is_(None), ~out)


def actor_of(session: Session, user: User, request_id: str = "") -> Actor:
    """The actor that an account is at this moment."""
    company = user.kind == "company"
    grants, roles, administrator = (
        _grants(session, user.id) if company else ({}, frozenset(), False)
    )
    owns = company and Reach.OWN in grants.values()
    return Actor(
        user_id=user.id,
        user_name=user.user_name,
        name=user.name,
        kind="company" if company else "customer",
        customer_id=user.customer_id,
        branch_id=user.branch_id,
        grants=grants,
        regions=regions_in_charge(session, user.id) if owns else frozenset(),
        roles=roles,
        is_administrator=administrator,
        request_id=request_id,
    )


def actor_now(session: Session, actor: Actor) -> Actor:
    """Whoever has long work done, with the rights of this moment: a changed role holds between two
    parts of it as between two requests (A4). Raises Forbidden once his account is closed."""
    if actor.user_id is None:
        return actor
    session.rollback()
    user = session.scalar(select(User).where(User.id == actor.user_id, is_open()))
    if user is None:
        raise Forbidden()
    return actor_of(session, user, actor.request_id)


@dataclass(frozen=True, slots=True)
class RoleName:
    name: str
    name_en: str


def own_roles(session: Session, actor: Actor) -> list[RoleName]:
    """The roles that a person of the company holds, by their names."""
    if not actor.roles:
        return []
    found = select(Role.name, Role.name_en).where(Role.code.in_(sorted(actor.roles)))
    return [RoleName(*row) for row in session.execute(found.order_by(Role.id))]


def _grants(session: Session, user_id: int) -> tuple[dict[Permission, Reach], frozenset[str], bool]:
    """The union of all roles held; of two reaches of one right the wider counts."""
    rows = session.execute(
        select(Role.code, Role.is_administrator, RolePermission.permission, RolePermission.scope)
        .join(UserRole, UserRole.role_id == Role.id)
        .outerjoin(RolePermission, RolePermission.role_id == Role.id)
        .where(UserRole.user_id == user_id)
    ).all()
    grants: dict[Permission, Reach] = {}
    for _, _, permission, scope in rows:
        if permission is not None and grants.get(Permission(permission)) is not Reach.ALL:
            grants[Permission(permission)] = Reach(scope)
    return grants, frozenset(row[0] for row in rows), any(row[1] for row in rows)


def regions_in_charge(session: Session, user_id: int) -> frozenset[int]:
    """The regions in charge and all below them."""
    mine = aliased(Region)
    rows = session.scalars(
        select(Region.id)
        .join(mine, Region.path.startswith(mine.path))
        .join(UserRegion, UserRegion.region_id == mine.id)
        .where(UserRegion.user_id == user_id)
    )
    return frozenset(rows)
