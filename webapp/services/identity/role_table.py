"""Roles × permissions as one table (A5), and the roles to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Role, RolePermission, User, UserRole
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, NotFound
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.rows import row_of

#: Groups in the order of the table, each right with its words.
GROUPS: tuple[tuple[str, tuple[tuple[Permission, str], ...]], ...] = (
    (
        N_("Orders"),
        (
            (Permission.ORDER_VIEW, N_("View orders and returns")),
            (Permission.ORDER_CREATE, N_("Place orders for customers")),
            (Permission.ORDER_CHANGE, N_("Change orders, change slips")),
            (Permission.ORDER_REVIEW, N_("Order review")),
            (Permission.ORDER_FINANCE, N_("Finance review")),
            (Permission.ORDER_OUTBOUND, N_("Outbound review")),
            (Permission.ORDER_SHIP, N_("Shipment confirmation")),
            (Permission.ORDER_VOID, N_("Void orders")),
            (Permission.ORDER_PRINT, N_("Print and export")),
        ),
    ),
    (
        N_("Returns"),
        (
            (Permission.RETURN_CREATE, N_("Place returns for customers")),
            (Permission.RETURN_REVIEW, N_("Return review (opinion and approval)")),
            (Permission.RETURN_RECEIVE, N_("Receive returned goods")),
            (Permission.RETURN_REFUND, N_("Confirm refunds")),
        ),
    ),
    (
        N_("Goods"),
        (
            (Permission.PRODUCT_MANAGE, N_("Products, categories, units, shelf")),
            (Permission.PRICE_MANAGE, N_("Prices of levels and customers, cost visible")),
            (Permission.STOCK_VIEW, N_("View stock")),
            (Permission.STOCK_MANAGE, N_("Goods in and out, transfer, stocktaking")),
            (Permission.PROMOTION_MANAGE, N_("Promotions")),
        ),
    ),
    (
        N_("Customers"),
        (
            (Permission.CUSTOMER_MANAGE, N_("Customer files, ordering accounts")),
            (Permission.CUSTOMER_GRADE, N_("Customer level, region, credit limit")),
            (Permission.SERVICE_REPLY, N_("Feedback and complaints")),
        ),
    ),
    (
        N_("Money"),
        (
            (Permission.RECEIPT_CONFIRM, N_("Confirm payments received")),
            (Permission.ACCOUNT_MANAGE, N_("Accounts, reversing entries, bank accounts")),
            (Permission.ACCOUNT_VIEW, N_("View movements and statements")),
        ),
    ),
    (
        N_("Company"),
        (
            (Permission.NOTICE_MANAGE, N_("Announcements")),
            (Permission.REPORT_VIEW, N_("Reports")),
            (Permission.SYSTEM_MANAGE, N_("Chains, staff, roles, settings, audit trail")),
        ),
    ),
    (
        N_("Inquiries and quotations"),
        (
            (Permission.INQUIRY_VIEW, N_("View inquiries")),
            (Permission.INQUIRY_MANAGE, N_("Take in inquiries and file them for review")),
            (Permission.QUOTATION_VIEW, N_("View quotations, costs and margins")),
            (Permission.QUOTATION_DRAFT, N_("Draft quotations")),
            (Permission.QUOTATION_MANAGE, N_("File quotations, offer them and negotiate")),
        ),
    ),
    (
        N_("Contracts"),
        (
            (Permission.CONTRACT_VIEW, N_("View contracts")),
            (Permission.CONTRACT_MANAGE, N_("Draw up, sign and amend contracts")),
            (Permission.CONTRACT_FILE, N_("File contracts with quality supervision")),
        ),
    ),
    (
        N_("Reviews and supervision"),
        (
            (Permission.RATE_MANAGE, N_("Enter material prices and rates")),
            (Permission.REVIEW_MANAGE, N_("Panels of reviews, stand-ins")),
            (Permission.SUPERVISION_WATCH, N_("Supervise large cases, put them on hold")),
        ),
    ),
)


RIGHT_NAMES = {right: label for _, rights in GROUPS for right, label in rights}


@dataclass(frozen=True, slots=True)
class RoleColumn:
    """One role; ``grants`` holds how far each right goes, ``holders`` counts enabled accounts."""

    code: str
    name: str
    name_en: str
    is_builtin: bool
    is_administrator: bool
    version: int
    holders: int
    grants: dict[str, Reach]


def list_role_columns(session: Session, actor: Actor) -> list[RoleColumn]:
    """All roles with their rights, in the order they were made, in two queries; raises
    Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    grants: dict[int, dict[str, Reach]] = {}
    for cell in session.scalars(select(RolePermission)):
        grants.setdefault(cell.role_id, {})[cell.permission] = Reach(cell.scope)
    rows = session.execute(
        select(Role, func.count(User.id))
        .outerjoin(UserRole, UserRole.role_id == Role.id)
        .outerjoin(User, (User.id == UserRole.user_id) & User.disabled_at.is_(None))
        .group_by(Role.id)
        .order_by(Role.id)
    )
    return [
        RoleColumn(
            code=role.code,
            name=role.name,
            name_en=role.name_en,
            is_builtin=role.is_builtin,
            is_administrator=role.is_administrator,
            version=role.version,
            holders=holders,
            grants=grants.get(role.id, {}),
        )
        for role, holders in rows
    ]


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that holds a role."""

    user_name: str
    name: str
    position: str
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class RoleView:
    """One role for its page: who holds it, disabled accounts too, and how many rights it has."""

    code: str
    name: str
    name_en: str
    is_builtin: bool
    version: int
    rights: int
    holders: tuple[Holder, ...]


def get_role(session: Session, actor: Actor, code: str) -> RoleView:
    """A role with its holders, in three queries. Raises NotFound, Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    role = session.scalar(select(Role).where(Role.code == code[:40]))
    if role is None:
        raise NotFound()
    rights = select(func.count(RolePermission.id)).where(RolePermission.role_id == role.id)
    holders = (
        select(User.user_name, User.name, User.position, User.disabled_at.is_not(None))
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role_id == role.id)
        .order_by(User.user_name)
    )
    return row_of(
        RoleView,
        role,
        rights=session.scalars(rights).one(),
        holders=tuple(Holder(*row) for row in session.execute(holders)),
    )
