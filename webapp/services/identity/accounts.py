"""From an account to the actor of a request: rights, regions and kind as they are right now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, literal_column, select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Customer,
    LoginSession,
    MasterStamp,
    Region,
    Role,
    RolePermission,
    User,
    UserRegion,
    UserRole,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Forbidden
from webapp.services.core.keeping import keep, keep_under
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


@dataclass(frozen=True, slots=True)
class Rights:
    """What the roles and regions of a person of the company come to."""

    grants: Mapping[Permission, Reach]
    regions: frozenset[int]
    roles: frozenset[str]
    is_administrator: bool


#: A customer's: he has his own documents, and no right beyond them.
NONE = Rights(MappingProxyType({}), frozenset(), frozenset(), False)
#: What a request needs of its account.
ACCOUNT = (
    User.id.label("user_id"),
    User.user_name,
    User.name,
    User.kind,
    User.customer_id,
    User.branch_id,
    User.language,
    User.theme,
    User.must_change_password,
)


def is_open() -> ColumnElement[bool]:
    """Filter on ``User``: neither the account is disabled nor the customer whose it is."""
    # Asked as a value, so that a database looks at this account's customer and at no other.
    out = select(Customer.disabled_at).where(Customer.id == User.customer_id).correlate(User)
    return and_(User.disabled_at.is_(None), out.scalar_subquery().is_(None))


#: What every request asks first, so it is built once.
SESSION = (
    select(
        LoginSession.id.label("session_id"),
        LoginSession.created_at,
        *ACCOUNT,
        select(MasterStamp.stamp).limit(literal_column("1")).scalar_subquery().label("stamp"),
    )
    .join(User, User.id == LoginSession.user_id)
    .where(LoginSession.token_hash == bindparam("token_hash"), is_open())
)


def find_signed_in(session: Session, token_hash: str, request_id: str = "") -> SignedIn | None:
    """The account behind a session token; None when it ended or the account is disabled."""
    row = session.execute(SESSION, {"token_hash": token_hash}).first()
    if row is None:
        return None
    keep_under(session, row.stamp)
    return SignedIn(
        actor=_actor(session, row.user_id, row, request_id),
        session_id=row.session_id,
        created_at=row.created_at,
        language=row.language,
        theme=row.theme,
        must_change_password=row.must_change_password,
    )


def actor_of(session: Session, user: User, request_id: str = "") -> Actor:
    """The actor that an account is at this moment."""
    return _actor(session, user.id, user, request_id)


def _actor(session: Session, id_: int, account: Any, request_id: str) -> Actor:
    """The actor of an account, given as itself or as a row of its columns."""
    company = account.kind == "company"
    held = keep(session, ("rights", id_), lambda: _read_rights(session, id_)) if company else NONE
    return Actor(
        user_id=id_,
        user_name=account.user_name,
        name=account.name,
        kind="company" if company else "customer",
        customer_id=account.customer_id,
        branch_id=account.branch_id,
        grants=held.grants,
        regions=held.regions,
        roles=held.roles,
        is_administrator=held.is_administrator,
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


def _read_rights(session: Session, user_id: int) -> Rights:
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
    owns = Reach.OWN in grants.values()
    return Rights(
        MappingProxyType(grants),
        regions_in_charge(session, user_id) if owns else frozenset(),
        frozenset(row[0] for row in rows),
        any(row[1] for row in rows),
    )


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
