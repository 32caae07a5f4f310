"""Pure decisions about orders: sums of lines, where an order stands, what may be done to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from webapp.services.chains.rules import Chain
from webapp.services.core.money import round_money
from webapp.services.orders import kinds

ZERO = Decimal(0)


class Quantities(Protocol):
    """Quantities of an order line, in the product's unit."""

    @property
    def quantity(self) -> Decimal: ...

    @property
    def shipped_out(self) -> Decimal: ...

    @property
    def shipped(self) -> Decimal: ...

    @property
    def received(self) -> Decimal: ...

    @property
    def differing(self) -> Decimal: ...

    @property
    def settled(self) -> Decimal: ...

    @property
    def closed(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Sums:
    """What is still to be done over all lines of an order, in mixed units: compare with zero."""

    to_go_out: Decimal
    to_ship: Decimal
    to_receive: Decimal
    gone_out: Decimal
    shipped: Decimal


def sums(lines: Iterable[Quantities]) -> Sums:
    """What is still to be done over these lines."""
    lines = list(lines)
    return Sums(
        to_go_out=sum((to_go_out(line) for line in lines), ZERO),
        to_ship=sum((line.shipped_out - line.shipped for line in lines), ZERO),
        to_receive=sum((line.shipped - line.received - line.settled for line in lines), ZERO),
        gone_out=sum((line.shipped_out for line in lines), ZERO),
        shipped=sum((line.shipped for line in lines), ZERO),
    )


def to_go_out(line: Quantities) -> Decimal:
    """What of a line has neither left the warehouse nor been closed short."""
    return line.quantity - line.shipped_out - line.closed


class Priced(Quantities, Protocol):
    """An order line with its unit price and its share of what came off the whole order, CNY."""

    @property
    def price(self) -> Decimal: ...

    @property
    def reduction(self) -> Decimal: ...


def line_amount(line: Priced) -> Decimal:
    """CNY of a line without what was closed short or settled as not received."""
    return value_of(line, line.quantity - line.closed - line.settled)


def value_of(line: Priced, quantity: Decimal) -> Decimal:
    """CNY that so much of a line costs, half up; with a share of a reduction in proportion, so
    that more never costs less and the whole line costs exactly its price less its share."""
    if not line.reduction:
        return round_money(line.price * quantity)
    whole = round_money(line.price * line.quantity) - line.reduction
    return round_money(whole * quantity / line.quantity)


def next_paper_step(chain: Chain, passed: str) -> str | None:
    """The next review before goods move; None when ``passed`` was the last that is on."""
    after = chain.on_after(passed)
    return next((step.key for step in after if step.key in kinds.PAPER_STEPS), None)


def ships_by_itself(chain: Chain) -> bool:
    """Whether goods leave without a step of their own: both warehouse steps are off."""
    return not chain.is_on(kinds.OUTBOUND_REVIEW) and not chain.is_on(kinds.SHIPMENT)


def goods_status(chain: Chain, left: Sums, *, standing: str = kinds.OUTBOUND_REVIEW) -> str:
    """Where an order stands once its reviews are passed, by what is still to be done.

    ``standing`` is where it stands now: an order past outbound review is not sent back to it.
    """
    past_outbound = standing in (kinds.SHIPMENT, kinds.RECEIPT)
    if left.to_go_out and chain.is_on(kinds.OUTBOUND_REVIEW) and not past_outbound:
        return kinds.OUTBOUND_REVIEW
    if (left.to_ship or left.to_go_out) and chain.is_on(kinds.SHIPMENT):
        return kinds.SHIPMENT
    if left.to_receive and chain.is_on(kinds.RECEIPT):
        return kinds.RECEIPT
    return kinds.COMPLETED


def adopted_status(chain: Chain, standing: str, left: Sums) -> str:
    """Where an order that stands in a step stands once it has adopted a chain (A9): there, while
    the step is on; else at the next review, or where its goods say. What a step would do that is
    off is done on the way, so that goods may go out, be sent off and count as received."""
    if chain.is_on(standing):
        return standing
    if standing in kinds.PAPER_STEPS and (following := next_paper_step(chain, standing)):
        return following
    return goods_status(chain, _moved(chain, standing, left), standing=standing)


def takes_out_when_left(chain: Chain, standing: str) -> bool:
    """Whether what is still to go out goes when a step that is off is left: nobody could take it
    out later."""
    return ships_by_itself(chain) or standing in (kinds.SHIPMENT, kinds.RECEIPT)


def _moved(chain: Chain, standing: str, left: Sums) -> Sums:
    going = left.to_go_out if takes_out_when_left(chain, standing) else ZERO
    to_ship = left.to_ship + going
    sent_off = ZERO if chain.is_on(kinds.SHIPMENT) else to_ship
    return Sums(
        to_go_out=left.to_go_out - going,
        to_ship=to_ship - sent_off,
        to_receive=left.to_receive + sent_off,
        gone_out=left.gone_out + going,
        shipped=left.shipped + sent_off,
    )


def delivery_status(left: Sums) -> str:
    """The delivery side status: how much is out, and how much of it is on its way."""
    if not left.gone_out:
        return "preparing"
    all_out = not left.to_go_out
    if left.shipped:
        return "shipped" if all_out and not left.to_ship else "partly_shipped"
    return "out" if all_out else "partly_out"


def payment_status(total: Decimal, paid: Decimal, waiting: bool) -> str:
    """The payment side status; a waiting remittance shows until the order is fully paid."""
    if paid >= total:
        return "paid"
    if waiting:
        return "awaiting"
    return "partly" if paid else "unpaid"


def send_back_targets(chain: Chain, status: str, left: Sums) -> tuple[str, ...]:
    """Where an order may be sent back to from a company step: the first company step that is on,
    or the customer, as a draft, while nothing has left the warehouse."""
    step = next((one for one in chain.steps if one.key == status), None)
    if step is None or not step.is_company:
        return ()
    first = chain.first_company_step
    earlier = (first,) if first is not None and first != status else ()
    to_customer = () if left.gone_out else (kinds.DRAFT,)
    return earlier + to_customer


def may_be_voided(status: str, left: Sums) -> bool:
    """Before anything is out."""
    return status not in kinds.CLOSED and not left.gone_out


def is_late(status: str, since: datetime, limits: Mapping[str, int], now: datetime) -> bool:
    """Whether an order waits longer than the company allows; ``limits`` are hours by status."""
    hours = limits.get(status)
    return hours is not None and now - since > timedelta(hours=hours)


def product_kind(kinds_of_lines: Iterable[str]) -> str:
    """The kind that decides the handling of a whole order: special before new before regular."""
    found = set(kinds_of_lines)
    return next((kind for kind in ("special", "new") if kind in found), "regular")
