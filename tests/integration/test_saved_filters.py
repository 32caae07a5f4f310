"""Filters that people keep: as many as there may be, and each can still be replaced."""

from __future__ import annotations

import pytest

from tests.support.company import Company
from webapp.services.core.errors import RuleBroken
from webapp.services.lists.saved import MOST_FILTERS, save_filter, saved_filters


@pytest.mark.rule("H1")
def test_a_kept_filter_is_replaced_also_when_there_are_as_many_as_may_be(company: Company) -> None:
    session, review = company.session, company.actor("review")
    for number in range(MOST_FILTERS):
        save_filter(session, review, "orders", f"filter {number}", f"q={number}")
    with pytest.raises(RuleBroken, match="filters a list"):
        save_filter(session, review, "orders", "one more", "q=x")
    save_filter(session, review, "orders", "filter 3", "q=anew")
    kept = {row.name: row.query for row in saved_filters(session, review, "orders")}
    assert (len(kept), kept["filter 3"]) == (MOST_FILTERS, "q=anew")
