"""The keeper at his tablet: scanner before touch, and a connection that comes and goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.company import BARCODES, Company
from tests.support.stages import Stages
from webapp.models import Order
from webapp.services.orders import kinds
from webapp.services.shipping.commands import take_out

OpenPage = Callable[..., Page]
UPRIGHT = {"width": 820, "height": 1180}
SMALLEST_TARGET = 48
#: 1 × 1 pixel.
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def order(stages: Stages) -> Order:
    """20 bolts and 15 nuts, waiting to be picked."""
    return stages.passed_until(kinds.OUTBOUND_REVIEW)


@pytest.fixture
def tablet(open_page: OpenPage) -> Page:
    return open_page("ship", viewport=UPRIGHT, has_touch=True)


def open_order(page: Page, order: Order) -> None:
    page.goto(f"/warehouse/orders/{order.number}")


def scan(page: Page, code: str) -> None:
    """As a hand scanner does: keys, quickly, wherever the focus is, and Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def quantity(page: Page, order: Order, line: int) -> str:
    return page.locator(f'[name="quantity.{order.lines[line].id}"]').input_value()


def fill_all(page: Page) -> None:
    for button in page.locator("[data-fill]").all():
        button.click()


@pytest.mark.rule("A6")
def test_from_the_queue_to_the_road(
    tablet: Page, company: Company, order: Order, axe: Callable[[Page], None]
) -> None:
    tablet.goto("/warehouse")
    axe(tablet)
    tablet.locator(f'[data-number="{order.number}"] a').click()
    axe(tablet)
    tablet.locator("[data-scan-whole]").check()
    scan(tablet, BARCODES["BOLT-8"])
    scan(tablet, "nut-8")
    expect(tablet.locator("[data-pick-progress]")).to_have_class(re.compile("is-all"))
    tablet.locator("[data-action=take_out]").click()
    expect(tablet.locator("main[data-status=out]")).to_be_visible()
    expect(tablet.locator("[data-toast]")).to_contain_text("CK-")
    axe(tablet)
    tablet.get_by_label("承运商").fill("顺丰")
    tablet.locator("#f-tracking_number").focus()
    scan(tablet, "SF1234567890")
    tablet.locator("#f-photo").set_input_files(
        {"name": "box.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    tablet.locator("[data-action=confirm_shipment]").click()
    expect(tablet.locator("main[data-status=shipped]")).to_contain_text("SF1234567890")
    expect(tablet.locator(".dd-photos img")).to_have_count(1)
    assert company.order(order.number).status == kinds.RECEIPT


def test_scans_count_and_wrong_ones_are_told(tablet: Page, order: Order) -> None:
    open_order(tablet, order)
    for _ in range(3):
        scan(tablet, BARCODES["BOLT-8"])
    assert quantity(tablet, order, 0) == "3"
    assert quantity(tablet, order, 1) == "0"
    box = tablet.locator("[data-scan-box]")
    expect(box).to_have_class(re.compile("is-right"))
    scan(tablet, "4006381333931")
    expect(box).to_have_class(re.compile("is-wrong"))
    expect(box.locator("[data-scan-result]")).to_contain_text("4006381333931")
    assert quantity(tablet, order, 0) == "3"


def test_a_scan_into_a_quantity_goes_where_it_belongs(tablet: Page, order: Order) -> None:
    open_order(tablet, order)
    tablet.locator(f'[name="quantity.{order.lines[0].id}"]').fill("7")
    tablet.locator(f'[name="quantity.{order.lines[1].id}"]').click()
    scan(tablet, BARCODES["BOLT-8"])
    assert quantity(tablet, order, 0) == "8"
    assert quantity(tablet, order, 1) == "0"


def test_after_a_touch_the_scanner_is_heard_again(tablet: Page, order: Order) -> None:
    open_order(tablet, order)
    tablet.locator("[data-step='1']").first.click()
    scan(tablet, BARCODES["NUT-8"])
    assert (quantity(tablet, order, 0), quantity(tablet, order, 1)) == ("1", "1")


def test_a_lost_answer_ships_once(tablet: Page, company: Company, order: Order) -> None:
    answered = 0

    def lose_the_first(route: Route) -> None:
        nonlocal answered
        answered += 1
        if answered > 1:
            route.continue_()
            return
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    open_order(tablet, order)
    tablet.route(
        f"**/warehouse/orders/{order.number}",
        lambda route: (
            lose_the_first(route) if route.request.method == "POST" else route.continue_()
        ),
    )
    fill_all(tablet)
    tablet.locator("[data-action=take_out]").click()
    expect(tablet.locator("[data-offline]")).to_be_visible()
    expect(tablet.locator("main[data-status=out]")).to_be_visible()
    assert answered == 2
    assert len(company.shipments(order.number)) == 1
    assert company.order(order.number).lines[0].shipped_out == Decimal(20)


def test_offline_it_says_so_keeps_and_sends_by_itself(
    tablet: Page, company: Company, order: Order
) -> None:
    open_order(tablet, order)
    tablet.context.set_offline(True)
    bar = tablet.locator("[data-offline]")
    expect(bar).to_contain_text("网络已断开")
    fill_all(tablet)
    tablet.locator("[data-action=take_out]").click()
    expect(bar).to_contain_text("尚未送达")
    assert company.shipments(order.number) == []
    tablet.context.set_offline(False)
    expect(tablet.locator("main[data-status=out]")).to_be_visible()
    expect(bar).to_be_hidden()
    assert len(company.shipments(order.number)) == 1


def test_what_was_left_unsent_is_sent_from_another_page(
    tablet: Page, company: Company, order: Order
) -> None:
    open_order(tablet, order)
    path = f"**/warehouse/orders/{order.number}"
    tablet.route(path, lambda route: route.abort("connectionreset"))
    fill_all(tablet)
    tablet.locator("[data-action=take_out]").click()
    expect(tablet.locator("[data-offline]")).to_contain_text("尚未送达")
    tablet.unroute(path)
    tablet.goto("/warehouse/to-ship")
    expect(tablet.locator("[data-toast]")).to_contain_text("CK-")
    expect(tablet.locator("li[data-number]")).to_have_count(1)
    assert len(company.shipments(order.number)) == 1


def test_a_signed_out_keeper_finds_what_he_picked(
    tablet: Page, company: Company, order: Order
) -> None:
    open_order(tablet, order)
    fill_all(tablet)
    cookies = tablet.context.cookies()
    tablet.context.clear_cookies()
    tablet.locator("[data-action=take_out]").click()
    tablet.wait_for_url("**/sign-in**")
    assert company.shipments(order.number) == []
    tablet.context.add_cookies(cookies)  # type: ignore[arg-type]
    open_order(tablet, order)
    expect(tablet.locator(f'[name="quantity.{order.lines[0].id}"]')).to_have_value("20")


def test_what_was_entered_is_there_after_a_restart(tablet: Page, order: Order) -> None:
    open_order(tablet, order)
    scan(tablet, BARCODES["BOLT-8"])
    tablet.reload()
    expect(tablet.locator(f'[name="quantity.{order.lines[0].id}"]')).to_have_value("1")


def test_an_order_that_changed_meanwhile_keeps_the_pick_for_review(
    tablet: Page, company: Company, order: Order, stages: Stages
) -> None:
    open_order(tablet, order)
    tablet.context.set_offline(True)
    fill_all(tablet)
    tablet.locator("[data-action=take_out]").click()
    expect(tablet.locator("[data-offline]")).to_be_visible()
    some = {order.lines[0].id: Decimal(5)}
    take_out(stages.session, stages.admin, order.number, order.version, some)
    tablet.context.set_offline(False)
    expect(tablet.locator("[data-error-summary]")).to_contain_text(order.number)
    assert quantity(tablet, order, 0) == "20"
    tablet.locator(f'[name="quantity.{order.lines[0].id}"]').fill("15")
    tablet.locator("[data-action=take_out]").click()
    expect(tablet.locator("main[data-status=out]")).to_be_visible()
    assert company.order(order.number).lines[0].shipped_out == Decimal(20)


def test_the_rest_is_closed_short_in_a_dialog(
    tablet: Page, company: Company, stages: Stages
) -> None:
    order = stages.part_out()
    open_order(tablet, order)
    tablet.locator("summary[data-action=close_short]").click()
    dialog = tablet.locator("dialog:modal")
    expect(dialog).to_contain_text("15")
    dialog.locator("textarea").fill("断货")
    dialog.locator("button[type=submit]").click()
    expect(tablet.locator("main[data-status=shipment]")).to_be_visible()
    assert company.order(order.number).lines[1].closed == Decimal(15)


def test_it_works_without_a_script(open_page: OpenPage, company: Company, order: Order) -> None:
    page = open_page("ship", javascript=False, viewport=UPRIGHT)
    open_order(page, order)
    page.locator(f'[name="quantity.{order.lines[0].id}"]').fill("20")
    page.locator(f'[name="quantity.{order.lines[1].id}"]').fill("15")
    page.locator("[data-action=take_out]").click()
    page.get_by_label("承运商").fill("德邦")
    page.locator("[data-action=confirm_shipment]").click()
    expect(page.locator("main[data-status=shipped]")).to_be_visible()
    assert company.order(order.number).status == kinds.RECEIPT


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en", "dark")])
def test_every_page_is_accessible_and_easy_to_hit(
    open_page: OpenPage,
    stages: Stages,
    axe: Callable[[Page], None],
    language: str,
    scheme: str,
) -> None:
    order = stages.part_out()
    (shipment,) = stages.company.shipments(order.number)
    page = open_page("ship", viewport=UPRIGHT, locale=language, color_scheme=scheme)
    for path in (
        "/warehouse",
        "/warehouse/to-ship",
        f"/warehouse/orders/{order.number}",
        f"/warehouse/shipments/{shipment.number}",
    ):
        page.goto(path)
        axe(page)
        targets = page.locator("main :is(a, button, input:not([type=hidden])), .dd-tbar .btn").all()
        boxes = [box for target in targets if (box := target.bounding_box())]
        radio = 30
        assert [box for box in boxes if radio < box["height"] < SMALLEST_TARGET] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
