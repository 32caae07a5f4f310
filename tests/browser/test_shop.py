"""The customer's shop in a real browser: what only shows once scripts run, and without them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.support.company import Company

PHONE = {"viewport": {"width": 390, "height": 844}}
PASTE = """([field, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const how = {clipboardData: data, bubbles: true, cancelable: true};
  field.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def paste(page: Page, row: int, text: str) -> None:
    field = page.locator("[data-code]").nth(row)
    field.focus()
    page.evaluate(PASTE, [field.element_handle(), text])


def sign(page: Page) -> None:
    canvas = page.locator("canvas[data-bound]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 80)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(box["x"] + 30 + step * 8, box["y"] + 80 - step % 5 * 12)
    page.mouse.up()


def test_from_the_shelf_to_an_order_on_a_phone(open_page: OpenPage, company: Company) -> None:
    page = open_page("kh001", **PHONE)
    page.goto("/shop/")
    card = page.locator("li[data-article='BOLT-8']")
    card.locator("[data-step='1']").click()
    card.locator("[data-action='add_to_cart']").click()
    expect(page.locator("#count-bar-ordering-cart")).to_have_text("1")
    page.goto("/cart")
    field = page.locator("#q-1")
    field.fill("40")
    field.press("Tab")
    expect(page.locator("[data-total]")).to_contain_text("57.00")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON", "typing may go on"
    page.locator("[data-action='checkout']").click()
    sign(page)
    page.locator("[data-action='submit']").click()
    page.wait_for_url("**/my/orders/**")
    company.session.rollback()
    assert company.stock("BOLT-8")[1] == 40


def test_without_scripts_the_same_way_is_open(open_page: OpenPage, company: Company) -> None:
    page = open_page("kh001", javascript=False)
    page.goto("/shop/?view=list&q=bolt")
    card = page.locator("li[data-article='BOLT-8']")
    card.locator("[name=quantity]").fill("30")
    card.locator("[data-action='add_to_cart']").click()
    page.goto("/quick-order")
    page.locator("[name=code]").first.fill("NUT-8")
    page.locator("[name=quantity]").first.fill("5")
    page.locator("[data-action='add_lines']").click()
    expect(page.locator("li[data-article]")).to_have_count(2)


def test_rows_are_pasted_over_the_grid_and_answered(open_page: OpenPage, company: Company) -> None:
    page = open_page("kh001")
    page.goto("/quick-order")
    field = page.locator("[data-code]").first
    field.press_sequentially("bolt")
    expect(page.locator(".dd-listbox li")).to_have_count(1)
    field.press("Enter")
    page.keyboard.type("20")
    paste(page, 1, "NUT-8\t1,00\nPIPE-20\t2.5\t米\nNUT-8\t1,000\n" + "LOCK-1\t1\n" * 8)
    assert page.locator("[data-quantity]").nth(3).input_value() == "1,000"
    page.locator("[data-action='add_lines']").click()
    expect(page.locator("tr.dd-row-error")).to_have_count(1)
    expect(page.locator("tr.dd-row-error [data-quantity]")).to_have_value("1,00")
    expect(page.locator("#count-top-ordering-cart")).to_have_text("4")


def test_searching_changes_the_shelf_while_typing(open_page: OpenPage, company: Company) -> None:
    page = open_page("kh001")
    page.goto("/shop/?view=list")
    page.locator("[data-search]").press_sequentially("lock")
    expect(page.locator("li[data-article]")).to_have_count(1)
    assert "view=list" in page.url
    page.go_back()
    expect(page.locator("li[data-article]")).to_have_count(4)


@pytest.mark.parametrize(("locale", "theme"), [("zh-CN", "light"), ("en", "dark")])
def test_nothing_stands_in_anybodys_way(
    open_page: OpenPage, company: Company, axe: Callable[[Page], None], locale: str, theme: str
) -> None:
    page = open_page("kh001", locale=locale, color_scheme=theme, **PHONE)
    page.goto("/shop/")
    page.locator("[data-action='add_to_cart']").first.click()
    expect(page.locator("#count-bar-ordering-cart")).to_have_text("1")
    for path in (
        "/shop/",
        "/shop/?view=list",
        "/shop/?q=nothing",
        "/shop/items/BOLT-8",
        "/cart",
        "/quick-order",
        "/checkout",
    ):
        page.goto(path)
        axe(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, path
