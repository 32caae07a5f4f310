"""A version of a contract as reviews judge it: its parts, its authors, and the sheet (C1, I3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.models import Contract, ContractRevision, Event, QuotationRevision
from webapp.services.contracts import kinds
from webapp.services.contracts.locking import lock_for_review
from webapp.services.contracts.moving import follow_review
from webapp.services.contracts.terms import terms_of
from webapp.services.core.errors import N_, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.quotations.kinds import KIND as QUOTATION
from webapp.services.quotations.rules import Margins, margins
from webapp.services.reviews.kinds import ReviewedKind
from webapp.services.reviews.opening import Filed
from webapp.services.reviews.sheets import Fact, FactKind, ReviewSheet, Section, SheetTable

#: Acts by which somebody becomes an author.
WRITING = ("ContractDrawn", "ContractSaved", "ContractReworked", "ContractAmended")
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
PAYMENTS: tuple[tuple[str, FactKind], ...] = (
    (N_("To be paid by"), "day"),
    (N_("Share"), "percent"),
    (N_("Note"), "text"),
)


def inputs_of(revision: ContractRevision) -> dict[str, Any]:
    """The parts by the names that seats judge them by."""
    terms = terms_of(revision).plain()
    lines = [[one.name, one.specification, one.unit, one.quantity] for one in revision.lines]
    prices = [[one.price, one.tax_rate] for one in revision.lines]
    paid = [revision.advance_percent, terms["payment_terms"], terms["payment_dates"]]
    return {
        "products": lines,
        "price": prices,
        "payment": paid,
        "delivery": [terms["delivery_date"], terms["delivery_terms"]],
        "technical": terms["technical_terms"],
        "quality": terms["quality_terms"],
        "packaging": terms["packaging_terms"],
        "ip": terms["ip_clause"],
        "liability": [terms["liability"], terms["other_terms"]],
    }


def filed(tx: Tx, contract: Contract, revision: ContractRevision) -> Filed:
    """The version as the review engine takes it."""
    return Filed(
        kind=kinds.KIND,
        document_id=contract.id,
        number=contract.number,
        version=revision.number,
        branch_id=contract.branch_id,
        customer_id=contract.customer_id,
        product_kind=contract.product_kind,
        inputs=inputs_of(revision),
        authors=_authors(tx, contract),
        note=revision.amendment_reason,
    )


def is_submitted(session: Session, contract_id: int, version: int) -> bool:
    """Whether this version was ever put before its panels."""
    found = select(ContractRevision.id).where(
        ContractRevision.contract_id == contract_id,
        ContractRevision.number == version,
        ContractRevision.submitted_at.is_not(None),
    )
    return session.scalar(found) is not None


def margins_of(session: Session, contract: Contract, revision: ContractRevision) -> Margins:
    """What the company earns by a version (B9); never for the customer."""
    spent = session.scalar(
        select(QuotationRevision.selling_expense).where(
            QuotationRevision.quotation_id == contract.quotation_id,
            QuotationRevision.number == contract.quotation_revision,
        )
    )
    rate = revision.lines[0].tax_rate if revision.lines else Decimal(0)
    return margins(revision.total_amount, rate, revision.cost_amount, spent or Decimal("0.00"))


def sheet_of(session: Session, contract_id: int, version: int) -> ReviewSheet:
    """What the seats judge, of one version; raises NotFound."""
    row = session.execute(
        select(Contract, ContractRevision)
        .join(ContractRevision, ContractRevision.contract_id == Contract.id)
        .where(Contract.id == contract_id, ContractRevision.number == version)
        .options(selectinload(ContractRevision.lines))
    ).first()
    if row is None:
        raise NotFound()
    contract, revision = row
    earned = margins_of(session, contract, revision)
    papers: tuple[tuple[str, int], ...] = ((kinds.KIND, contract_id),)
    if contract.quotation_id is not None:
        papers += ((QUOTATION, contract.quotation_id),)
    return ReviewSheet(
        title=contract.title,
        sections=_sections(revision),
        papers_of=papers,
        headline=(
            Fact(N_("Amount (CNY)"), revision.total_amount, "money"),
            Fact(N_("Cost (CNY)"), earned.cost, "money"),
            Fact(N_("Sales profit (CNY)"), earned.sales_profit, "money"),
            Fact(N_("Sales profit margin"), earned.sales_margin, "percent"),
            Fact(N_("Delivery date"), revision.delivery_date, "day"),
        ),
    )


def _sections(revision: ContractRevision) -> tuple[Section, ...]:
    products = tuple((o.name, o.specification, o.quantity, o.unit) for o in revision.lines)
    prices = tuple((o.name, o.quantity, o.price, o.amount) for o in revision.lines)
    amended = (Fact(N_("Why it is amended"), revision.amendment_reason),)
    return (
        _section(
            "products",
            *(amended if revision.amendment else ()),
            table=SheetTable(PRODUCTS, products),
        ),
        _section("technical", Fact(N_("Requirements"), revision.technical_terms)),
        _section("quality", Fact(N_("As agreed"), revision.quality_terms)),
        _section(
            "delivery",
            Fact(N_("Delivery date"), revision.delivery_date, "day"),
            Fact(N_("As agreed"), revision.delivery_terms),
        ),
        _section("packaging", Fact(N_("As agreed"), revision.packaging_terms)),
        _section("price", table=SheetTable(PRICES, prices)),
        _payment(revision),
        _section("ip", Fact(N_("Clause"), revision.ip_clause)),
        _section(
            "liability",
            Fact(N_("Clause"), revision.liability),
            Fact(N_("Other terms"), revision.other_terms),
        ),
    )


def _payment(revision: ContractRevision) -> Section:
    rows = tuple((one.day, one.share, one.note) for one in terms_of(revision).payment_dates)
    return _section(
        "payment",
        Fact(N_("Paid in advance"), revision.advance_percent, "percent"),
        Fact(N_("As agreed"), revision.payment_terms),
        table=SheetTable(PAYMENTS, rows),
    )


def _section(name: str, *facts: Fact, table: SheetTable | None = None) -> Section:
    tables = () if table is None else (table,)
    return Section(name, kinds.INPUTS[name], facts, tables)


def _authors(tx: Tx, contract: Contract) -> frozenset[int]:
    """Everybody who wrote or saved any version of it."""
    wrote = select(Event.actor_id).where(
        Event.subject_kind == Contract.__tablename__,
        Event.subject_id == contract.id,
        Event.name.in_(WRITING),
        Event.actor_id.is_not(None),
    )
    return frozenset(one for one in tx.session.scalars(wrote.distinct()) if one is not None)


CONTRACT_KIND = ReviewedKind(
    key=kinds.KIND,
    label=N_("Contract"),
    endpoint="contracts.show",
    view=Permission.CONTRACT_VIEW,
    inputs=kinds.INPUTS,
    lock=lock_for_review,
    react=follow_review,
    is_filed=is_submitted,
    sheet=sheet_of,
)
