"""What promotions do to an order, decided without a database (docs/decisions/0014-promotions.md).

Each line takes part in one promotion at most, the one that is worth most to the customer; one
reduction of the whole order comes on top. Lines with a price agreed outside the list take no part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from webapp.services.core.money import CENT, round_money
from webapp.services.promotions.terms import GIFT, ORDER_TIERS, REDUCTION, Terms, Tier

ZERO = Decimal("0.00")
FOUR_PLACES = Decimal("0.0001")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion in force; ``products`` are those it is on, none for one on whole orders."""

    id: int
    number: str
    name: str
    name_en: str
    kind: str
    terms: Terms
    products: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Bought:
    """A line as it is without promotions; special, fixed and free ones take no part."""

    product_id: int
    quantity: Decimal
    price: Decimal
    takes_part: bool = True


@dataclass(frozen=True, slots=True)
class Decided:
    """A line with its promotion: unit price, CNY of the line, and its share of what came off the
    whole order."""

    price: Decimal
    amount: Decimal
    offer: Offer | None = None
    share: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.amount - self.share


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given; less than is ``due`` where stock falls short, down to nothing."""

    offer: Offer
    product_id: int
    quantity: Decimal
    due: Decimal


@dataclass(frozen=True, slots=True)
class Applied:
    """What one promotion took off, in CNY; nothing for a gift."""

    offer: Offer
    amount: Decimal


@dataclass(frozen=True, slots=True)
class NextTier:
    """The next tier that would take more off, and the CNY that are missing to reach it."""

    offer: Offer
    tier: Tier
    missing: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that promotions do to an order; ``lines`` stand as the bought ones do."""

    lines: tuple[Decided, ...]
    gifts: tuple[Gift, ...]
    applied: tuple[Applied, ...]
    next_tier: NextTier | None
    before: Decimal

    @property
    def total(self) -> Decimal:
        return sum((line.net for line in self.lines), ZERO)


@dataclass(slots=True)
class Shelf:
    """What gifts are worth and how many there are: CNY a unit, and stock that is left for gifts;
    a product without a figure is not bounded by stock."""

    prices: Mapping[int, Decimal]
    stock: Mapping[int, Decimal] = field(default_factory=dict)


def work_out(lines: Sequence[Bought], offers: Sequence[Offer], shelf: Shelf) -> Outcome:
    """What these promotions do to these lines; of equal ones the first offer counts."""
    giving = _Giving(shelf)
    decided = [_decide(line, offers, giving) for line in lines]
    plain = [round_money(line.price * line.quantity) for line in lines]
    amounts = [
        one.amount if line.takes_part else ZERO for line, one in zip(lines, decided, strict=True)
    ]
    base = sum(amounts, ZERO)
    tiered = [offer for offer in offers if offer.kind == ORDER_TIERS and base]
    best, off = _best_tier(tiered, base)
    shares = share_out(off, amounts)
    applied = _applied(plain, decided)
    return Outcome(
        lines=tuple(
            Decided(one.price, one.amount, one.offer, share)
            for one, share in zip(decided, shares, strict=True)
        ),
        gifts=tuple(giving.gifts.values()),
        applied=(*applied, Applied(best, off)) if best is not None else applied,
        next_tier=_next_tier(tiered, base, off),
        before=sum(plain, ZERO),
    )


class _Giving:
    """Gifts granted so far, of which each leaves less stock and less of the most an order."""

    def __init__(self, shelf: Shelf) -> None:
        self.prices = shelf.prices
        self.left = dict(shelf.stock)
        self.gifts: dict[tuple[int, int], Gift] = {}

    def offered(self, line: Bought, offer: Offer) -> Gift:
        """The gift for one line: whole multiples, as far as the bounds allow."""
        terms = offer.terms
        product_id = terms.gift.product_id if terms.gift else line.product_id
        due = line.quantity // terms.buy * terms.give
        if terms.most:
            given = [gift.due for (id_, _), gift in self.gifts.items() if id_ == offer.id]
            due = min(due, _multiples(terms.most - sum(given, Decimal(0)), terms.give))
        granted = due
        if product_id in self.left:
            granted = min(due, _multiples(self.left[product_id], terms.give))
        return Gift(offer, product_id, granted, due)

    def grant(self, gift: Gift) -> None:
        key = gift.offer.id, gift.product_id
        there = self.gifts.get(key)
        quantity = gift.quantity + (there.quantity if there else 0)
        due = gift.due + (there.due if there else 0)
        self.gifts[key] = Gift(gift.offer, gift.product_id, quantity, due)
        if gift.product_id in self.left:
            self.left[gift.product_id] -= gift.quantity


