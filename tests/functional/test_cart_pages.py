"""The customer's cart at its pages: with htmx and without, and what does not fit."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client
from tests.support.company import Company

BOX = "li[data-article='{}'] form.dd-orderbox"


@pytest.fixture
def shop(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def quantities(client: Client) -> dict[str, str]:
    rows = client.page("/cart").css("li[data-article]")
    return {
        str(row.attributes["data-article"]): str(
            row.css_first("[data-stepper] input").attributes["value"]  # type: ignore[union-attr]
        )
        for row in rows
    }


def put(client: Client, code: str, quantity: str) -> None:
    answer = client.submit(client.page("/shop/"), BOX.format(code), quantity=quantity)
    assert answer.status_code == 303


def test_without_a_script_the_shelf_fills_the_cart(shop: Client) -> None:
    page = shop.page("/shop/?view=list&q=bolt")
    answer = shop.submit(page, BOX.format("BOLT-8"), quantity="20")
    assert answer.status_code == 303
    assert answer.location == "/shop/?view=list&q=bolt"
    assert quantities(shop) == {"BOLT-8": "20"}


def test_with_htmx_the_box_answers_itself_and_the_count_comes_along(shop: Client) -> None:
    answer = shop.submit(shop.page("/shop/"), BOX.format("BOLT-8"), quantity="20", htmx=True)
    assert answer.status_code == 200
    part = LexborHTMLParser(answer.text)
    assert part.css_first("form.dd-orderbox input[name=quantity]").attributes["value"] == "20"  # type: ignore[union-attr]
    badges = part.css("[hx-swap-oob]")
    assert [badge.text() for badge in badges] == ["1", "1"]
    page = shop.page("/shop/")
    assert all(page.css_first(f"#{badge.attributes['id']}") is not None for badge in badges)


@pytest.mark.parametrize("typed", ["5", "abc", "1e309", "-10", "99999999999999", "\x00x", "NaN"])
def test_what_cannot_be_ordered_stays_in_the_box_with_its_reason(shop: Client, typed: str) -> None:
    answer = shop.submit(shop.page("/shop/"), BOX.format("BOLT-8"), quantity=typed, htmx=True)
    assert answer.status_code == 422
    part = LexborHTMLParser(answer.text)
    assert part.css_first(".dd-error") is not None
    plain = shop.submit(shop.page("/shop/"), BOX.format("BOLT-8"), quantity=typed, follow=True)
    assert 'data-look="trouble"' in plain.text
    assert quantities(shop) == {}


def test_short_stock_is_said_where_it_is_ordered(shop: Client) -> None:
    answer = shop.submit(shop.page("/shop/"), BOX.format("LOCK-1"), quantity="6", htmx=True)
    assert answer.status_code == 200
    warning = LexborHTMLParser(answer.text).css_first(".dd-warning")
    assert warning is not None
    assert "5" in warning.text()


def test_figures_are_read_as_people_type_them(shop: Client) -> None:
    put(shop, "NUT-8", "１，０００")
    assert quantities(shop) == {"NUT-8": "1000"}


def test_in_the_cart_quantities_change_and_lines_go(shop: Client) -> None:
    put(shop, "BOLT-8", "20")
    put(shop, "NUT-8", "30")
    line = "li[data-article='BOLT-8'] .dd-line-end form"
    answer = shop.submit(shop.page("/cart"), line, quantity="40", htmx=True)
    assert answer.status_code == 200
    assert "57.00" in answer.text, "40 at 1.425"
    wrong = shop.submit(shop.page("/cart"), line, quantity="41", htmx=True)
    assert wrong.status_code == 422
    assert 'value="41"' in wrong.text
    assert quantities(shop) == {"BOLT-8": "40", "NUT-8": "30"}
    gone = shop.submit(
        shop.page("/cart"), "li[data-article='NUT-8'] .dd-line-end > form:last-child", htmx=True
    )
    assert gone.status_code == 200
    assert quantities(shop) == {"BOLT-8": "40"}


def test_the_cart_survives_signing_out(shop: Client) -> None:
    put(shop, "BOLT-8", "20")
    shop.submit(shop.page("/cart"), "form[action$='/sign-out']")
    assert shop.get("/cart").status_code == 303
    shop.sign_in("kh001")
    assert quantities(shop) == {"BOLT-8": "20"}


def test_a_cart_is_emptied_after_being_told_what_goes(shop: Client) -> None:
    put(shop, "BOLT-8", "20")
    page = shop.page("/cart")
    assert "28.50" in page.css_first("form[action='/cart/clear']").text()  # type: ignore[union-attr]
    assert shop.submit(page, "form[action='/cart/clear']").status_code == 303
    assert shop.page("/cart").css_first(".dd-empty") is not None


@pytest.mark.control("C28")
@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_the_way_back_stays_on_this_site(shop: Client, target: str) -> None:
    answer = shop.submit(shop.page("/shop/"), BOX.format("NUT-8"), quantity="1", next=target)
    assert answer.location == "/cart"


@pytest.mark.control("C26")
def test_nothing_changes_without_the_token(shop: Client) -> None:
    assert shop.post("/cart/items/BOLT-8", data={"quantity": "20"}).status_code == 400
    assert quantities(shop) == {}


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "购物车"), ("en", "Cart")])
def test_the_cart_speaks_both_languages(shop: Client, language: str, word: str) -> None:
    put(shop, "LOCK-1", "9")
    page = shop.page("/cart", headers={"Accept-Language": language})
    assert word in page.css_first("h1").text()  # type: ignore[union-attr]
    problem = page.css_first("li .dd-error")
    assert problem is not None
    assert ("pcs" in problem.text()) is (language == "en")
