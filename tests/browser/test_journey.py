"""The main way of an order through all hands, as people go it: from the sign-in page's one click
to the customer's signed receipt; with scripts in Chinese, without any in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.company import BARCODES, Company
from tests.support.drawing import drawn

OpenPage = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
TABLET = {"width": 820, "height": 1180}
#: What the field holds after a stroke.
INK = re.compile("^data:image/png;base64,.{500}")
SCAN = {"name": "stamped.png", "mimeType": "image/png", "buffer": drawn()}


class People:
    """Opens pages for people who come in by the demonstration's sign-in page."""

    def __init__(self, open_page: OpenPage, locale: str, *, javascript: bool) -> None:
        self._open_page = open_page
        self._locale = locale
        self.javascript = javascript

    def sign_in(self, user_name: str, viewport: dict[str, int]) -> Page:
        page = self._open_page(javascript=self.javascript, locale=self._locale, viewport=viewport)
        page.goto("/")
        page.locator(f"[data-action=demo_sign_in][value={user_name}]").click()
        expect(page.locator("main")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", self._locale)
        return page

    def confirm(self, page: Page) -> None:
        """Signs on the screen, or sends the stamped form where nothing can be drawn."""
        if self.javascript:
            draw(page, page.locator("canvas[data-signature=signature]"))
            return
        field = page.locator("[name=confirmation]")
        if not field.is_visible():
            page.locator("details:has([name=confirmation]) > summary").click()
        field.set_input_files(SCAN)  # type: ignore[arg-type]


def draw(page: Page, canvas: Locator) -> None:
    """A stroke of the hand across the field."""
    expect(canvas).to_have_attribute("data-bound", "")
    canvas.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('canvas[data-signature]').width > 300")
    box = canvas.bounding_box()
    assert box is not None
    points = [(0.1, 0.7), (0.25, 0.2), (0.4, 0.8), (0.55, 0.3), (0.7, 0.7), (0.9, 0.25)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for x, y in places[1:]:
        page.mouse.move(x, y, steps=6)
    page.mouse.up()
    expect(page.locator("input[name=signature]")).to_have_value(INK)


def order(people: People) -> str:
    """The customer finds an article, puts it into the cart and orders; gives the number."""
    page = people.sign_in("kh001", PHONE)
    page.locator("form [name=q]").first.fill("BOLT")
    page.locator("form [name=q]").first.press("Enter")
    page.wait_for_url("**q=BOLT**")
    article = page.locator("[data-article='BOLT-8']")
    article.locator("[name=quantity]").fill("20")
    article.locator("[data-action=add_to_cart]").click()
    expect(page.locator("[data-article='BOLT-8'] .dd-in-cart")).to_be_visible()
    page.goto("/cart")
    expect(page.locator("[data-article='BOLT-8'] [name=quantity]").first).to_have_value("20")
    page.locator("[data-action=checkout]").click()
    page.locator("[name=requested_date]").fill(f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}")
    people.confirm(page)
    page.locator("[data-action=submit]").click()
    expect(page.locator("main[data-status=order_review]")).to_be_visible()
    return page.locator("main").get_attribute("data-number") or ""


def pass_from_queue(people: People, user_name: str, status: str, number: str) -> Page:
    """Somebody of the company finds the order in his queue and passes it."""
    page = people.sign_in(user_name, DESK)
    page.goto("/work")
    page.locator(f"tr[data-queue='{status}'] a").first.click()
    row = page.locator(f"tr[data-number='{number}']")
    expect(row).to_have_attribute("data-status", status)
    row.locator(f"a[href$='{number}']").first.click()
    expect(page.locator("main")).to_have_attribute("data-status", status)
    if page.locator("[name=free_goods]").count():
        page.locator("[name=free_goods][value=no]").check()
    page.locator("button[data-action=pass]").click()
    expect(page.locator("main")).not_to_have_attribute("data-status", status)
    return page


def ship(people: People, number: str) -> None:
    """The keeper picks at the tablet, with the scanner or by hand, and sends it off."""
    page = people.sign_in("ship", TABLET)
    page.goto("/warehouse")
    page.locator(f"[data-number='{number}'] a").first.click()
    expect(page.locator("main")).to_have_attribute("data-number", number)
    if people.javascript:
        page.locator("[data-scan-whole]").check()
        page.keyboard.type(BARCODES["BOLT-8"])
        page.keyboard.press("Enter")
    else:
        page.locator("[name^='quantity.']").fill("20")
    page.locator("[data-action=take_out]").click()
    expect(page.locator("main[data-status=out]")).to_be_visible()
    page.locator("[name=carrier]").fill("SF Express")
    page.locator("[name=tracking_number]").fill("SF1234567890")
    page.locator("[data-action=confirm_shipment]").click()
    expect(page.locator("main[data-status=shipped]")).to_be_visible()


def receive(people: People, number: str) -> Page:
    """The customer finds his order and signs for what has arrived."""
    page = people.sign_in("kh001", PHONE)
    page.goto("/my/orders")
    row = page.locator(f"[data-number='{number}']")
    expect(row).to_have_attribute("data-status", "receipt")
    row.locator("a").first.click()
    page.locator("[data-action=confirm_receipt]").first.click()
    expect(page.locator("main[data-status=shipped]")).to_be_visible()
    people.confirm(page)
    page.locator("button[data-action=confirm_receipt]").click()
    expect(page.locator("main")).not_to_have_attribute("data-status", "shipped")
    page.goto(f"/my/orders/{number}")
    return page


@pytest.mark.rule("A2", "A6", "A11", "D2")
@pytest.mark.parametrize(
    ("javascript", "locale"), [(True, "zh-CN"), (False, "en")], ids=["scripts-zh", "no-scripts-en"]
)
def test_from_the_cart_to_the_signed_receipt(
    open_page: OpenPage, company: Company, javascript: bool, locale: str
) -> None:
    people = People(open_page, locale, javascript=javascript)
    number = order(people)
    pass_from_queue(people, "review", "order_review", number)
    page = pass_from_queue(people, "finance", "finance_review", number)
    expect(page.locator("main")).to_have_attribute("data-status", "outbound_review")
    ship(people, number)
    page = receive(people, number)
    expect(page.locator("main")).to_have_attribute("data-status", "completed")
    assert company.order(number).status == "completed"
    assert company.stock("BOLT-8") == (980, 0)
