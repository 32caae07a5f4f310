"""What the pages of returns show, as rows made for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from webapp.services.documents.views import EventView, PaperView, StepView


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of a list of return requests."""

    number: str
    status: str
    status_since: datetime
    overdue: bool
    order_number: str
    customer_code: str
    customer_name: str
    created_at: datetime
    total_amount: Decimal
    reason: str
    sent_back_reason: str
    has_opinion: bool


@dataclass(frozen=True, slots=True)
class ReturnLineView:
    """Goods that are to come back, or came; price and amount CNY with tax."""

    id: int
    order_line_id: int
    position: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    picture: str | None
    price: Decimal
    quantity: Decimal
    received: Decimal
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnInside:
    """What only the company sees of a request."""

    opinion: str
    opinion_by: str
    created_by: str
    customer_code: str
    region: str
    region_en: str
    branch: str
    branch_en: str
    warehouse: str
    warehouse_en: str
    chain_version: int


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A request as its reader may see it; ``inside`` is None for the customer.

    ``actions`` are the names of what this reader may do now.
    """

    number: str
    status: str
    level: int
    version: int
    status_since: datetime
    overdue: bool
    order_number: str
    customer_name: str
    created_at: datetime
    reason: str
    sent_back_reason: str
    void_reason: str
    total_amount: Decimal
    refunded_amount: Decimal
    goods_taken_in: bool
    steps: tuple[StepView, ...]
    lines: tuple[ReturnLineView, ...]
    papers: tuple[PaperView, ...]
    events: tuple[EventView, ...]
    actions: frozenset[str]
    send_back_targets: tuple[str, ...]
    inside: ReturnInside | None


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """An order line of which ``left`` may still come back; all of it pays back ``refund`` CNY.
    ``price`` is CNY a unit as it was paid, net of its share of reductions."""

    id: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    picture: str | None
    price: Decimal
    received: Decimal
    left: Decimal
    refund: Decimal


@dataclass(frozen=True, slots=True)
class ReturnableOrder:
    """An order with its received lines, for a request to be written from it."""

    number: str
    customer_name: str
    lines: tuple[ReturnableLine, ...]


@dataclass(frozen=True, slots=True)
class ReceivedOrder:
    """An order of which something has arrived, to choose from."""

    number: str
    order_date: date
    total_amount: Decimal
    articles: int
