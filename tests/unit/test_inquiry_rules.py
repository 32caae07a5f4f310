"""Decisions about inquiries that need no database: how to accept, and what customers read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.inquiries import acceptance, kinds
from webapp.services.inquiries.acceptance import (
    AcceptanceCase,
    AcceptanceTerms,
    advise,
    amount_of,
)
from webapp.services.inquiries.customer_side import STATES, case_state
from webapp.services.quotations import kinds as quotations

TERMS = AcceptanceTerms(frozenset({"A"}), Decimal(10000), Decimal(5), 7)
TODAY = date(2026, 11, 23)
FAR = TODAY + timedelta(days=365)


def a_case(**given: object) -> AcceptanceCase:
    usual: dict[str, object] = {
        "grade": "B",
        "product_kind": "regular",
        "amount": Decimal(5000),
        "wanted_on": FAR,
        "usual_days": 10,
    }
    return AcceptanceCase(**{**usual, **given})  # type: ignore[arg-type]


@pytest.mark.rule("L3")
@pytest.mark.parametrize(
    ("grade", "amount", "is_small", "reason"),
    [
        ("A", "1", False, acceptance.KEY_CUSTOMER),
        ("B", "9999.99", True, acceptance.SMALL),
        ("B", "10000", False, acceptance.LARGE),
        ("", "9999.99", True, acceptance.SMALL),
        ("C", None, False, acceptance.NO_AMOUNT),
        ("A", None, False, acceptance.KEY_CUSTOMER),
    ],
)
def test_small_orders_of_customers_who_are_not_key_cost_more(
    grade: str, amount: str | None, is_small: bool, reason: str
) -> None:
    advice = advise(a_case(grade=grade, amount=amount and Decimal(amount)), TERMS, TODAY)
    assert advice.is_small is is_small
    assert (advice.surcharge_percent, advice.extra_days) == ((5, 7) if is_small else (0, 0))
    assert [one.text for one in advice.reasons] == [reason]


@pytest.mark.rule("L3")
@pytest.mark.parametrize(
    ("days", "amount", "is_short"),
    [(10, 10000, False), (9, 10000, True), (17, 5000, False), (16, 5000, True)],
)
def test_a_date_before_the_lead_time_is_said(days: int, amount: int, is_short: bool) -> None:
    wanted = TODAY + timedelta(days=days)
    advice = advise(a_case(wanted_on=wanted, amount=Decimal(amount)), TERMS, TODAY)
    assert (acceptance.SHORT in {one.text for one in advice.reasons}) is is_short


@pytest.mark.rule("L3", "E1")
@pytest.mark.parametrize("kind", ["new", "special"])
def test_an_unusual_product_takes_the_time_that_the_review_says(kind: str) -> None:
    reasons = advise(a_case(product_kind=kind), TERMS, TODAY).reasons
    assert acceptance.UNUSUAL in {one.text for one in reasons}


@pytest.mark.rule("L3")
@given(
    st.lists(
        st.tuples(st.decimals(1, 1000, places=3), st.none() | st.decimals(0, 1000, places=4)),
        max_size=4,
    )
)
def test_target_prices_stand_for_the_estimate_only_when_every_line_has_one(
    lines: list[tuple[Decimal, Decimal | None]],
) -> None:
    assert amount_of(Decimal(7), lines) == 7
    known = [price for _, price in lines if price is not None]
    amount = amount_of(None, lines)
    assert (amount is not None) == (bool(lines) and len(known) == len(lines))


@pytest.mark.rule("B3", "B5")
@pytest.mark.parametrize("quotation", ["", *quotations.STATUSES])
@pytest.mark.parametrize("inquiry", kinds.STATUSES)
@pytest.mark.parametrize("was_filed", [False, True])
def test_every_state_of_a_case_has_one_word_for_its_customer(
    inquiry: str, quotation: str, was_filed: bool
) -> None:
    word = case_state(inquiry, was_filed=was_filed, quotation=quotation)
    assert word in STATES
    inside = {"review", "not_acceptable", "drafting", "approved"}
    if quotation in inside or (not quotation and was_filed and inquiry not in ("lost", "draft")):
        assert word == ("declined" if inquiry == "lost" else "in_review")


@pytest.mark.parametrize(
    ("inquiry", "was_filed", "quotation", "has_contract", "word"),
    [
        ("draft", False, "", False, "draft"),
        ("intake", False, "", False, "received"),
        ("intake", True, "", False, "in_review"),
        ("not_acceptable", True, "", False, "in_review"),
        ("quoted", True, "offered", False, "offer"),
        ("quoted", True, "changes_asked", False, "changes_asked"),
        ("quoted", True, "formal", False, "accepted"),
        ("quoted", True, "formal", True, "contract"),
        ("quoted", True, "abandoned", False, "declined"),
        ("lost", True, "", False, "declined"),
    ],
)
def test_the_words_of_a_customers_way(
    inquiry: str, was_filed: bool, quotation: str, has_contract: bool, word: str
) -> None:
    said = case_state(inquiry, was_filed=was_filed, quotation=quotation, has_contract=has_contract)
    assert said == word
