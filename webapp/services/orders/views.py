"""What an order's page shows, as rows made for the screen. The customer's view is made of fewer
fields from the start; nothing is fetched for him and hidden later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from webapp.services.core.money import round_money
from webapp.services.documents.holds import Hold
from webapp.services.documents.views import EventView, PaperView, StepView
from webapp.services.promotions.terms import GIFT, Terms


@dataclass(frozen=True, slots=True)
class LineView:
    """One line; quantities in the product's unit, price and amount CNY with tax."""

    id: int
    position: int
    product_id: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    barcode: str | None
    picture: str | None
    price: Decimal
    price_source: str
    list_price: Decimal
    promotion_id: int | None
    reduction: Decimal
    is_free: bool
    tax_rate: Decimal
    amount: Decimal
    remark: str
    quantity: Decimal
    reserved: Decimal
    shipped_out: Decimal
    shipped: Decimal
    received: Decimal
    differing: Decimal
    settled: Decimal
    closed: Decimal

    @property
    def to_go_out(self) -> Decimal:
        return self.quantity - self.shipped_out - self.closed

    @property
    def is_gift(self) -> bool:
        return self.price_source == GIFT

    @property
    def is_promoted(self) -> bool:
        """Whether a promotion lowered its unit price."""
        return self.promotion_id is not None and not self.is_gift and self.list_price > self.price

    @property
    def amount_before(self) -> Decimal:
        """CNY of what is charged of it, before promotions."""
        price = self.list_price if self.is_promoted else self.price
        return round_money(price * (self.quantity - self.closed - self.settled))


@dataclass(frozen=True, slots=True)
class ShipmentLineView:
    id: int
    order_line_id: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    quantity: Decimal
    received: Decimal
    difference: str
    note: str


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """A shipment; ``status`` is out, shipped, received or cancelled."""

    id: int
    number: str
    way_number: str | None
    status: str
    carrier: str
    tracking_number: str
    parcels: int
    out_at: datetime
    shipped_at: datetime | None
    received_at: datetime | None
    cancel_reason: str
    lines: tuple[ShipmentLineView, ...]


@dataclass(frozen=True, slots=True)
class PromotionView:
    """A promotion as it was when it applied; CNY that it took off what was ordered then."""

    promotion_id: int
    number: str
    name: str
    name_en: str
    kind: str
    terms: Terms
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RemittanceView:
    id: int
    payer: str
    amount: Decimal
    status: str
    reason: str
    made_at: datetime
    slip: str | None


@dataclass(frozen=True, slots=True)
class RevisionView:
    """Lines before an edit: code, quantity, price, amount."""

    number: int
    lines: list[list[str]]
    total_amount: Decimal
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """What staff see of the customer beside his order; money only with the right to see it."""

    code: str
    level: str
    level_en: str
    region: str
    region_en: str
    branch: str
    branch_en: str
    credit_limit: Decimal | None
    exposure: Decimal | None
    prepayment: Decimal | None


@dataclass(frozen=True, slots=True)
class Inside:
    """What only the company sees of an order."""

    customer: CustomerCard
    salesperson: str
    created_by: str
    confirmed_by: str
    internal_remark: str
    chain_version: int
    revisions: tuple[RevisionView, ...]
    hold: Hold | None


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """The contract or quotation that an order was made from (G8); ``is_sample`` is true of a
    sample agreement's (C2)."""

    kind: str
    number: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as its reader may see it; ``inside`` is None for the customer.

    ``actions`` are the names of what this reader may do now.
    """

    id: int
    number: str
    status: str
    level: int
    version: int
    status_since: datetime
    overdue: bool
    kind: str
    product_kind: str
    customer_id: int
    customer_name: str
    contact: str
    phone: str
    address: str
    order_date: date
    requested_date: date
    reason_code: str
    contract_number: str
    made_from: MadeFrom | None
    responsibility_code: str
    invoice_kind: str
    invoice_title: str
    invoice_tax_number: str
    remark: str
    quality_demand: str
    lead_days: int
    total_amount: Decimal
    paid_amount: Decimal
    tax_amount: Decimal
    payment_status: str
    delivery_status: str
    free_goods: bool | None
    note_options: tuple[str, ...]
    confirmed_at: datetime | None
    sent_back_reason: str
    void_reason: str
    submitted_at: datetime | None
    completed_at: datetime | None
    steps: tuple[StepView, ...]
    lines: tuple[LineView, ...]
    promotions: tuple[PromotionView, ...]
    shipments: tuple[ShipmentView, ...]
    papers: tuple[PaperView, ...]
    remittances: tuple[RemittanceView, ...]
    events: tuple[EventView, ...]
    actions: frozenset[str]
    send_back_targets: tuple[str, ...]
    inside: Inside | None

    @property
    def goods_amount(self) -> Decimal:
        """CNY of what is charged, before promotions."""
        return sum((line.amount_before for line in self.lines), Decimal("0.00"))

    @property
    def promotions_amount(self) -> Decimal:
        """CNY that promotions take off what is charged."""
        return self.goods_amount - self.total_amount

    @property
    def unpaid(self) -> Decimal:
        return max(self.total_amount - self.paid_amount, Decimal("0.00"))
