"""A revision as reviews judge it: its parts as plain content, who wrote it, and what it needs to
be put before its panels."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from webapp.models import Event, Quotation
from webapp.services.core.transaction import Tx
from webapp.services.quotations import kinds
from webapp.services.quotations.contents import RevisionInput
from webapp.services.reviews.opening import Filed

#: Events whose actors wrote what stands in a quotation.
WRITTEN = ("QuotationDrafted", "QuotationSaved", "QuotationRevised")


def inputs_of(content: RevisionInput) -> dict[str, Any]:
    """The parts by the names that seats judge them by.

    How long the price holds belongs to the price; what is said beside it, to the products.
    """
    lines = [asdict(line) for line in content.lines]
    costs = [line.pop("costs") for line in lines]
    prices = [line.pop("price") for line in lines]
    materials = [[one for one in of_line if one["kind"] == kinds.MATERIAL] for of_line in costs]
    return {
        "products": [lines, content.remark],
        "costs": [costs, content.selling_expense],
        "materials": materials,
        "price": [prices, content.tax_rate, content.valid_until],
        "payment": [content.advance_percent, content.payment_days, content.payment_terms],
        "delivery": [content.lead_days, content.delivery_terms],
        "quality": content.quality_terms,
        "packaging": content.packaging_terms,
    }


def filed(tx: Tx, quotation: Quotation, content: RevisionInput) -> Filed:
    """The current revision as the review engine takes it."""
    return Filed(
        kind=kinds.KIND,
        document_id=quotation.id,
        number=quotation.number,
        version=quotation.revision,
        branch_id=quotation.branch_id,
        customer_id=quotation.customer_id,
        product_kind=quotation.product_kind,
        inputs=inputs_of(content),
        authors=authors_of(tx, quotation),
        note=content.change_note,
    )


def authors_of(tx: Tx, quotation: Quotation) -> frozenset[int]:
    """Everybody who wrote or saved any revision of it."""
    wrote = select(Event.actor_id).where(
        Event.subject_kind == Quotation.__tablename__,
        Event.subject_id == quotation.id,
        Event.name.in_(WRITTEN),
        Event.actor_id.is_not(None),
    )
    return frozenset(one for one in tx.session.scalars(wrote.distinct()) if one is not None)
