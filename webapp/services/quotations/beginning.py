"""Where a revision begins: from the inquiry, or as a copy of the one before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from webapp.models import Inquiry, InquiryMaterial, Product, Quotation, QuotationRevision
from webapp.services.catalog.taxes import standard_tax_class, tax_rates
from webapp.services.core.transaction import Tx
from webapp.services.inquiries.kinds import KIND as INQUIRY
from webapp.services.quotations import kinds
from webapp.services.quotations.contents import TEXTS, CostInput, LineInput, RevisionInput
from webapp.services.quotations.locking import move, revision_of
from webapp.services.quotations.writing import content_of, put_content
from webapp.services.reviews.committed import committed_plan, longest

USUAL_VALIDITY = timedelta(days=30)
LONGEST_SPECIFICATION = 120
UNPRICED = Decimal("0.0000")


def add_revision(tx: Tx, quotation: Quotation) -> QuotationRevision:
    """An empty revision under the quotation's current revision number."""
    revision = QuotationRevision(
        quotation_id=quotation.id,
        number=quotation.revision,
        made_at=tx.now,
        made_by_id=tx.actor.user_id,
        answer_kind="",
        answer="",
        basis=[],
    )
    tx.session.add(revision)
    return revision


def begin_revision(tx: Tx, quotation: Quotation, note: str) -> QuotationRevision:
    """The next revision with the content of the last, still on the same market rates (B16)."""
    last = revision_of(tx, quotation)
    content = content_of(tx.session, last)
    quotation.revision += 1
    revision = add_revision(tx, quotation)
    put_content(tx, quotation, revision, content)
    revision.basis, revision.change_note = last.basis, note
    move(tx, quotation, kinds.DRAFTING)
    return revision


def first_content(tx: Tx, inquiry: Inquiry) -> RevisionInput:
    """What was inquired about, still without prices; the lead time follows from the times that
    departments committed (L4)."""
    packaging = dict.fromkeys(line.packaging for line in inquiry.lines if line.packaging)
    return RevisionInput(
        lines=tuple(_lines(tx, inquiry)),
        valid_until=tx.today + USUAL_VALIDITY,
        tax_rate=tax_rates(tx.session, tx.today)[standard_tax_class(tx.session)],
        lead_days=longest(committed_plan(tx.session, INQUIRY, inquiry.id)),
        quality_terms=inquiry.quality_demand,
        packaging_terms="；".join(packaging)[: TEXTS["packaging_terms"]],
    )


def _lines(tx: Tx, inquiry: Inquiry) -> Iterator[LineInput]:
    ids = [line.product_id for line in inquiry.lines if line.product_id is not None]
    rows = tx.session.execute(select(Product.id, Product.code).where(Product.id.in_(ids)))
    codes = {row.id: row.code for row in rows}
    for line in inquiry.lines:
        yield LineInput(
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            price=UNPRICED,
            specification=line.specification,
            code=codes.get(line.product_id or 0, ""),
            costs=tuple(_material(one, line.quantity, line.unit) for one in line.materials),
        )


def _material(material: InquiryMaterial, quantity: Decimal, unit: str) -> CostInput:
    """A material that the customer demands, to be costed."""
    said = (material.specification, material.model, material.grade, material.surface_quality)
    return CostInput(
        kind=kinds.MATERIAL,
        name=material.name,
        specification=" ".join(one for one in said if one)[:LONGEST_SPECIFICATION],
        quantity=quantity,
        unit=unit,
        price=UNPRICED,
    )
