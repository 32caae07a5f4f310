"""The menus: grouped by what the work is about, and nothing in them that would be refused."""

from __future__ import annotations

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client
from webapp.web import navigation

OFFICE_ENTRIES = [entry for group in navigation.OFFICE for entry in group.entries]
SIDE = ".dd-side .dd-nav "


def labels(page: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text(strip=True) for node in page.css(SIDE + selector)]


@pytest.mark.usefixtures("company")
def test_the_office_menu_is_grouped_and_settings_are_folded_away(client: Client) -> None:
    client.sign_in("admin")
    page = client.page("/work")
    assert labels(page, ":is(h2, summary)") == ["询价、报价与合同", "资料", "公司", "设置"]
    assert len(labels(page, "a")) == len(OFFICE_ENTRIES)
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
    for entries in (OFFICE_ENTRIES, navigation.PORTAL, navigation.WAREHOUSE):
        named = [name for entry in entries for name in (entry.endpoint, *entry.also)]
        assert set(named) <= known
        assert len(named) == len(set(named))
