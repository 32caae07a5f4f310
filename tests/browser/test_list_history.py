"""A list that turns in place has an address for every turn: back, forward and reload find each of
them again, and keys go on where they were."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.support.company import Company

A_PAGE = 25
MORE = 2


def _shows(page: Page, rows: int, typed: str, region: str) -> None:
    """The list has so many rows, beside a menu and beneath the one form that asked for them."""
    expect(page.locator("#orders tbody tr")).to_have_count(rows)
    expect(page.locator(".dd-side nav")).to_be_visible()
    expect(page.locator("#list-filter")).to_have_count(1)
    expect(page.locator("#list-filter [name=q]")).to_have_value(typed)
    expect(page.locator("#list-filter [name=region] option:checked")).to_have_text(region)


@pytest.fixture
def narrowed(open_page: OpenPage, company: Company) -> Page:
    """The list of orders, filtered to those of one customer and turned to its second page."""
    for _ in range(A_PAGE + MORE):
        company.place(company.wanted(NUT_8="1"))
    company.place(by="kh002")
    page = open_page("admin")
    page.goto("/orders")
    page.locator("#list-filter [name=region]").select_option(label="华东")
    page.keyboard.press("/")
    page.keyboard.type("kh001")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=kh001"))
    page.locator("a[rel=next]").click()
    expect(page).to_have_url(re.compile("after="))
    _shows(page, MORE, "kh001", "华东")
    return page


def test_back_and_forward_find_each_turn_of_a_list(narrowed: Page) -> None:
    second = narrowed.url
    narrowed.go_back()
    _shows(narrowed, A_PAGE, "kh001", "华东")
    narrowed.go_back()
    expect(narrowed).to_have_url(re.compile("/orders$"))
    _shows(narrowed, A_PAGE, "", "全部")
    narrowed.go_forward()
    _shows(narrowed, A_PAGE, "kh001", "华东")
    narrowed.go_forward()
    expect(narrowed).to_have_url(second)
    _shows(narrowed, MORE, "kh001", "华东")


def test_a_turned_list_is_whole_after_a_reload_and_after_an_order_of_it(narrowed: Page) -> None:
    narrowed.reload()
    _shows(narrowed, MORE, "kh001", "华东")
    narrowed.locator("#orders tbody a").first.click()
    expect(narrowed.locator("main")).to_have_attribute("data-status", "order_review")
    narrowed.go_back()
    _shows(narrowed, MORE, "kh001", "华东")
    narrowed.locator("a[rel=prev]").click()
    _shows(narrowed, A_PAGE, "kh001", "华东")


def test_keys_go_on_where_they_were_when_a_list_turns(narrowed: Page) -> None:
    narrowed.locator("a[rel=prev]").press("Enter")
    _shows(narrowed, A_PAGE, "kh001", "华东")
    heading = narrowed.locator("th[aria-sort]")
    heading.locator("a").press("Enter")
    for order in ("ascending", "descending"):
        expect(heading).to_have_attribute("aria-sort", order)
        expect(heading.locator("a")).to_be_focused()
        narrowed.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")


def test_who_goes_on_typing_keeps_his_place(open_page: OpenPage, company: Company) -> None:
    company.place()
    page = open_page("admin")
    page.goto("/orders")
    # Before htmx is there, Enter loads the whole page.
    expect(page.locator("#list-filter[data-htmx-powered]")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("kh002")
    page.keyboard.press("Enter")
    expect(page.locator("#orders tbody tr")).to_have_count(0)
    page.keyboard.type("x")
    expect(page.locator("#list-filter [name=q]")).to_be_focused()
    expect(page.locator("#list-filter [name=q]")).to_have_value("kh002x")
