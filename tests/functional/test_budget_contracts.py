"""What an order from a contract may cost while its clerk looks at what is owed (C3), in statements
that do not depend on the other orders from it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.agreeing import Agreeing
from tests.support.budget import within
from tests.support.client import Client
from tests.support.company import Company
from tests.support.reviewing import Reviewing
from webapp.services.orders import kinds

#: Two of them ask what the contract demands and what is owed for deliveries.
PAGE = 8
#: Three of them: the contract is asked for by itself.
PASS = 12


@pytest.mark.rule("C3")
@pytest.mark.parametrize("others", [0, 5])
def test_what_is_owed_is_asked_for_all_orders_at_once(
    app: Flask, client: Client, company: Company, others: int
) -> None:
    agreeing = Agreeing(Reviewing(company))
    contract = agreeing.contract()
    first, second, *_ = [agreeing.order(contract, "10") for _ in range(others + 2)]
    client.sign_in("review")
    client.submit(client.page(f"/orders/{first.number}"), "form[data-act=pass]")
    client.page(f"/orders/{second.number}")
    with within(app, PAGE):
        page = client.page(f"/orders/{second.number}")
    with within(app, PASS):
        client.submit(page, "form[data-act=pass]")
    assert company.order(second.number).status == kinds.FINANCE_REVIEW
