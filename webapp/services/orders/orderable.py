"""Which contracts and quotations somebody may order from, and what stands in the way (G8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.models import Contract, ContractRevision, Customer, Quotation
from webapp.services.contracts.register import is_in_force
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, Conflict, Message, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.documents.holds import NOT_NOW, hold_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders.agreements import (
    AgreedLine,
    Agreement,
    agreement_of_contract,
    agreement_of_quotation,
)
from webapp.services.orders.pricing import CONTRACT, QUOTATION
from webapp.services.reviews.approval import require_approval
from webapp.services.reviews.saved_panels import current_panels
from webapp.services.settings.queries import company_rules

NEEDS_CONTRACT = N_("%(number)s needs a contract before anything is ordered from it.")
HAS_CONTRACT = N_("%(number)s has become a contract. Please order from that.")
NOT_IN_FORCE = N_("%(number)s is not in force: nothing can be ordered from it.")
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class OrderableView:
    """What may be ordered from a contract or quotation. ``obstacle`` is why nothing may be, in
    words for this reader; None when nothing stands in the way."""

    kind: str
    number: str
    customer_id: int
    customer_code: str
    customer_name: str
    is_sample: bool
    lines: tuple[AgreedLine, ...]
    obstacle: Message | None

    @property
    def is_orderable(self) -> bool:
        """Whether anything can be ordered now: left over, with an article, nothing in the way."""
        return self.obstacle is None and any(one.left and one.product_id for one in self.lines)

    @property
    def left(self) -> Decimal:
        return sum((line.left for line in self.lines), Decimal(0))


def get_orderable(
    session: Session, actor: Actor, kind: str, number: str, now: datetime
) -> OrderableView:
    """A contract or quotation to order from; raises Forbidden, NotFound."""
    day = company_day(now)
    if kind == CONTRACT:
        contract = find_contract(session, actor, number)
        agreement = agreement_of_contract(session, contract)
        obstacle = _obstacle(session, actor, contract, day)
        is_sample = contract.kind == "sample"
    else:
        quotation = find_quotation(session, actor, number)
        agreement = agreement_of_quotation(session, quotation)
        obstacle = _obstacle(session, actor, quotation, day)
        is_sample = False
    customer = session.get_one(Customer, agreement.customer_id)
    return _view(agreement, customer, obstacle, is_sample=is_sample)


def _view(
    agreement: Agreement, customer: Customer, obstacle: Message | None, *, is_sample: bool
) -> OrderableView:
    return OrderableView(
        kind=agreement.kind,
        number=agreement.number,
        customer_id=customer.id,
        customer_code=customer.code,
        customer_name=customer.name,
        is_sample=is_sample,
        lines=agreement.lines,
        obstacle=obstacle,
    )


def _obstacle(
    session: Session, actor: Actor, document: Contract | Quotation, day: date
) -> Message | None:
    kind = CONTRACT if isinstance(document, Contract) else QUOTATION
    hold = hold_of(session, kind, document.id)
    if hold is not None:
        return Message(NOT_NOW, {"number": document.number}) if actor.is_customer else hold.message
    try:
        if isinstance(document, Contract):
            require_orderable_contract(session, document, day)
        else:
            require_orderable_quotation(session, document)
    except Conflict as refused:
        return refused.message
    return None


def require_orderable_contract(session: Session, contract: Contract, day: date) -> None:
    """Raises Conflict unless the contract is in force on that day and the version in force is
    approved.

    Once a later version was put before the panels, their reviews are about that: the version in
    force was approved when it was signed, which nothing takes back.
    """
    in_force = session.scalar(
        select(Contract.in_force).where(Contract.id == contract.id, is_in_force(day))
    )
    if not in_force or contract.origin != "drawn":
        raise Conflict(NOT_IN_FORCE, number=contract.number)
    latest = select(func.max(ContractRevision.number)).where(
        ContractRevision.contract_id == contract.id
    )
    if session.scalar(latest) == in_force:
        require_approval(session, CONTRACT, contract.id, in_force, contract.number)


def require_orderable_quotation(session: Session, quotation: Quotation) -> None:
    """Raises Conflict unless the quotation is formal, approved in the revision that was accepted,
    and enough without a contract."""
    if quotation.status != "formal" or quotation.offered_revision is None:
        raise Conflict(NOT_IN_FORCE, number=quotation.number)
    drawn = select(Contract.id).where(
        Contract.quotation_id == quotation.id, Contract.status != "void"
    )
    if session.scalar(drawn.limit(1)) is not None:
        raise Conflict(HAS_CONTRACT, number=quotation.number)
    if not quotation_suffices(session):
        raise Conflict(NEEDS_CONTRACT, number=quotation.number)
    version = quotation.offered_revision
    require_approval(session, QUOTATION, quotation.id, version, quotation.number)


def quotation_suffices(session: Session) -> bool:
    """Whether the company orders from quotations without a contract."""
    choice = company_rules(session).order_from_quotation
    if choice == "without_panels":
        return not current_panels(session, CONTRACT)
    return choice == "always"


def find_contract(session: Session, actor: Actor, number: str) -> Contract:
    """The contract that somebody may order from; raises Forbidden, NotFound."""
    contract = session.scalar(
        select(Contract)
        .join(Customer, Customer.id == Contract.customer_id)
        .where(Contract.number == number[:LONGEST_NUMBER], _may_order(actor))
    )
    # A customer orders from a contract that binds.
    if contract is None or (actor.is_customer and contract.in_force is None):
        raise NotFound()
    return contract


def find_quotation(session: Session, actor: Actor, number: str) -> Quotation:
    """The quotation that somebody may order from; raises Forbidden, NotFound."""
    quotation = session.scalar(
        select(Quotation)
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(Quotation.number == number[:LONGEST_NUMBER], _may_order(actor))
    )
    # A customer knows a quotation from its first offer on.
    if quotation is None or (actor.is_customer and quotation.offered_revision is None):
        raise NotFound()
    return quotation


def _may_order(actor: Actor) -> ColumnElement[bool]:
    if not actor.is_customer:
        actor.require(Permission.ORDER_CREATE)
    return reaches_customers(actor, Permission.ORDER_CREATE)
