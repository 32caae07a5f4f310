"""The menus: grouped by what the work is about, and nothing in them that would be refused."""

from __future__ import annotations

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client
from webapp.web import navigation

SIDE = ".dd-side .dd-nav "


def labels(page: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text(strip=True) for node in page.css(SIDE + selector)]


@pytest.mark.usefixtures("company")
def test_the_office_menu_is_grouped_and_settings_are_folded_away(client: Client) -> None:
    client.sign_in("admin")
    page = client.page("/work")
    assert labels(page, ":is(h2, summary)") == ["询价、报价与合同", "资料", "公司", "设置"]
    assert len(labels(page, "a")) == len(navigation.OFFICE_ENTRIES)
    assert page.css_first(SIDE + "details:not([open])") is not None


@pytest.mark.usefixtures("company")
def test_settings_stand_open_around_the_page_that_one_is_on(client: Client) -> None:
    client.sign_in("admin")
    page = client.page("/products/taxes")
    assert labels(page, "details[open] a[aria-current=page]") == ["税类与税率"]


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("user_name", ["admin", "sales", "review", "finance", "ship", "region1"])
@pytest.mark.control("C38")
def test_every_entry_of_the_menu_opens(client: Client, user_name: str) -> None:
    client.sign_in(user_name)
    page = client.page("/notices")
    addresses = [node.attributes["href"] or "" for node in page.css(SIDE + "a")]
    assert addresses
    assert all(client.get(address).status_code == 200 for address in addresses)


@pytest.mark.usefixtures("company")
def test_the_keeper_comes_from_the_warehouse_to_the_shelves(client: Client) -> None:
    client.sign_in("ship")
    page = client.page("/warehouse")
    shown = [node.attributes["href"] for node in page.css(".dd-tnav a")]
    assert shown == ["/warehouse", "/stock", "/stock/slips"]


def test_every_page_of_the_menus_exists_and_has_one_entry(app: Flask) -> None:
    known = set(app.view_functions)
    for entries in (navigation.OFFICE_ENTRIES, navigation.PORTAL, navigation.WAREHOUSE):
        named = [name for entry in entries for name in (entry.endpoint, *entry.also)]
        assert set(named) <= known
        assert len(named) == len(set(named))


@pytest.mark.usefixtures("company")
@pytest.mark.rule("A4")
def test_a_remembered_menu_is_its_readers_own(client: Client) -> None:
    client.sign_in("admin")
    everything = set(labels(client.page("/notices"), "a"))
    client.sign_in("review")
    assert set(labels(client.page("/notices"), "a")) < everything
    client.sign_in("admin")
    assert set(labels(client.page("/notices"), "a")) == everything
    assert labels(client.page("/customers"), "[aria-current=page]") == ["客户"]
    assert labels(client.page("/orders"), "[aria-current=page]") == ["订货单"]


def test_no_entry_of_the_remembered_menu_has_a_count() -> None:
    assert [entry for entry in navigation.OFFICE_ENTRIES if entry.count] == []
