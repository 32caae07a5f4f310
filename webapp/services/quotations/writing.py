"""Putting content on a revision, and reading it back as it was entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import (
    CostLine,
    MarketRate,
    Product,
    Quotation,
    QuotationLine,
    QuotationRevision,
)
from webapp.services.core.errors import N_, Problems
from webapp.services.core.transaction import Tx
from webapp.services.quotations.contents import (
    TEXTS,
    CostInput,
    LineInput,
    RevisionInput,
    check_content,
)
from webapp.services.rates.latest import market_basis

#: What of a revision is its content besides its lines.
FIELDS = (
    *TEXTS,
    "valid_until",
    "tax_rate",
    "selling_expense",
    "lead_days",
    "payment_days",
    "advance_percent",
)


def put_content(
    tx: Tx, quotation: Quotation, revision: QuotationRevision, given: RevisionInput
) -> None:
    """Writes content on a revision that is not filed, with the market rates of the day as the
    basis of its costs (B16). Raises RuleBroken at its fields."""
    check_content(given)
    for field in FIELDS:
        setattr(revision, field, getattr(given, field))
    ids = _Ids(tx.session, given)
    revision.lines = [_line(place, one, ids) for place, one in enumerate(given.lines, start=1)]
    revision.total_amount = _sum(line.amount for line in revision.lines)
    revision.cost_amount = _sum(cost.amount for line in revision.lines for cost in line.costs)
    revision.basis = market_basis(tx.session, ids.rates.values(), tx.today)
    quotation.total_amount = revision.total_amount
    tx.session.flush()


def content_of(session: Session, revision: QuotationRevision) -> RevisionInput:
    """A revision as it would be entered."""
    product_ids = {line.product_id for line in revision.lines}
    rate_ids = {cost.rate_id for line in revision.lines for cost in line.costs}
    codes = _codes(session, Product, product_ids)
    rates = _codes(session, MarketRate, rate_ids)
    lines = tuple(
        LineInput(
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            price=line.price,
            specification=line.specification,
            code=codes.get(line.product_id, ""),
            costs=tuple(_cost_of(cost, rates) for cost in line.costs),
        )
        for line in revision.lines
    )
    return RevisionInput(lines=lines, **{field: getattr(revision, field) for field in FIELDS})


class _Ids:
    """The ids of the articles and market rates that content names by their codes.

    Raises RuleBroken at the rows that name an unknown one.
    """

    def __init__(self, session: Session, given: RevisionInput) -> None:
        self.products = _named(session, Product, {line.code for line in given.lines})
        self.rates = _named(
            session, MarketRate, {cost.rate for line in given.lines for cost in line.costs}
        )
        problems = Problems()
        for index, line in enumerate(given.lines):
            if line.code and line.code not in self.products:
                problems.add(f"lines.{index}.code", N_("There is no article under this code."))
            for row, cost in enumerate(line.costs):
                if cost.rate and cost.rate not in self.rates:
                    place = f"lines.{index}.costs.{row}.rate"
                    problems.add(place, N_("This choice does not exist."))
        problems.refuse()


def _line(position: int, given: LineInput, ids: _Ids) -> QuotationLine:
    return QuotationLine(
        position=position,
        product_id=ids.products.get(given.code),
        name=given.name,
        specification=given.specification,
        unit=given.unit,
        quantity=given.quantity,
        price=given.price,
        amount=given.amount,
        costs=[
            CostLine(
                position=place,
                kind=one.kind,
                name=one.name,
                specification=one.specification,
                quantity=one.quantity,
                unit=one.unit,
                price=one.price,
                amount=one.amount,
                rate_id=ids.rates.get(one.rate),
            )
            for place, one in enumerate(given.costs, start=1)
        ],
    )


def _cost_of(cost: CostLine, rates: Mapping[int | None, str]) -> CostInput:
    return CostInput(
        kind=cost.kind,
        name=cost.name,
        quantity=cost.quantity,
        price=cost.price,
        specification=cost.specification,
        unit=cost.unit,
        rate=rates.get(cost.rate_id, ""),
    )


def _named(session: Session, model: type[Product | MarketRate], codes: set[str]) -> dict[str, int]:
    wanted = codes - {""}
    if not wanted:
        return {}
    rows = session.execute(select(model.code, model.id).where(model.code.in_(sorted(wanted))))
    return {row.code: row.id for row in rows}


def _codes(
    session: Session, model: type[Product | MarketRate], ids: Iterable[int | None]
) -> dict[int | None, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(select(model.id, model.code).where(model.id.in_(sorted(wanted))))
    return {row.id: row.code for row in rows}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))
