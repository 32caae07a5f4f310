"""The head of one order: everything about it of which there is one, in one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, select
from sqlalchemy.orm import Bundle, Session, aliased

from webapp.models import (
    Branch,
    Contract,
    Customer,
    CustomerAccount,
    CustomerLevel,
    Order,
    OrderPromotion,
    OrderRevision,
    Quotation,
    Region,
    Remittance,
    SupervisionWatch,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import columns_of, row_of
from webapp.services.documents.holds import Hold
from webapp.services.identity.scope import reaches_customer
from webapp.services.orders import kinds, views
from webapp.services.promotions.terms import terms_from_plain

Head = Row[*tuple[Any, ...]]

INSIDE = (Order.chain_version_id, Order.passed_by_id, Order.internal_remark)
CUSTOMER = (Customer.id, Customer.code, Customer.salesperson_id, Customer.region_id)
#: What a customer's page needs of it; it comes once for each promotion that applied to it.
HEAD: Select[*tuple[Any, ...]] = (
    select(
        Bundle("order", *columns_of(views.OrderView, Order), *INSIDE),
        Bundle("customer", *CUSTOMER, Customer.credit_limit),
        Bundle("promotion", *columns_of(views.PromotionView, OrderPromotion)),
        Contract.number.label("contract"),
        Contract.kind.label("contract_kind"),
        Quotation.number.label("quotation"),
        exists().where(Remittance.order_id == Order.id).label("has_remittances"),
    )
    .select_from(Order)
    .join(Customer, Customer.id == Order.customer_id)
    .outerjoin(OrderPromotion, OrderPromotion.order_id == Order.id)
    .outerjoin(Contract, Contract.id == Order.contract_id)
    .outerjoin(Quotation, Quotation.id == Order.quotation_id)
    .where(Order.number == bindparam("number"))
    .order_by(OrderPromotion.position)
)


def _for_company() -> Select[*tuple[Any, ...]]:
    """The head with what only the company sees beside it."""
    sales, creator, confirmer = aliased(User), aliased(User), aliased(User)
    on_hold = and_(
        SupervisionWatch.document_kind == kinds.KIND,
        SupervisionWatch.document_id == Order.id,
        SupervisionWatch.held_at.is_not(None),
    )
    return (
        HEAD.add_columns(
            Bundle("level", CustomerLevel.name, CustomerLevel.name_en),
            Bundle("region", Region.name, Region.name_en),
            Bundle("branch", Branch.name, Branch.name_en),
            Bundle("account", CustomerAccount.exposure, CustomerAccount.prepayment),
            Bundle("hold", SupervisionWatch.held_at, SupervisionWatch.hold_reason),
            sales.name.label("salesperson"),
            creator.name.label("created_by"),
            confirmer.name.label("confirmed_by"),
            exists().where(OrderRevision.order_id == Order.id).label("has_revisions"),
        )
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .join(Region, Region.id == Customer.region_id)
        .join(Branch, Branch.id == Order.branch_id)
        .outerjoin(CustomerAccount, CustomerAccount.customer_id == Customer.id)
        .outerjoin(SupervisionWatch, on_hold)
        .outerjoin(sales, sales.id == Order.salesperson_id)
        .outerjoin(creator, creator.id == Order.created_by_id)
        .outerjoin(confirmer, confirmer.id == Order.confirmed_by_id)
    )


#: Both never change: the reach is asked of the row that was found.
FOR_COMPANY = _for_company()


def find_head(session: Session, actor: Actor, number: str) -> Sequence[Head]:
    """The order's head, once for each of its promotions and once without any.

    Raises NotFound when there is none in the actor's reach, told as if there were none at all.
    """
    statement = HEAD if actor.is_customer else FOR_COMPANY
    rows = session.execute(statement, {"number": number[:LONGEST_NUMBER]}).all()
    if not rows or not reaches_customer(actor, Permission.ORDER_VIEW, rows[0].customer):
        raise NotFound()
    return rows


def made_from(head: Head) -> views.MadeFrom | None:
    """The contract or quotation that it was made from; None for one from nothing."""
    if head.contract is not None:
        return views.MadeFrom("contract", head.contract, head.contract_kind == "sample")
    if head.quotation is not None:
        return views.MadeFrom("quotation", head.quotation, is_sample=False)
    return None


def promotions(rows: Sequence[Head]) -> tuple[views.PromotionView, ...]:
    """What promotions did to the order, in the words and terms of that day."""
    found = (row.promotion for row in rows if row.promotion.promotion_id is not None)
    return tuple(
        row_of(views.PromotionView, one, terms=terms_from_plain(one.terms)) for one in found
    )


def hold(head: Head) -> Hold | None:
    """The hold that the order is under, for the company."""
    held = head.hold
    if held.held_at is None:
        return None
    return Hold(head.order.number, held.held_at, held.hold_reason)
