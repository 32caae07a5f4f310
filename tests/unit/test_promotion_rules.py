"""What promotions do to lines, as tables of cases, and what no numbers may break."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from webapp.services.core.money import round_money
from webapp.services.orders.rules import value_of
from webapp.services.promotions.rules import (
    Bought,
    Offer,
    Outcome,
    Shelf,
    promoted_price,
    share_out,
    work_out,
)
from webapp.services.promotions.terms import (
    GIFT,
    ORDER_TIERS,
    PERCENT,
    REDUCTION,
    GiftArticle,
    Terms,
    Tier,
    terms_from_plain,
    terms_to_plain,
)

D = Decimal
BOLT, NUT, CAP = 1, 2, 3
PRICES = {BOLT: D("2.0000"), NUT: D("0.5000"), CAP: D("30.0000")}


def offer(kind: str, number: int = 1, on: tuple[int, ...] = (BOLT,), **terms: object) -> Offer:
    products = frozenset() if kind == ORDER_TIERS else frozenset(on)
    made = Terms(**terms)  # type: ignore[arg-type]
    return Offer(number, f"CX-{number}", f"活动{number}", "", kind, made, products)


def bought(product: int, quantity: str, *, takes_part: bool = True) -> Bought:
    return Bought(product, D(quantity), PRICES[product], takes_part)


def outcome(lines: list[Bought], *offers: Offer, **stock: str) -> Outcome:
    left = {{"bolt": BOLT, "nut": NUT, "cap": CAP}[name]: D(text) for name, text in stock.items()}
    return work_out(lines, offers, Shelf(PRICES, left))


TEN_GET_ONE = offer(GIFT, buy=D(10), give=D(1))


@pytest.mark.parametrize(
    ("kind", "terms", "price"),
    [
        (REDUCTION, {"off": D("0.5")}, "1.5000"),
        (REDUCTION, {"off": D("9")}, "0"),
        (PERCENT, {"percent": D("10")}, "1.8000"),
        (PERCENT, {"percent": D("33.33")}, "1.3334"),
    ],
)
def test_a_unit_price_goes_down_but_not_below_zero(
    kind: str, terms: dict[str, Any], price: str
) -> None:
    assert promoted_price(D("2.0000"), offer(kind, **terms)) == D(price)


def test_percentages_round_half_up_at_four_decimals() -> None:
    assert promoted_price(D("0.3333"), offer(PERCENT, percent=D(5))) == D("0.3166")
    assert promoted_price(D("0.0010"), offer(PERCENT, percent=D(45))) == D("0.0006")


@pytest.mark.parametrize(
    ("quantity", "given"), [("9", "0"), ("10", "1"), ("19.5", "1"), ("20", "2"), ("105", "10")]
)
def test_gifts_come_in_whole_multiples(quantity: str, given: str) -> None:
    gifts = outcome([bought(BOLT, quantity)], TEN_GET_ONE).gifts
    assert sum((gift.quantity for gift in gifts), D(0)) == D(given)


def test_gifts_are_bounded_by_the_most_an_order_over_all_lines() -> None:
    three = offer(GIFT, on=(BOLT, NUT), buy=D(10), give=D(2), most=D(5))
    found = outcome([bought(BOLT, "10"), bought(NUT, "50")], three)
    assert [(gift.product_id, gift.quantity) for gift in found.gifts] == [
        (BOLT, D(2)),
        (NUT, D(2)),
    ]


def test_gifts_are_bounded_by_stock_and_say_so() -> None:
    (gift,) = outcome([bought(BOLT, "100")], TEN_GET_ONE, bolt="3").gifts
    assert (gift.quantity, gift.due) == (D(3), D(10))
    (none,) = outcome([bought(BOLT, "100")], TEN_GET_ONE, bolt="-5").gifts
    assert (none.quantity, none.due) == (D(0), D(10))


def test_another_article_may_be_given() -> None:
    cap = GiftArticle(CAP, "CAP", "帽", "Cap", "个", "pcs")
    found = outcome([bought(BOLT, "20")], offer(GIFT, buy=D(10), give=D(1), gift=cap))
    assert [(gift.product_id, gift.quantity) for gift in found.gifts] == [(CAP, D(2))]
    assert found.total == D("40.00")


def test_a_line_takes_part_in_the_one_that_is_worth_most() -> None:
    lines = [bought(BOLT, "100")]
    five, third = offer(PERCENT, 2, percent=D(5)), offer(PERCENT, 3, percent=D(30))
    assert outcome(lines, TEN_GET_ONE, five).gifts[0].quantity == 10
    assert outcome(lines, TEN_GET_ONE, five).total == D("200.00")
    found = outcome(lines, TEN_GET_ONE, five, third)
    assert (found.total, found.gifts) == (D("140.00"), ())
    assert [one.offer.id for one in found.applied] == [3]


def test_of_equal_ones_the_first_counts_and_a_gift_out_of_stock_makes_way() -> None:
    same = [offer(PERCENT, number, percent=D(10)) for number in (4, 5)]
    assert outcome([bought(BOLT, "5")], *same).applied[0].offer.id == 4
    small = offer(PERCENT, 2, percent=D(1))
    found = outcome([bought(BOLT, "100")], TEN_GET_ONE, small, bolt="0")
    assert (found.gifts, found.applied[0].offer.id) == ((), 2)


def test_agreed_and_free_lines_take_no_part() -> None:
    tiers = offer(ORDER_TIERS, 9, tiers=(Tier(D(1), amount=D("0.50")),))
    found = outcome([bought(BOLT, "100", takes_part=False)], TEN_GET_ONE, tiers)
    assert (found.total, found.gifts, found.applied) == (D("200.00"), (), ())


TIERS = offer(
    ORDER_TIERS,
    9,
    tiers=(Tier(D(100), amount=D(5)), Tier(D(500), percent=D(3)), Tier(D(2000), percent=D(5))),
)


@pytest.mark.parametrize(
    ("quantity", "off", "missing"),
    [("49.5", "0", "1.00"), ("50", "5.00", "400.00"), ("250", "15.00", "1500.00")],
)
def test_the_highest_tier_reached_counts_and_the_next_is_told(
    quantity: str, off: str, missing: str
) -> None:
    found = outcome([bought(BOLT, quantity)], TIERS)
    assert found.before - found.total == D(off)
    assert found.next_tier is not None
    assert found.next_tier.missing == D(missing)


def test_tiers_count_what_line_promotions_left_and_come_on_top() -> None:
    found = outcome([bought(BOLT, "250")], offer(PERCENT, percent=D(10)), TIERS)
    assert found.before == D("500.00")
    assert found.total == D("445.00")
    assert [(one.offer.id, one.amount) for one in found.applied] == [(1, D("50.00")), (9, D("5"))]
    highest = outcome([bought(BOLT, "2000")], TIERS)
    assert (highest.total, highest.next_tier) == (D("3800.00"), None)


def test_one_reduction_of_the_whole_order_counts_the_best() -> None:
    other = offer(ORDER_TIERS, 8, tiers=(Tier(D(10), amount=D(7)),))
    assert outcome([bought(BOLT, "50")], TIERS, other).applied[0].offer.id == 8


def test_a_reduction_is_never_more_than_the_order() -> None:
    found = outcome([bought(NUT, "2")], offer(ORDER_TIERS, tiers=(Tier(D("0.5"), amount=D(9)),)))
    assert found.total == 0


@pytest.mark.parametrize(
    ("off", "amounts", "shares"),
    [
        ("0.01", ["1.00", "1.00", "1.00"], ["0.01", "0", "0"]),
        ("1.00", ["1.00", "1.00", "1.00"], ["0.34", "0.33", "0.33"]),
        ("3.00", ["1.00", "0.00", "2.00"], ["1.00", "0.00", "2.00"]),
        ("0", ["1.00"], ["0"]),
    ],
)
def test_shares_come_to_the_fen(off: str, amounts: list[str], shares: list[str]) -> None:
    assert share_out(D(off), [D(one) for one in amounts]) == [D(one) for one in shares]


def test_shares_always_sum_exactly_and_never_exceed_their_line() -> None:
    chance = Random("shares")
    for _ in range(500):
        amounts = [D(chance.randint(0, 10**7)).scaleb(-2) for _ in range(chance.randint(1, 40))]
        base = sum(amounts, D(0))
        off = round_money(base * D(chance.randint(0, 100)) / 100)
        shares = share_out(off, amounts)
        assert sum(shares, D(0)) == off
        assert all(0 <= share <= amount for share, amount in zip(shares, amounts, strict=True))


class PricedLine:
    """A line as amounts are worked out of it."""

    def __init__(self, price: Decimal, quantity: Decimal, reduction: Decimal) -> None:
        self.price, self.quantity, self.reduction = price, quantity, reduction
        self.shipped_out = self.shipped = self.received = D(0)
        self.differing = self.settled = self.closed = D(0)


def test_a_part_of_a_line_never_costs_more_than_more_of_it() -> None:
    chance = Random("parts")
    for _ in range(300):
        price = D(chance.randint(1, 99_999)).scaleb(-4)
        quantity = D(chance.randint(1, 400))
        whole = round_money(price * quantity)
        line = PricedLine(price, quantity, min(D(chance.randint(0, 500)).scaleb(-2), whole))
        values = [value_of(line, D(part)) for part in range(int(quantity) + 1)]
        assert values == sorted(values)
        assert (values[0], values[-1]) == (D(0), whole - line.reduction)


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        (GIFT, Terms(buy=D(10), give=D("1.5"), most=D(3))),
        (GIFT, Terms(buy=D(1), give=D(1), gift=GiftArticle(7, "A", "甲", "A", "个", "pcs"))),
        (REDUCTION, Terms(off=D("0.1234"))),
        (PERCENT, Terms(percent=D("12.50"))),
        (ORDER_TIERS, TIERS.terms),
    ],
)
def test_terms_are_kept_as_they_are(kind: str, terms: Terms) -> None:
    assert terms_from_plain(terms_to_plain(kind, terms)) == terms
