"""What the pages of inquiries show, as rows made for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from webapp.services.documents.views import EventView, PaperView
from webapp.services.inquiries.acceptance import AcceptanceAdvice


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """A row of the company's list; ``estimated_amount`` is CNY, ``quotation`` a number."""

    id: int
    number: str
    status: str
    status_since: datetime
    title: str
    lines: int
    customer_code: str
    customer_name: str
    salesperson: str
    product_kind: str
    is_sample: bool
    estimated_amount: Decimal | None
    requested_date: date | None
    created_at: datetime
    quotation: str
    is_sent_back: bool


@dataclass(frozen=True, slots=True)
class OwnInquiryRow:
    """A row of the customer's list; ``state`` is one of his words for a case. ``offer`` is the
    number of a quotation that he may open, '' while there is none."""

    number: str
    state: str
    title: str
    lines: int
    created_at: datetime
    requested_date: date | None
    offer: str


@dataclass(frozen=True, slots=True)
class MaterialView:
    name: str
    specification: str
    model: str
    grade: str
    surface_quality: str
    special_inspection: str
    special_processing: str


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product asked about; ``code`` is that of an article, '' in the customer's words."""

    position: int
    code: str
    name: str
    specification: str
    quantity: Decimal
    unit: str
    target_price: Decimal | None
    technical: str
    packaging: str
    materials: tuple[MaterialView, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the customer said: the part of an inquiry that both sides read."""

    number: str
    version: int
    title: str
    customer_name: str
    contact: str
    phone: str
    requirements: str
    quality_demand: str
    requested_date: date | None
    created_at: datetime
    lines: tuple[ProductView, ...]
    papers: tuple[PaperView, ...]
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class OwnInquiry:
    """An inquiry as its customer sees it: nothing else of the case can be in it."""

    asked: Asked
    state: str
    offer: str
    actions: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReviewLink:
    """A review of the inquiry, as its page names it."""

    number: str
    panel: str
    panel_en: str
    status: str
    outcome: str
    round_number: int
    status_since: datetime


@dataclass(frozen=True, slots=True)
class QuotationLink:
    """A quotation made from the inquiry; ``was_offered`` once its customer may open it."""

    number: str
    status: str
    was_offered: bool


@dataclass(frozen=True, slots=True)
class InquiryView:
    """An inquiry as the company sees it; ``actions`` are what this reader may do now."""

    asked: Asked
    status: str
    status_since: datetime
    revision: int
    was_filed: bool
    is_held: bool
    customer_code: str
    grade: str
    branch: str
    branch_en: str
    salesperson: str
    created_by: str
    product_kind: str
    is_sample: bool
    market_customer: str
    market_trend: str
    estimated_amount: Decimal | None
    internal_remark: str
    sent_back_reason: str
    lost_reason: str
    advice: AcceptanceAdvice
    reviews: tuple[ReviewLink, ...]
    quotations: tuple[QuotationLink, ...]
    actions: frozenset[str]