def _multiples(quantity: Decimal, of: Decimal) -> Decimal:
    """The most of a quantity that is a whole number of times another; nothing below zero."""
    return max(quantity // of * of, Decimal(0))


def _decide(line: Bought, offers: Sequence[Offer], giving: _Giving) -> Decided:
    amount = round_money(line.price * line.quantity)
    best, worth, gift = Decided(line.price, amount), ZERO, None
    for offer in offers:
        if not line.takes_part or line.product_id not in offer.products:
            continue
        offered = giving.offered(line, offer) if offer.kind == GIFT else None
        if offered is not None:
            made = Decided(line.price, amount, offer)
            gain = giving.prices[offered.product_id] * offered.quantity
            counts = gain > worth or (offered.due > 0 and best.offer is None)
        else:
            price = promoted_price(line.price, offer)
            made = Decided(price, round_money(price * line.quantity), offer)
            gain = amount - made.amount
            counts = gain > worth
        if counts:
            best, worth, gift = made, gain, offered
    if gift is not None:
        giving.grant(gift)
    return best


def promoted_price(price: Decimal, offer: Offer) -> Decimal:
    """The unit price with a reduction or a percentage off, to four decimals, never below zero."""
    if offer.kind == REDUCTION:
        return max(price - offer.terms.off, Decimal(0))
    left = price * (HUNDRED - offer.terms.percent) / HUNDRED
    return left.quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)


def _applied(plain: Sequence[Decimal], decided: Sequence[Decided]) -> tuple[Applied, ...]:
    offers: dict[int, Offer] = {}
    sums: dict[int, Decimal] = {}
    for before, line in zip(plain, decided, strict=True):
        if line.offer is not None:
            offers[line.offer.id] = line.offer
            sums[line.offer.id] = sums.get(line.offer.id, ZERO) + before - line.amount
    return tuple(Applied(offers[id_], amount) for id_, amount in sums.items())


def _best_tier(offers: Sequence[Offer], base: Decimal) -> tuple[Offer | None, Decimal]:
    best, most = None, ZERO
    for offer in offers:
        off = taken_off(_reached(offer.terms.tiers, base), base)
        if off > most:
            best, most = offer, off
    return best, most


def _reached(tiers: Sequence[Tier], base: Decimal) -> Tier | None:
    """The highest tier that an amount reaches."""
    return max(
        (tier for tier in tiers if tier.least <= base), key=lambda one: one.least, default=None
    )


def taken_off(tier: Tier | None, base: Decimal) -> Decimal:
    """CNY that a tier takes off an amount, never more than there is."""
    if tier is None:
        return ZERO
    return min(tier.amount or round_money(base * tier.percent / HUNDRED), base)


def _next_tier(offers: Sequence[Offer], base: Decimal, off: Decimal) -> NextTier | None:
    """The nearest tier that would take off more than now."""
    ahead = [
        NextTier(offer, tier, tier.least - base)
        for offer in offers
        for tier in offer.terms.tiers
        if tier.least > base and taken_off(tier, tier.least) > off
    ]
    return min(ahead, key=lambda one: one.missing, default=None)


def share_out(off: Decimal, amounts: Sequence[Decimal]) -> list[Decimal]:
    """Shares of a reduction in proportion to amounts, exact to the fen: what rounding down leaves
    goes to the largest remainders, and no share is more than its amount."""
    base = sum(amounts, ZERO)
    if not off:
        return [ZERO for _ in amounts]
    exact = [off * amount / base for amount in amounts]
    shares = [(one // CENT * CENT).quantize(CENT) for one in exact]
    left = int((off - sum(shares, ZERO)) / CENT)
    by_remainder = sorted(range(len(shares)), key=lambda at: shares[at] - exact[at])
    for at in by_remainder[:left]:
        shares[at] += CENT
    return shares
