"""Every page by axe-core, in both languages and both themes, and no wider than its screen.

The pages are all routes that can be read, about things of the demo data; each is looked at on its
own interface's screen, in both languages and both themes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.support import samples
from tests.support.browser import accessibility_faults
from tests.support.samples import Samples
from webapp.models import User
from webapp.web.access_table import ACCESS

pytestmark = pytest.mark.demo

OpenPage = Callable[..., Page]
#: What is drawn by no page of ours: files, answers for machines, redirects.
NO_PAGES = frozenset({"files.download", "files.picture", "health.show", "home.index"})
FRAGMENTS = frozenset({"catalog.suggest", "orders.customers", "orders.products"})
DOWNLOADS = frozenset({"ordering.order_form", "orders.export"})
#: Documents that look different in each place where they can stand.
EACH_STATUS = {
    "portal_orders.show": "order",
    "orders.show": "order",
    "portal_returns.show": "return",
    "returns.show": "return",
    "portal_receipts.show": "shipment",
}
#: A shipment is the customer's to see when it is on its way.
NOT_YET_HIS = "out"
LOOKS = tuple(itertools.product(("zh-CN", "en"), ("light", "dark")))
TOO_WIDE = """() => {
    const page = document.scrollingElement;
    if (page.scrollWidth <= window.innerWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter(
        (one) => one.getBoundingClientRect().right > window.innerWidth + 1
            && getComputedStyle(one).position !== 'fixed');
    const names = wide.slice(0, 4).map((one) => `${one.tagName}.${one.className}`);
    return [`${page.scrollWidth} > ${window.innerWidth}: ${names.join(', ')}`];
}"""


@dataclass(frozen=True)
class Interface:
    """One of the three faces of the product: who looks at which pages, on which screens."""

    user_name: str
    width: int
    others: tuple[int, ...]

    def shows(self, endpoint: str) -> bool:
        door, area = ACCESS[endpoint], endpoint.split(".", maxsplit=1)[0]
        if self.user_name == "ship":
            return area == "warehouse"
        return area != "warehouse" and ("customer" in door.kinds) == (self.user_name == "kh001")


INTERFACES = {
    "portal": Interface("kh001", 390, (820, 1440)),
    "desk": Interface("admin", 1440, (820,)),
    "tablet": Interface("ship", 820, (1440,)),
}


@pytest.fixture
def held(session: Session) -> Samples:
    found = samples.samples_of(session, "kh001")
    session.close()
    return found


def pages_of(app: Flask, interface: Interface, held: Samples) -> list[str]:
    """Addresses of every page of an interface; of documents one for each status."""
    addresses = []
    for rule in samples.routes(app, "GET"):
        if rule.endpoint in NO_PAGES | FRAGMENTS | DOWNLOADS or not interface.shows(rule.endpoint):
            continue
        addresses.append(held.address(app, rule))
        if rule.endpoint in EACH_STATUS:
            things = held.things[EACH_STATUS[rule.endpoint]]
            values = [{"number": one.value} for one in things if one.status != NOT_YET_HIS]
            addresses += [samples.path_of(app, rule, one) for one in values]
    return sorted(set(addresses))


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("name", INTERFACES)
def test_nothing_is_wrong_on_any_page(
    app: Flask,
    session: Session,
    open_page: OpenPage,
    held: Samples,
    name: str,
    language: str,
    theme: str,
) -> None:
    interface = INTERFACES[name]
    session.execute(update(User).values(language=language, theme=theme))
    session.commit()
    page = open_page(interface.user_name, viewport={"width": interface.width, "height": 1000})
    addresses = pages_of(app, interface, held)
    assert len(addresses) >= 4
    faults = [fault for one in addresses for fault in _faults_of(page, one, interface, language)]
    assert faults == []


def _faults_of(page: Page, address: str, interface: Interface, language: str) -> list[str]:
    answer = page.goto(address)
    assert answer is not None
    if answer.status != 200:
        return [f"{address}: {answer.status}"]
    found = page.evaluate(TOO_WIDE) + accessibility_faults(page)
    if page.locator("html").get_attribute("lang") != language:
        found.append("is in another language")
    for width in interface.others:
        page.set_viewport_size({"width": width, "height": 1000})
        found += page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": interface.width, "height": 1000})
    return [f"{address}: {fault}" for fault in found]


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_nothing_is_wrong_before_signing_in(open_page: OpenPage, language: str, theme: str) -> None:
    page = open_page(locale=language, color_scheme=theme)
    for address in ("/sign-in", "/no-such-page"):
        page.goto(address)
        assert page.evaluate(TOO_WIDE) + accessibility_faults(page) == []
