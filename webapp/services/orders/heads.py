"""The head of one order: everything about it of which there is one, in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Bundle, Session

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
from webapp.services.core.keeping import keep
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import columns_of, row_of
from webapp.services.documents.holds import Hold
from webapp.services.identity.scope import reaches_customer
from webapp.services.orders import kinds, views
from webapp.services.promotions.terms import terms_from_plain

Head = Row[*tuple[Any, ...]]

#: Master data with a name in two languages.
Named = CustomerLevel | Region | Branch

INSIDE = (Order.chain_version_id, Order.branch_id, Order.passed_by_id, Order.internal_remark)
CUSTOMER = (
    Customer.id,
    Customer.code,
    Customer.salesperson_id,
    Customer.region_id,
    Customer.level_id,
    Customer.credit_limit,
)
#: What a customer's page needs of it; it comes once for each promotion that applied to it.
HEAD: Select[*tuple[Any, ...]] = (
    select(
        Bundle("order", *columns_of(views.OrderView, Order), *INSIDE),
        Bundle("customer", *CUSTOMER),
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


def _person(id_: Any) -> ColumnElement[str]:
    """Somebody's name, '' for nobody; not joined, as planning many joins takes longer than they."""
    return func.coalesce(select(User.name).where(User.id == id_).scalar_subquery(), "")


def _for_company() -> Select[*tuple[Any, ...]]:
    """The head with what only the company sees beside it."""
    on_hold = and_(
        SupervisionWatch.document_kind == kinds.KIND,
        SupervisionWatch.document_id == Order.id,
        SupervisionWatch.held_at.is_not(None),
    )
    return (
        HEAD.add_columns(
            Bundle("account", CustomerAccount.exposure, CustomerAccount.prepayment),
            Bundle("hold", SupervisionWatch.held_at, SupervisionWatch.hold_reason),
            _person(Order.salesperson_id).label("salesperson"),
            _person(Order.created_by_id).label("created_by"),
            _person(Order.confirmed_by_id).label("confirmed_by"),
            exists().where(OrderRevision.order_id == Order.id).label("has_revisions"),
        )
        .outerjoin(CustomerAccount, CustomerAccount.customer_id == Customer.id)
        .outerjoin(SupervisionWatch, on_hold)
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


def names(session: Session, model: type[Named], id_: int) -> tuple[str, str]:
    """The Chinese and the English name of a level, a region or a branch."""
    found = keep(session, ("names", model.__tablename__), lambda: _read_names(session, model))
    # One that came while the request was under way is not among them.
    return found[id_] if id_ in found else _read_names(session, model)[id_]


def _read_names(session: Session, model: type[Named]) -> Mapping[int, tuple[str, str]]:
    rows = session.execute(select(model.id, model.name, model.name_en))
    return MappingProxyType({id_: (name, name_en) for id_, name, name_en in rows})


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
