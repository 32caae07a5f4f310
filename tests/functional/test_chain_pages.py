"""The chains' settings screen: look, change, see what it does, save (A8, A9)."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.services.chains.overview import get_chain_view
from webapp.services.chains.rules import Level
from webapp.services.orders import kinds

PAGE = "/settings/chains/order/general"
CONFIRM = "button[data-action=review_chain]"
SAVE = "button[data-action=save_chain]"


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def chain(company: Company) -> Any:
    company.session.rollback()
    return get_chain_view(company.session, company.actor("admin"), kinds.KIND, "").chain


def off(page: LexborHTMLParser, *keys: str) -> LexborHTMLParser:
    """The page with these steps unticked."""
    for key in keys:
        box = page.css_first(f"input[name='on.{key}']")
        assert box is not None
        del box.attrs["checked"]
    return page


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


@pytest.mark.rule("A8")
@pytest.mark.parametrize(("language", "said"), [("en", "Order review"), ("zh-CN", "订单审核")])
def test_every_chain_is_drawn_as_its_steps(admin: Client, language: str, said: str) -> None:
    page = admin.page("/settings/chains", headers={"Accept-Language": language})
    card = page.css_first("[data-kind=order][data-variant='']")
    assert card is not None
    drawn = card.css(".dd-chain > li")
    assert [one.attributes["data-step"] for one in drawn] == list(kinds.STEP_KEYS)
    assert {one.attributes["data-on"] for one in drawn} == {"1"}
    assert said in drawn[0].text()


@pytest.mark.rule("A8", "A9")
def test_saving_shows_what_it_does_first_and_lets_them_finish(
    admin: Client, company: Company
) -> None:
    order = company.place()
    shown = admin.submit(off(admin.page(PAGE), kinds.ORDER_REVIEW), CONFIRM)
    assert shown.status_code == 200
    assert chain(company).number == 1
    facts = parse(shown)
    row = facts.css_first("tr[data-status=order_review]")
    assert row is not None
    assert row.attributes["data-goes-to"] == kinds.FINANCE_REVIEW
    assert row.css("td")[1].text() == "1"
    saved = admin.submit(facts, SAVE, follow=True)
    assert saved.request.path == PAGE
    assert not chain(company).is_on(kinds.ORDER_REVIEW)
    assert company.order(order.number).status == kinds.ORDER_REVIEW
    assert parse(saved).css_first("tr[data-version='2']") is not None


@pytest.mark.rule("A9")
def test_adopting_moves_the_open_ones(admin: Client, company: Company) -> None:
    order = company.place()
    facts = parse(admin.submit(off(admin.page(PAGE), kinds.ORDER_REVIEW), CONFIRM))
    admin.submit(facts, SAVE, adopt="now")
    assert company.order(order.number).status == kinds.FINANCE_REVIEW
    assert chain(company).number == 2


def test_saving_twice_makes_one_version(admin: Client, company: Company) -> None:
    facts = parse(admin.submit(off(admin.page(PAGE), kinds.RECEIPT), CONFIRM))
    assert admin.submit(facts, SAVE).status_code == 303
    assert admin.submit(facts, SAVE).status_code == 303
    assert chain(company).number == 2


@pytest.mark.rule("A8")
def test_one_step_stays_on(admin: Client, company: Company) -> None:
    answer = admin.submit(off(admin.page(PAGE), *kinds.STEP_KEYS), CONFIRM)
    assert answer.status_code == 422
    assert parse(answer).css_first("[data-error-summary]") is not None
    assert chain(company).number == 1


def test_without_a_change_nothing_is_saved(admin: Client, company: Company) -> None:
    assert admin.submit(admin.page(PAGE), CONFIRM).status_code == 422
    assert chain(company).number == 1


@pytest.mark.rule("A9")
def test_who_is_late_is_told_and_changes_nothing(admin: Client, company: Company) -> None:
    early, late = admin.page(PAGE), admin.page(PAGE)
    facts = parse(admin.submit(off(late, kinds.FINANCE_REVIEW), CONFIRM))
    admin.submit(parse(admin.submit(off(early, kinds.RECEIPT), CONFIRM)), SAVE)
    assert admin.submit(facts, SAVE).status_code == 409
    assert admin.submit(late, CONFIRM).status_code == 409
    assert chain(company).number == 2
    assert chain(company).is_on(kinds.FINANCE_REVIEW)


@pytest.mark.rule("A6")
def test_levels_are_added_filled_and_removed_without_a_script(
    admin: Client, company: Company
) -> None:
    more = parse(admin.submit(admin.page(PAGE), "button[value='add:order_review']"))
    values = {
        "order_review.0.name": "经理",
        "order_review.0.role": "order_reviewer",
        "order_review.1.name": "总经理",
        "order_review.1.amount": "￥１０,０００",
    }
    facts = admin.submit(more, CONFIRM, **values)
    assert facts.status_code == 200
    admin.submit(parse(facts), SAVE, note="大单加一级")
    levels = chain(company).step(kinds.ORDER_REVIEW).levels
    assert levels == (
        Level("经理", "order_reviewer"),
        Level("总经理", "", levels[1].min_amount),
    )
    assert str(levels[1].min_amount) == "10000.00"
    less = admin.submit(admin.page(PAGE), "button[value='remove:order_review:1']")
    assert len(parse(less).css("[data-step=order_review] .dd-chain-level")) == 1


@pytest.mark.parametrize("amount", ["-1", "1e309", "NaN", "9" * 40, "\x00", "一", "0.001"])
def test_an_amount_that_is_none_is_an_error_at_its_field(
    admin: Client, company: Company, amount: str
) -> None:
    values = {"order_review.0.amount": amount, "order_review.0.name": "x"}
    answer = admin.submit(admin.page(PAGE), CONFIRM, **values)
    assert answer.status_code in (200, 422)
    assert chain(company).number == 1


def test_back_from_the_facts_keeps_what_was_chosen(admin: Client) -> None:
    facts = parse(admin.submit(off(admin.page(PAGE), kinds.RECEIPT), CONFIRM, note="why"))
    page = parse(admin.submit(facts, "button[value=back]"))
    box = page.css_first("input[name='on.receipt']")
    note = page.css_first("input[name=note]")
    assert box is not None
    assert note is not None
    assert "checked" not in box.attributes
    assert note.attributes["value"] == "why"


@pytest.mark.rule("A8")
def test_special_sales_get_a_chain_of_their_own(admin: Client) -> None:
    index = admin.page("/settings/chains")
    made = admin.submit(index, "button[data-action=split_chain]", follow=True)
    assert made.request.path == "/settings/chains/order/special"
    again = admin.submit(index, "form[action='/settings/chains/order/special/split']", key="k" * 20)
    assert again.status_code == 409


@pytest.mark.parametrize(
    "path",
    ["/settings/chains/order/other", "/settings/chains/none/general", "/settings/chains/%00/x"],
)
def test_a_chain_that_is_not_there_is_not_found(admin: Client, path: str) -> None:
    assert admin.get(path).status_code == 404


@pytest.mark.control("C38", "C40")
@pytest.mark.parametrize("who", ["sales", "ship", "kh001"])
def test_only_who_manages_the_system_comes_here(client: Client, company: Company, who: str) -> None:
    client.sign_in(who)
    for path in ("/settings/chains", PAGE, "/settings", "/settings/roles"):
        assert client.get(path).status_code == 403
    for path in (PAGE, f"{PAGE}/confirm", f"{PAGE}/split", "/settings"):
        assert client.post(path).status_code in (400, 403)
    links = "a[href='/settings'], a[href^='/settings/chains'], a[href^='/settings/roles']"
    assert texts(client.page("/account"), links) == []
