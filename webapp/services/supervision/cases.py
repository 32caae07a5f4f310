"""A case from its inquiry to its orders: which documents belong together, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from webapp.db import Quantity
from webapp.models import (
    Contract,
    ContractLine,
    ContractRevision,
    Inquiry,
    Order,
    OrderLine,
    Quotation,
)

INQUIRY = "inquiry"
QUOTATION = "quotation"
CONTRACT = "contract"
ORDER = "order"
#: The kinds of documents of a case, in the order that they come into being.
MODELS: dict[str, Any] = {
    INQUIRY: Inquiry,
    QUOTATION: Quotation,
    CONTRACT: Contract,
    ORDER: Order,
}
#: By table: which kind of document its events are about.
KIND_OF = {model.__tablename__: kind for kind, model in MODELS.items()}
#: A quotation that became formal, and a contract that is filed, wait for their orders.
CLOSED = {
    INQUIRY: frozenset({"quoted", "lost"}),
    QUOTATION: frozenset({"declined", "abandoned"}),
    CONTRACT: frozenset({"ended", "void"}),
    ORDER: frozenset({"completed", "void"}),
}


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A document of a case; ``people`` of the company sell it or made it."""

    kind: str
    id: int
    number: str
    status: str
    status_since: datetime
    amount: Decimal | None
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    """The documents of one case, the oldest kind first."""

    documents: tuple[CaseDocument, ...]

    def ids(self, kind: str) -> frozenset[int]:
        return frozenset(one.id for one in self.documents if one.kind == kind)

    @property
    def keys(self) -> frozenset[tuple[str, int]]:
        return frozenset((one.kind, one.id) for one in self.documents)


def find_case(session: Session, kind: str, document_id: int) -> Case:
    """The whole case that a document belongs to, in a fixed number of queries."""
    inquiries, quotations, contracts = _roots(session, kind, document_id)
    orders = {document_id} if kind == ORDER else set()
    if orders and not (quotations or contracts):
        return Case(tuple(_read(session, Order, Order.id.in_(orders))))
    found = _read(session, Inquiry, Inquiry.id.in_(inquiries))
    found += _read(
        session,
        Quotation,
        or_(Quotation.id.in_(quotations), Quotation.inquiry_id.in_(inquiries)),
    )
    quotations |= {one.id for one in found if one.kind == QUOTATION}
    found += _read(
        session, Contract, or_(Contract.id.in_(contracts), Contract.quotation_id.in_(quotations))
    )
    contracts |= {one.id for one in found if one.kind == CONTRACT}
    found += _read(
        session,
        Order,
        or_(
            Order.id.in_(orders),
            Order.contract_id.in_(contracts),
            Order.quotation_id.in_(quotations),
        ),
    )
    return Case(tuple(found))


def is_closed(session: Session, case: Case) -> bool:
    """Whether nothing of the case can move any more: what was agreed is ordered, and every order
    has ended."""
    by_kind: dict[str, list[CaseDocument]] = {kind: [] for kind in MODELS}
    for one in case.documents:
        by_kind[one.kind].append(one)
    open_contracts = [one for one in by_kind[CONTRACT] if one.status not in CLOSED[CONTRACT]]
    if open_contracts and not _all_ordered(session, [one.id for one in open_contracts]):
        return False
    followed = by_kind[CONTRACT] or by_kind[ORDER]
    for kind in (INQUIRY, QUOTATION, ORDER):
        for one in by_kind[kind]:
            is_done = one.status in CLOSED[kind] or (one.status == "formal" and followed)
            if not is_done:
                return False
    return True


def _roots(session: Session, kind: str, document_id: int) -> tuple[set[int], set[int], set[int]]:
    """Ids of the inquiry, the quotation and the contract above a document, itself included."""
    contract_id = document_id if kind == CONTRACT else None
    quotation_id = document_id if kind == QUOTATION else None
    inquiry_id = document_id if kind == INQUIRY else None
    if kind == ORDER:
        named = select(Order.contract_id, Order.quotation_id).where(Order.id == document_id)
        contract_id, quotation_id = session.execute(named).one()
    if contract_id is not None and quotation_id is None:
        drawn_from = select(Contract.quotation_id).where(Contract.id == contract_id)
        quotation_id = session.scalars(drawn_from).one()
    if quotation_id is not None:
        asked_in = select(Quotation.inquiry_id).where(Quotation.id == quotation_id)
        inquiry_id = session.scalars(asked_in).one()
    return _known(inquiry_id), _known(quotation_id), _known(contract_id)


def _known(document_id: int | None) -> set[int]:
    return set() if document_id is None else {document_id}


def _read(session: Session, model: Any, wanted: ColumnElement[bool]) -> list[CaseDocument]:
    amount = model.estimated_amount if model is Inquiry else model.total_amount
    rows = session.execute(
        select(
            model.id,
            model.number,
            model.status,
            model.status_since,
            amount.label("amount"),
            model.salesperson_id,
            model.created_by_id,
        )
        .where(wanted)
        .order_by(model.id)
    )
    return [
        CaseDocument(
            kind=KIND_OF[model.__tablename__],
            id=row.id,
            number=row.number,
            status=row.status,
            status_since=row.status_since,
            amount=row.amount,
            people=frozenset({row.salesperson_id, row.created_by_id} - {None}),
        )
        for row in rows
    ]


def _all_ordered(session: Session, contracts: Iterable[int]) -> bool:
    """Whether nothing of the versions in force is left to order; one that is not in force yet has
    everything before it."""
    ids = list(contracts)
    agreed = session.execute(
        select(Contract.id, func.sum(ContractLine.quantity))
        .join(
            ContractRevision,
            (ContractRevision.contract_id == Contract.id)
            & (ContractRevision.number == Contract.in_force),
        )
        .join(ContractLine, ContractLine.revision_id == ContractRevision.id)
        .where(Contract.id.in_(ids))
        .group_by(Contract.id)
    ).all()
    left = OrderLine.quantity - OrderLine.closed - OrderLine.settled
    ordered = session.execute(
        select(Order.contract_id, type_coerce(func.sum(left), Quantity))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.contract_id.in_(ids), Order.status != "void")
        .group_by(Order.contract_id)
    )
    by_contract: dict[int | None, Decimal] = {row[0]: row[1] for row in ordered}
    return len(agreed) == len(ids) and all(
        by_contract.get(contract_id, Decimal(0)) >= quantity for contract_id, quantity in agreed
    )
