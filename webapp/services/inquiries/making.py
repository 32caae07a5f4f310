"""A new inquiry, and what its trail keeps of a change."""

from __future__ import annotations

from typing import Any

from webapp.models import Customer, Inquiry
from webapp.services.core.changes import changes_between
from webapp.services.core.numbering import INQUIRY, next_number
from webapp.services.core.transaction import Tx
from webapp.services.inquiries.freezing import inside_content, public_content

Told = tuple[dict[str, Any], dict[str, Any]]


def add_inquiry(tx: Tx, customer: Customer, status: str) -> Inquiry:
    """An empty inquiry of this customer, numbered (L1), in the branch and the hands that keep
    him; content and event are the caller's."""
    by_company = tx.actor.user_id if tx.actor.is_company else None
    inquiry = Inquiry(
        number=next_number(tx, INQUIRY),
        status=status,
        level=0,
        status_since=tx.now,
        version=0,
        created_at=tx.now,
        customer_id=customer.id,
        branch_id=customer.branch_id,
        salesperson_id=customer.salesperson_id or by_company,
        created_by_id=tx.actor.user_id,
        title="",
        product_kind="regular",
        is_sample=False,
        revision=1,
        trail_length=0,
        trail_head="",
        lines=[],
    )
    tx.session.add(inquiry)
    return inquiry


def told_before(tx: Tx, inquiry: Inquiry) -> Told:
    """The content before a change: what the customer may read of it, and what he may not."""
    return public_content(tx.session, inquiry), inside_content(inquiry)


def told_change(tx: Tx, inquiry: Inquiry, before: Told) -> Told:
    """What differs now, as the trail keeps it."""
    after = told_before(tx, inquiry)
    return changes_between(before[0], after[0]), changes_between(before[1], after[1])
