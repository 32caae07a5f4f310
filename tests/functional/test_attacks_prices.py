"""A customer's own price is read by those whose right to prices reaches him (A4, F5, H3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.client import Client
from tests.support.company import Company
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_setting import set_price

pytestmark = [pytest.mark.rule("A4", "F5"), pytest.mark.control("C36")]

PRICE, REASON = "0.7713", "老板同意的底价"


@pytest.mark.parametrize("who", ["ship", "review", "region1"])
def test_an_articles_story_tells_no_customers_own_price(
    client: Client, company: Company, who: str
) -> None:
    given = PriceInput("BOLT-8", Decimal(PRICE), customer="KH002", reason=REASON)
    set_price(company.session, company.actor("admin"), given)
    client.sign_in("admin")
    admins = client.get("/products/items/BOLT-8").text
    assert REASON in admins
    client.sign_in(who)
    page = client.get("/products/items/BOLT-8").text
    assert "BOLT-8 商品" in page
    assert [word for word in (PRICE, REASON, "KH002") if word in page] == []
