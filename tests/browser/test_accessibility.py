"""Every page by axe-core, in both languages and both themes, and no wider than its screen.

The pages are all routes that can be read, about things of the demo data; each is looked at on its
own interface's screen in both languages; by all rules and in both themes in one of them, and in the
other by the rules about words: they have no structure and no colours of their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page
from playwright.sync_api import Response as PageAnswer
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.support import samples
from tests.support.browser import COLOUR_RULES, WORD_RULES, accessibility_faults
from tests.support.samples import Samples
from webapp.models import User
from webapp.web.access_table import ACCESS

pytestmark = pytest.mark.demo

OpenPage = Callable[..., Page]
#: A picture by itself, around which Chromium draws a page of its own; files that are there only
#: once the work is done.
NO_PAGES = frozenset({"files.picture", "imports.errors", "tasks.fetch"})
#: Documents that look different in each place where they can stand.
EACH_STATUS = {
    "portal_orders.show": "order",
    "orders.show": "order",
    "portal_returns.show": "return",
    "returns.show": "return",
    "portal_receipts.show": "shipment",
    "promotions.show": "promotion",
    "stock.show": "slip",
    "imports.show": "import",
}
#: A shipment is the customer's to see when it is on its way.
NOT_YET_HIS = "out"
LANGUAGES = ("zh-CN", "en")
#: The language in which the colours are looked at.
COLOURS_IN = LANGUAGES[0]
THEMES = ("light", "dark")
LOOKS = tuple(itertools.product(LANGUAGES, THEMES))
#: A file is no page, and a piece of one has no document type.
IS_A_PAGE = "() => document.doctype !== null && document.contentType === 'text/html'"
#: Nothing but colours differs between the themes: ``js/forms.js`` changes them in the same way.
TURN = "theme => { document.documentElement.dataset.bsTheme = theme; }"
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


def pages_of(app: Flask, interface: Interface, held: Samples, *, each_status: bool) -> list[str]:
    """Addresses of every page of an interface; of documents one for each status, or one."""
    addresses = []
    for rule in samples.routes(app, "GET"):
        if rule.endpoint in NO_PAGES or not interface.shows(rule.endpoint):
            continue
        addresses.append(held.address(app, rule))
        if each_status and rule.endpoint in EACH_STATUS:
            things = held.things[EACH_STATUS[rule.endpoint]]
            values = [{"number": one.value} for one in things if one.status != NOT_YET_HIS]
            addresses += [samples.path_of(app, rule, one) for one in values]
    return sorted(set(addresses))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", INTERFACES)
def test_nothing_is_wrong_on_any_page(
    app: Flask, session: Session, open_page: OpenPage, name: str, language: str
) -> None:
    interface = INTERFACES[name]
    held = samples.samples_of(session, "kh001", reader=interface.user_name)
    session.execute(update(User).values(language=language, theme=THEMES[0]))
    session.commit()
    page = open_page(interface.user_name, viewport={"width": interface.width, "height": 1000})
    addresses = pages_of(app, interface, held, each_status=language == COLOURS_IN)
    looked_at: dict[str, list[str]] = {}
    for address in addresses:
        # The menus are the same on every page: those of the first one stand for all.
        if found := _look(page, address, interface, outside="nav" if looked_at else ""):
            looked_at[address] = found
    assert len(looked_at) > len(addresses) / 2
    assert [fault for found in looked_at.values() for fault in found if fault != language] == []


def _look(page: Page, address: str, interface: Interface, outside: str) -> list[str]:
    """The page's language and whatever is wrong on it; nothing where there is no page."""
    answer = _open(page, address)
    if answer is None or (answer.status == 200 and not page.evaluate(IS_A_PAGE)):
        return []
    if answer.status != 200:
        return [f"{address}: {answer.status}"]
    language = page.locator("html").get_attribute("lang") or ""
    found = page.evaluate(TOO_WIDE)
    if language == COLOURS_IN:
        found += accessibility_faults(page, outside=outside)
        for theme in THEMES[1:]:
            page.evaluate(TURN, theme)
            found += accessibility_faults(page, COLOUR_RULES, outside=outside)
    else:
        found += accessibility_faults(page, WORD_RULES, outside=outside)
    for width in interface.others:
        page.set_viewport_size({"width": width, "height": 1000})
        found += page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": interface.width, "height": 1000})
    return [language, *(f"{address}: {fault}" for fault in found)]


def _open(page: Page, address: str) -> PageAnswer | None:
    """The answer, or nothing where the address gives a file to keep."""
    try:
        return page.goto(address)
    except BrowserError as refused:
        if "Download is starting" not in refused.message:
            raise
        return None


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_nothing_is_wrong_before_signing_in(open_page: OpenPage, language: str, theme: str) -> None:
    page = open_page(locale=language, color_scheme=theme)
    for address in ("/sign-in", "/no-such-page"):
        page.goto(address)
        assert page.evaluate(TOO_WIDE) + accessibility_faults(page) == []
