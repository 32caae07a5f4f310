"""A revision as it is laid before the people who judge it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.models import CostLine, Inquiry, Quotation, QuotationLine, QuotationRevision
from webapp.services.core.errors import N_, NotFound
from webapp.services.inquiries.kinds import KIND as INQUIRY
from webapp.services.quotations import kinds
from webapp.services.quotations.rules import Margins, cost_sums, margins
from webapp.services.rates.latest import latest_values
from webapp.services.rates.rules import RateValue
from webapp.services.reviews.sheets import (
    Fact,
    FactKind,
    MaterialToJudge,
    ReviewSheet,
    Section,
    SheetTable,
)

PRODUCTS: tuple[tuple[str, FactKind], ...] = (
    (N_("Product"), "text"),
    (N_("Specification"), "text"),
    (N_("Quantity"), "quantity"),
    (N_("Unit"), "text"),
)
PRICES: tuple[tuple[str, FactKind], ...] = (
    (N_("Product"), "text"),
    (N_("Quantity"), "quantity"),
    (N_("Price (CNY)"), "price"),
    (N_("Amount (CNY)"), "money"),
)
COSTS: tuple[tuple[str, FactKind], ...] = (
    (N_("Product"), "text"),
    (N_("Kind of cost"), "word"),
    (N_("Name"), "text"),
    (N_("Quantity"), "quantity"),
    (N_("Unit"), "text"),
    (N_("Price (CNY)"), "price"),
    (N_("Amount (CNY)"), "money"),
)


def sheet_of(session: Session, quotation_id: int, version: int) -> ReviewSheet:
    """What the seats judge, of one revision; raises NotFound."""
    quotation, inquiry, revision = _read(session, quotation_id, version)
    earned = margins(
        revision.total_amount, revision.tax_rate, revision.cost_amount, revision.selling_expense
    )
    return ReviewSheet(
        title=inquiry.title,
        sections=(
            _products(revision),
            _costs(revision, earned),
            _price(revision, earned),
            _payment(revision),
            _delivery(revision),
            Section("quality", kinds.INPUTS["quality"], (_text(revision.quality_terms),)),
            Section("packaging", kinds.INPUTS["packaging"], (_text(revision.packaging_terms),)),
        ),
        materials=_materials(revision, _market(session, quotation, revision)),
        papers_of=((kinds.KIND, quotation_id), (INQUIRY, inquiry.id)),
        headline=(
            Fact(N_("Amount (CNY)"), revision.total_amount, "money"),
            Fact(N_("Gross margin"), earned.gross_margin, "percent"),
            Fact(N_("Selling-expense ratio"), earned.selling_ratio, "percent"),
            Fact(N_("Sales profit margin"), earned.sales_margin, "percent"),
            Fact(N_("Sales profit (CNY)"), earned.sales_profit, "money"),
        ),
    )


def _read(
    session: Session, quotation_id: int, version: int
) -> tuple[Quotation, Inquiry, QuotationRevision]:
    row = session.execute(
        select(Quotation, Inquiry, QuotationRevision)
        .join(Inquiry, Inquiry.id == Quotation.inquiry_id)
        .join(QuotationRevision, QuotationRevision.quotation_id == Quotation.id)
        .where(Quotation.id == quotation_id, QuotationRevision.number == version)
        .options(selectinload(QuotationRevision.lines).selectinload(QuotationLine.costs))
    ).first()
    if row is None:
        raise NotFound()
    return row[0], row[1], row[2]


def _products(revision: QuotationRevision) -> Section:
    rows = tuple(
        (line.name, line.specification, line.quantity, line.unit) for line in revision.lines
    )
    facts = (Fact(N_("Remark"), revision.remark),)
    return Section("products", kinds.INPUTS["products"], facts, (SheetTable(PRODUCTS, rows),))


def _costs(revision: QuotationRevision, earned: Margins) -> Section:
    sums = cost_sums((cost for line in revision.lines for cost in line.costs), kinds.COSTS)
    by_kind = (Fact(kinds.COSTS[kind], amount, "money") for kind, amount in sums.items() if amount)
    rows = tuple(
        (
            line.name,
            kinds.COSTS[cost.kind],
            f"{cost.name} {cost.specification}".strip(),
            cost.quantity,
            cost.unit,
            cost.price,
            cost.amount,
        )
        for line in revision.lines
        for cost in line.costs
    )
    facts = (*by_kind, Fact(N_("Total cost (CNY)"), earned.cost, "money"))
    return Section("costs", kinds.INPUTS["costs"], facts, (SheetTable(COSTS, rows),))


def _price(revision: QuotationRevision, earned: Margins) -> Section:
    rows = tuple((line.name, line.quantity, line.price, line.amount) for line in revision.lines)
    facts = (
        Fact(N_("Amount (CNY)"), earned.gross, "money"),
        Fact(N_("Tax rate"), revision.tax_rate, "percent"),
        Fact(N_("Tax (CNY)"), earned.tax, "money"),
        Fact(N_("Net sales (CNY)"), earned.net, "money"),
        Fact(N_("Gross profit (CNY)"), earned.gross_profit, "money"),
        Fact(N_("Gross margin"), earned.gross_margin, "percent"),
        Fact(N_("Selling expense (CNY)"), earned.selling_expense, "money"),
        Fact(N_("Selling-expense ratio"), earned.selling_ratio, "percent"),
        Fact(N_("Sales profit (CNY)"), earned.sales_profit, "money"),
        Fact(N_("Sales profit margin"), earned.sales_margin, "percent"),
        Fact(N_("Valid until"), revision.valid_until, "day"),
    )
    return Section("price", kinds.INPUTS["price"], facts, (SheetTable(PRICES, rows),))


def _payment(revision: QuotationRevision) -> Section:
    facts = (
        Fact(N_("Paid in advance"), revision.advance_percent, "percent"),
        Fact(N_("Days for the rest"), Decimal(revision.payment_days), "days"),
        _text(revision.payment_terms),
    )
    return Section("payment", kinds.INPUTS["payment"], facts)


def _delivery(revision: QuotationRevision) -> Section:
    facts = (
        Fact(N_("Lead time"), Decimal(revision.lead_days), "days"),
        _text(revision.delivery_terms),
    )
    return Section("delivery", kinds.INPUTS["delivery"], facts)


def _text(said: str) -> Fact:
    return Fact(N_("Terms"), said)


def _market(
    session: Session, quotation: Quotation, revision: QuotationRevision
) -> dict[int, RateValue]:
    """The market as purchasing compares with it: as it is now for the current revision, as it was
    for an earlier one."""
    if revision.number == quotation.revision:
        costs = (cost for line in revision.lines for cost in line.costs)
        return latest_values(session, {one.rate_id for one in costs if one.rate_id}, None)
    then = (RateValue.from_plain(one) for one in revision.basis)
    return {one.rate_id: one for one in then}


def _materials(
    revision: QuotationRevision, market: dict[int, RateValue]
) -> tuple[MaterialToJudge, ...]:
    return tuple(
        _material(line, cost, market.get(cost.rate_id or 0))
        for line in revision.lines
        for cost in line.costs
        if cost.kind == kinds.MATERIAL
    )


def _material(line: QuotationLine, cost: CostLine, market: RateValue | None) -> MaterialToJudge:
    return MaterialToJudge(
        key=f"{line.position}-{cost.position}",
        name=cost.name,
        specification=cost.specification,
        unit=cost.unit,
        price=cost.price,
        market_price=None if market is None else market.value,
        market_day=None if market is None else market.day,
    )
