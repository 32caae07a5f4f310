"""What the pages of quotations at the desk show; for the company only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from webapp.services.documents.views import EventView, PaperView
from webapp.services.quotations.rules import Margins
from webapp.services.rates.rules import Move, RateValue
from webapp.services.reviews.commitments import Commitment


@dataclass(frozen=True, slots=True)
class QuotationRow:
    """One row of a list of quotations."""

    number: str
    status: str
    status_since: datetime
    customer_code: str
    customer_name: str
    title: str
    product_kind: str
    revision: int
    valid_until: date
    total_amount: Decimal
    margins: Margins
    salesperson: str
    inquiry_number: str
    created_at: datetime
    recost_since: datetime | None


@dataclass(frozen=True, slots=True)
class CostView:
    """A cost line; ``market`` is the latest price on file of what it is measured by."""

    position: int
    kind: str
    name: str
    specification: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    market: RateValue | None


@dataclass(frozen=True, slots=True)
class LineView:
    """A product offered, with what it costs and earns."""

    position: int
    code: str
    name: str
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    costs: tuple[CostView, ...]
    margins: Margins


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A whole revision with its margins; ``cost_sums`` are its costs by kind, ``basis`` the market
    rates that it was costed on, as they are kept."""

    number: int
    made_at: datetime
    filed_at: datetime | None
    offered_at: datetime | None
    change_note: str
    lead_days: int
    delivery_terms: str
    payment_terms: str
    advance_percent: Decimal
    payment_days: int
    quality_terms: str
    packaging_terms: str
    remark: str
    valid_until: date
    tax_rate: Decimal
    lines: tuple[LineView, ...]
    margins: Margins
    cost_sums: Mapping[str, Decimal]
    basis: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RevisionHead:
    """A revision in the list of all of them."""

    number: int
    made_at: datetime
    made_by: str
    filed_at: datetime | None
    offered_at: datetime | None
    answer_kind: str
    answer: str
    change_note: str
    margins: Margins


@dataclass(frozen=True, slots=True)
class ReviewLink:
    """A review of it, where it stands, and in which round."""

    number: str
    panel: str
    panel_en: str
    status: str
    outcome: str
    round_number: int
    status_since: datetime
    can_be_appealed: bool


@dataclass(frozen=True, slots=True)
class QuotationView:
    """A quotation as one of the company's people reads it.

    ``shown`` is the revision that the page is about, by default the current one. ``actions`` are
    the names of what this reader may do now; ``approved_since`` is None unless exactly the
    current revision is approved.
    """

    number: str
    status: str
    version: int
    status_since: datetime
    product_kind: str
    revision: int
    total_amount: Decimal
    offered_revision: int | None
    offered_at: datetime | None
    answered_at: datetime | None
    answer: str
    recost_since: datetime | None
    recost_reasons: tuple[Move, ...]
    abandoned_reason: str
    created_at: datetime
    title: str
    inquiry_number: str
    requested_date: date | None
    customer_code: str
    customer_name: str
    branch: str
    branch_en: str
    salesperson: str
    created_by: str
    is_approved: bool
    hold_reason: str
    shown: RevisionView
    revisions: tuple[RevisionHead, ...]
    reviews: tuple[ReviewLink, ...]
    plan: tuple[Commitment, ...]
    papers: tuple[PaperView, ...]
    events: tuple[EventView, ...]
    actions: frozenset[str]

    @property
    def is_current(self) -> bool:
        """Whether the page is about the revision that is worked on or was worked on last."""
        return self.shown.number == self.revision
