"""What a contract or a formal quotation sets for the orders made from it (G8): its lines, and what
of them is left to order.

How much is left is worked out under the lock of the contract and its quotation, so that two orders
at once can never take more than was agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, type_coerce
from sqlalchemy.orm import Session

from webapp.db import Quantity
from webapp.models import (
    Contract,
    ContractLine,
    ContractRevision,
    Order,
    OrderLine,
    Product,
    Quotation,
    QuotationLine,
    QuotationRevision,
)
from webapp.services.core.transaction import Tx
from webapp.services.orders import kinds
from webapp.services.orders.placing import AgreedPrice
from webapp.services.orders.pricing import CONTRACT, QUOTATION

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line of an agreement; ``ordered`` is what live orders took of it, ``left`` what one may
    still take. Without an article it cannot be ordered yet."""

    id: int
    position: int
    product_id: int | None
    code: str
    name: str
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    tax_rate: Decimal
    ordered: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return max(self.quantity - self.ordered, ZERO)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract in its version in force, or the revision of a quotation that was accepted."""

    kind: str
    id: int
    number: str
    version: int
    customer_id: int
    quotation_id: int | None
    lines: tuple[AgreedLine, ...]

    @property
    def products(self) -> frozenset[int]:
        return frozenset(one.product_id for one in self.lines if one.product_id is not None)

    def price(self, line: AgreedLine) -> AgreedPrice:
        return AgreedPrice(self.kind, line.id, line.price, line.tax_rate)


def agreement_of_contract(
    session: Session, contract: Contract, *, without: int | None = None
) -> Agreement:
    """The contract's version in force, and what orders but that of the id ``without`` took."""
    version = contract.in_force or 0
    lines = _lines(
        session,
        ContractLine,
        ContractLine.tax_rate,
        select(ContractRevision.id).where(
            ContractRevision.contract_id == contract.id, ContractRevision.number == version
        ),
    )
    of_quotation = and_(
        Order.contract_id.is_(None),
        Order.quotation_id.is_not(None),
        Order.quotation_id == contract.quotation_id,
    )
    taken = or_(Order.contract_id == contract.id, of_quotation)
    return Agreement(
        kind=CONTRACT,
        id=contract.id,
        number=contract.number,
        version=version,
        customer_id=contract.customer_id,
        quotation_id=contract.quotation_id,
        lines=shared_out(lines, _taken(session, taken, OrderLine.contract_line_id, without)),
    )


def agreement_of_quotation(
    session: Session, quotation: Quotation, *, without: int | None = None
) -> Agreement:
    """The revision that was offered last, and what orders but that of ``without`` took."""
    version = quotation.offered_revision or 0
    lines = _lines(
        session,
        QuotationLine,
        QuotationRevision.tax_rate,
        select(QuotationRevision.id).where(
            QuotationRevision.quotation_id == quotation.id, QuotationRevision.number == version
        ),
    )
    taken = Order.quotation_id == quotation.id
    return Agreement(
        kind=QUOTATION,
        id=quotation.id,
        number=quotation.number,
        version=version,
        customer_id=quotation.customer_id,
        quotation_id=quotation.id,
        lines=shared_out(lines, _taken(session, taken, OrderLine.quotation_line_id, without)),
    )


def lock_agreement(tx: Tx, order: Order) -> Agreement | None:
    """What the order is made from, locked, with what all other orders took of it; None for an
    order from nothing."""
    without = order.id if order.version else None
    if order.contract_id is not None:
        contract = lock_contract_row(tx, order.contract_id)
        return agreement_of_contract(tx.session, contract, without=without)
    if order.quotation_id is not None:
        quotation = lock_quotation_row(tx, order.quotation_id)
        return agreement_of_quotation(tx.session, quotation, without=without)
    return None


def lock_contract_row(tx: Tx, contract_id: int) -> Contract:
    """The contract with the quotation that it was drawn from, which orders may name as well."""
    wanted = select(Contract).where(Contract.id == contract_id).with_for_update()
    contract = tx.session.scalars(wanted.execution_options(populate_existing=True)).one()
    if contract.quotation_id is not None:
        lock_quotation_row(tx, contract.quotation_id)
    return contract


def lock_quotation_row(tx: Tx, quotation_id: int) -> Quotation:
    wanted = select(Quotation).where(Quotation.id == quotation_id).with_for_update()
    return tx.session.scalars(wanted.execution_options(populate_existing=True)).one()


def shared_out(
    lines: Sequence[AgreedLine], taken: Iterable[tuple[int | None, int, Decimal]]
) -> tuple[AgreedLine, ...]:
    """The lines with what was taken of each; ``taken`` are line, product and quantity.

    What was ordered by a line of an earlier version, or of the quotation, is held against the
    lines of the same article in their order.
    """
    known = {one.id for one in lines}
    exactly: dict[int, Decimal] = {}
    besides: dict[int, Decimal] = {}
    for line_id, product_id, quantity in taken:
        if line_id in known:
            exactly[line_id or 0] = exactly.get(line_id or 0, ZERO) + quantity
        else:
            besides[product_id] = besides.get(product_id, ZERO) + quantity
    shared = []
    for one in lines:
        own = exactly.get(one.id, ZERO)
        more = min(max(one.quantity - own, ZERO), besides.get(one.product_id or 0, ZERO))
        if more:
            besides[one.product_id or 0] -= more
        shared.append(replace(one, ordered=own + more))
    return tuple(shared)


def _lines(session: Session, model: Any, tax_rate: Any, revision: Any) -> list[AgreedLine]:
    joined = select(model, Product.code, tax_rate.label("rate"))
    if model is QuotationLine:
        joined = joined.join(QuotationRevision, QuotationRevision.id == QuotationLine.revision_id)
    rows = session.execute(
        joined.outerjoin(Product, Product.id == model.product_id)
        .where(model.revision_id.in_(revision))
        .order_by(model.position)
    )
    return [
        AgreedLine(
            id=line.id,
            position=line.position,
            product_id=line.product_id,
            code=code or "",
            name=line.name,
            specification=line.specification,
            unit=line.unit,
            quantity=line.quantity,
            price=line.price,
            tax_rate=rate,
        )
        for line, code, rate in rows
    ]


def _taken(
    session: Session, of_agreement: ColumnElement[bool], line_id: Any, without: int | None
) -> list[tuple[int | None, int, Decimal]]:
    """What live orders took, drafts that may come back among them; what is closed short or
    settled as not received may be ordered again."""
    rows = session.execute(
        select(
            line_id,
            OrderLine.product_id,
            type_coerce(OrderLine.quantity - OrderLine.closed - OrderLine.settled, Quantity),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            of_agreement,
            or_(OrderLine.contract_line_id.is_not(None), OrderLine.quotation_line_id.is_not(None)),
            Order.status != kinds.VOID,
            Order.id != (without or 0),
        )
    )
    return [(named, product_id, quantity) for named, product_id, quantity in rows]
