"""What there is to choose from in forms and filters about customers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Branch,
    Customer,
    CustomerLevel,
    Region,
    RolePermission,
    User,
    UserRole,
)
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.scope import reaches_customers
from webapp.services.settings.list_editing import ChoiceRow, list_choices


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a select, by its code; ``depth`` is how far down a tree it stands."""

    code: str
    name: str
    name_en: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class CustomerChoices:
    """Places, people and lists; ``lists`` by the keys of the company's own lists."""

    regions: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    branches: tuple[Choice, ...]
    salespeople: tuple[Choice, ...]
    lists: dict[str, list[ChoiceRow]]


def customer_choices(
    session: Session, actor: Actor, *, keepers_only: bool = False
) -> CustomerChoices:
    """What this person may choose: his regions where his right is limited to his own.

    Salespeople are the enabled ones whose roles look after customers or orders, or, for a filter
    (``keepers_only``), those who keep a customer in reach.
    """
    regions = select(Region).order_by(Region.path)
    if actor.reach(Permission.CUSTOMER_MANAGE) is not Reach.ALL:
        regions = regions.where(Region.id.in_(sorted(actor.regions)))
    levels = select(CustomerLevel).order_by(CustomerLevel.code)
    branches = select(Branch).order_by(Branch.is_head_office.desc(), Branch.code)
    return CustomerChoices(
        regions=tuple(
            Choice(one.code, one.name, one.name_en, max(one.path.count("/") - 2, 0))
            for one in session.scalars(regions)
        ),
        levels=tuple(Choice(one.code, one.name, one.name_en) for one in session.scalars(levels)),
        branches=tuple(
            Choice(one.code, one.name, one.name_en) for one in session.scalars(branches)
        ),
        salespeople=_keepers(session, actor) if keepers_only else salespeople(session),
        lists=list_choices(session),
    )


def salespeople(session: Session) -> tuple[Choice, ...]:
    """Enabled accounts of the company that could keep customers: their roles order for them."""
    sells = (
        select(UserRole.user_id)
        .join(RolePermission, RolePermission.role_id == UserRole.role_id)
        .where(RolePermission.permission == Permission.ORDER_CREATE)
    )
    statement = (
        select(User.user_name, User.name)
        .where(
            User.kind == "company",
            User.disabled_at.is_(None),
            or_(User.id.in_(sells), User.id.in_(select(Customer.salesperson_id))),
        )
        .order_by(User.name)
    )
    return tuple(Choice(user_name, name) for user_name, name in session.execute(statement))


def _keepers(session: Session, actor: Actor) -> tuple[Choice, ...]:
    statement = (
        select(User.user_name, User.name)
        .join(Customer, Customer.salesperson_id == User.id)
        .where(reaches_customers(actor, Permission.CUSTOMER_MANAGE))
        .distinct()
        .order_by(User.name)
    )
    return tuple(Choice(user_name, name) for user_name, name in session.execute(statement))
