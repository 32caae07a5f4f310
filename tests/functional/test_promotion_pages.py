"""Promotions at their pages: written without a script, published, seen in cart and order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.company import Company
from tests.support.promoting import a_promotion, publish
from webapp.services.core.clock import company_day
from webapp.services.promotions.terms import GIFT, ORDER_TIERS, PERCENT

FORM = "form.dd-promotion-form"
TODAY = company_day(datetime.now(UTC)).isoformat()


@pytest.fixture
def desk(client: Client, company: Company) -> Client:
    client.sign_in("sales")
    return client


def write(desk: Client, **typed: Any) -> Any:
    given = {
        "name": "春季活动",
        "kind": PERCENT,
        "valid_from": TODAY,
        "valid_to": "2099-12-31",
        "percent": "10",
        "products": "BOLT-8, NUT-8",
        **typed,
    }
    return desk.submit(desk.page("/promotions/new"), FORM, **given)


def test_a_draft_is_written_changed_published_and_copied(desk: Client) -> None:
    answer = write(desk)
    assert answer.status_code == 303
    page = desk.page(answer.location)
    assert page.css_first("main").attributes["data-status"] == "draft"  # type: ignore[union-attr]
    assert [one.attributes["data-article"] for one in page.css("li[data-article]")] == [
        "BOLT-8",
        "NUT-8",
    ]
    changed = desk.submit(desk.page(f"{answer.location}/edit"), FORM, name="夏季活动")
    assert changed.status_code == 303
    page = desk.page(answer.location)
    assert "夏季活动" in page.css_first("h1").text()  # type: ignore[union-attr]
    assert desk.submit(page, "form[data-act=publish]").status_code == 303
    page = desk.page(answer.location)
    assert page.css_first("main").attributes["data-status"] == "running"  # type: ignore[union-attr]
    assert page.css_first("form[data-act=publish]") is None
    copied = desk.submit(page, "form[data-act=copy]")
    assert copied.status_code == 303
    assert desk.submit(page, "form[data-act=withdraw]", reason="卖完了").status_code == 303
    rows = desk.page("/promotions").css("tr[data-number]")
    assert sorted(str(row.attributes["data-status"]) for row in rows) == ["draft", "withdrawn"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", {"name": ""}),
        ("valid_to", {"valid_to": "2099-02-30"}),
        ("valid_from", {"valid_from": "0000-01-01"}),
        ("percent", {"percent": "1e309"}),
        ("percent", {"percent": "\x00"}),
        ("percent", {"percent": "100"}),
        ("products", {"products": "NO-SUCH \x00"}),
        ("kind", {"kind": "nothing"}),
        ("gift", {"kind": GIFT, "buy": "1", "give": "1", "gift": "NO-SUCH"}),
        ("buy", {"kind": GIFT, "buy": "99999999999999999999", "give": "1"}),
        ("tiers", {"kind": ORDER_TIERS, "tier_least": "abc", "tier_amount": "1"}),
        ("tiers", {"kind": ORDER_TIERS}),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    desk: Client, field: str, typed: dict[str, str]
) -> None:
    answer = write(desk, **typed)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert 'value="BOLT-8"' in answer.text or "products" in typed


def test_two_who_write_the_same_draft(desk: Client) -> None:
    location = write(desk).location
    first, second = desk.page(f"{location}/edit"), desk.page(f"{location}/edit")
    assert desk.submit(first, FORM, name="甲").status_code == 303
    assert desk.submit(second, FORM, name="乙").status_code == 409


def test_sent_twice_a_draft_is_written_once(desk: Client) -> None:
    page = desk.page("/promotions/new")
    typed: dict[str, Any] = {
        "name": "一次",
        "kind": PERCENT,
        "valid_from": TODAY,
        "valid_to": "2099-12-31",
        "percent": "5",
        "products": "BOLT-8",
    }
    first, second = (desk.submit(page, FORM, **typed) for _ in range(2))
    assert first.location == second.location
    assert len(desk.page("/promotions").css("tr[data-number]")) == 1


def test_a_preview_shows_an_order_with_and_without_it(desk: Client, company: Company) -> None:
    order = company.place()
    location = write(desk).location
    page = desk.page(f"{location}?order={order.number}")
    assert page.css_first("[data-difference]").text(strip=True) == "−3.80"  # type: ignore[union-attr]
    answer = desk.get(f"{location}?order=%00nothing")
    assert answer.status_code == 200
    assert 'id="f-order-error"' in answer.text


@pytest.mark.parametrize(
    "query",
    ["q=%00", "sort=nothing", "after=e30", "status=nothing", "kind=%ED%A0%80", "q=" + "长" * 99],
)
def test_odd_addresses_are_the_list(desk: Client, query: str) -> None:
    assert desk.get(f"/promotions?{query}").status_code == 200


def test_the_customer_sees_it_at_the_article_in_the_cart_and_on_the_order(
    client: Client, company: Company
) -> None:
    numbers = [publish(company, a_promotion(kind)) for kind in (GIFT, ORDER_TIERS)]
    client.sign_in("kh001")
    page = client.page("/shop/?view=list&q=bolt")
    offer = page.css_first("li[data-article='BOLT-8'] [data-offer]")
    assert offer is not None
    assert offer.attributes["data-offer"] == numbers[0]
    box = "li[data-article='BOLT-8'] form.dd-orderbox"
    assert client.submit(page, box, quantity="20").status_code == 303
    cart = client.page("/cart")
    assert cart.css_first("[data-gift='BOLT-8']") is not None
    assert cart.css_first("[data-next-tier]") is not None
    shown = [one.attributes["data-promotion"] for one in cart.css("[data-promotion]")]
    assert shown == numbers
    assert cart.css_first("[data-total]").text(strip=True) == "¥25.50"  # type: ignore[union-attr]
    order = company.place(company.wanted(BOLT_8="20"))
    page = client.page(f"/my/orders/{order.number}")
    assert [one.attributes["data-promotion"] for one in page.css("[data-promotion]")] == numbers
    assert page.css_first("[data-goods]").text(strip=True) == "28.50"  # type: ignore[union-attr]
    assert client.get(f"/promotions/{numbers[0]}").status_code == 403


def test_staff_read_on_the_order_what_it_took_off(desk: Client, company: Company) -> None:
    publish(company, a_promotion(ORDER_TIERS))
    order = company.place()
    for place in ("", "/print"):
        page = desk.page(f"/orders/{order.number}{place}")
        texts = [one.text(strip=True) for one in page.css("[data-promotion] td")]
        assert texts[0] == "−3.00"
