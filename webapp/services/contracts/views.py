"""What the company's page of a contract shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from webapp.services.contracts.terms import Terms
from webapp.services.documents.views import EventView, PaperView
from webapp.services.quotations.rules import Margins


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One row of the list."""

    number: str
    status: str
    status_since: datetime
    origin: str
    kind: str
    title: str
    customer_code: str
    customer_name: str
    salesperson: str
    total_amount: Decimal
    valid_from: date | None
    valid_until: date | None
    created_at: datetime
    is_amending: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """A product contracted; price and amount with tax. ``code`` is the article's, '' for none."""

    position: int
    code: str
    name: str
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in brief; ``state`` is open, judged, binding, replaced, superseded or dropped."""

    number: int
    amendment: int
    amendment_reason: str
    made_at: datetime
    made_by: str
    signed_on: date | None
    filed_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that differs from the version in force."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class HolderView:
    """A department that holds a paper; ``until`` when it gave it away."""

    id: int
    paper: str
    department: str
    department_en: str
    note: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewLink:
    """A review of it, as its page names it."""

    number: str
    panel: str
    panel_en: str
    status: str
    outcome: str
    round_number: int
    is_readable: bool


@dataclass(frozen=True, slots=True)
class DueDate:
    """What a department committed itself to (L10); the day is counted from the signing, None
    before it."""

    label: str
    label_en: str
    days: int
    due_after: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class OrderLink:
    """An order that names it."""

    number: str
    status: str
    order_date: date
    total_amount: Decimal


@dataclass(frozen=True, slots=True)
class Inside:
    """What it costs and earns; for those who may view contracts, never the customer (B9)."""

    margins: Margins


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract in one of its versions, by default the last; a paper one has none."""

    id: int
    number: str
    origin: str
    kind: str
    status: str
    status_since: datetime
    version: int
    title: str
    customer_code: str
    customer_name: str
    branch: str
    branch_en: str
    salesperson: str
    created_by: str
    created_at: datetime
    quotation: str
    revision: int
    in_force: int | None
    valid_from: date | None
    valid_until: date | None
    filed_at: datetime | None
    total_amount: Decimal
    sent_back_reason: str
    void_reason: str
    shown: VersionView | None
    terms: Terms
    advance_percent: Decimal
    signed_by: str
    lines: tuple[LineView, ...]
    versions: tuple[VersionView, ...]
    changes: tuple[TermChange, ...]
    holders: tuple[HolderView, ...]
    reviews: tuple[ReviewLink, ...]
    due_dates: tuple[DueDate, ...]
    orders: tuple[OrderLink, ...]
    papers: tuple[PaperView, ...]
    events: tuple[EventView, ...]
    actions: frozenset[str]
    inside: Inside | None

    @property
    def is_amending(self) -> bool:
        """Whether an amendment is under way while an earlier version binds."""
        return self.in_force is not None and self.revision > self.in_force
