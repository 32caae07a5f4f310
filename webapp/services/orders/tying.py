"""A line about a new product gets its article of the catalogue, so that it can be ordered (G8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, or_, select

from webapp.models import (
    Contract,
    ContractLine,
    ContractRevision,
    Customer,
    Order,
    OrderLine,
    Product,
    Quotation,
    QuotationLine,
    QuotationRevision,
)
from webapp.services.core.errors import N_, Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds
from webapp.services.orders.agreements import lock_contract_row, lock_quotation_row
from webapp.services.orders.pricing import CONTRACT

LONGEST_NUMBER = 60
LONGEST_CODE = 40
UNKNOWN = N_("There is no article with this code.")
OTHER_UNIT = N_("It is agreed by the %(agreed)s, and the article is counted by the %(unit)s.")
ORDERED = N_("This line is ordered already: its article stays as it is.")


@command
def tie_article(tx: Tx, kind: str, number: str, line_id: int, code: str) -> Done:
    """Ties a line of a contract or quotation, and the same line of its other versions, to an
    article. What is agreed does not change by it: the line keeps its words and its price.

    For whoever keeps articles or contracts. Raises Forbidden, NotFound, RuleBroken at ``line`` for
    one that is not there and at ``code`` for an article that is not or is counted otherwise,
    Conflict once the line is ordered.
    """
    document = _lock(tx, kind, number)
    lines = _same_lines(tx, kind, document, line_id)
    product = tx.session.scalar(select(Product).where(Product.code == code.strip()[:LONGEST_CODE]))
    if product is None:
        raise RuleBroken(UNKNOWN, "code")
    if lines[0].unit not in (product.unit, product.unit_en):
        raise RuleBroken(OTHER_UNIT, "code", agreed=lines[0].unit, unit=product.unit)
    _refuse_ordered(tx, kind, lines)
    for line in lines:
        line.product_id = product.id
    data = {"line": lines[0].name, "article": product.code}
    tx.record(document, "ArticleTied", internal=data)
    return Done(document.number, document.status, document.version, {"article": product.code})


def _lock(tx: Tx, kind: str, number: str) -> Any:
    """The contract or quotation, locked as orders lock it; raises Forbidden, NotFound."""
    rights = [one for one in (Permission.PRODUCT_MANAGE, Permission.CONTRACT_MANAGE)
              if tx.actor.may(one)]  # fmt: skip
    if not rights:
        raise Forbidden()
    model: Any = Contract if kind == CONTRACT else Quotation
    found = tx.session.scalar(
        select(model.id)
        .join(Customer, Customer.id == model.customer_id)
        .where(
            model.number == number[:LONGEST_NUMBER],
            or_(*(reaches_customers(tx.actor, one) for one in rights)),
        )
    )
    if found is None:
        raise NotFound()
    return lock_contract_row(tx, found) if kind == CONTRACT else lock_quotation_row(tx, found)


def _same_lines(tx: Tx, kind: str, document: Any, line_id: int) -> Sequence[Any]:
    """The line and its likes in the document's other versions, itself first."""
    line_model: Any = ContractLine if kind == CONTRACT else QuotationLine
    revision_model: Any = ContractRevision if kind == CONTRACT else QuotationRevision
    owner = revision_model.contract_id if kind == CONTRACT else revision_model.quotation_id
    of_document = line_model.revision_id.in_(select(revision_model.id).where(owner == document.id))
    line = tx.session.scalar(select(line_model).where(line_model.id == line_id, of_document))
    if line is None:
        raise RuleBroken(N_("This choice does not exist."), "line")
    likes = tx.session.scalars(
        select(line_model).where(
            of_document,
            line_model.id != line.id,
            line_model.name == line.name,
            line_model.specification == line.specification,
            line_model.unit == line.unit,
        )
    )
    return [line, *likes]


def _refuse_ordered(tx: Tx, kind: str, lines: Sequence[Any]) -> None:
    named = OrderLine.contract_line_id if kind == CONTRACT else OrderLine.quotation_line_id
    taken = exists().where(
        named.in_([one.id for one in lines]),
        Order.id == OrderLine.order_id,
        Order.status != kinds.VOID,
    )
    if tx.session.scalar(select(taken)):
        raise Conflict(ORDERED)
