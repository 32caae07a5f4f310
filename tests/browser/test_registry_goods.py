"""Goods and what they cost: an article from its making to its price on an order, goods that come
back, and a stocktaking."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.support.company import BARCODES, Company
from tests.support.hands import (
    PHONE,
    TABLET,
    a_scan,
    answer,
    number_of,
    order_the_cart,
    put_into_cart,
    stands,
)
from tests.support.stages import Stages
from webapp.services.core.clock import company_day


def make_article(desk: Page) -> None:
    """A washer with a box of twelve and a picture, which may be ordered beyond stock."""
    desk.goto("/products/create")
    typed = {"code": "WASH-10", "name": "平垫圈", "unit": "个", "base_price": "2.00"}
    for name, value in typed.items():
        desk.locator(f"main [name={name}]").fill(value)
    desk.locator("[name=category]").select_option("FAST")
    desk.locator("[name=unit_row_name]").first.fill("箱")
    desk.locator("[name=unit_row_factor]").first.fill("12")
    desk.locator("[name=allow_oversell]").check()
    desk.locator("[name=on_shelf]").check()
    desk.locator("[name=pictures]").set_input_files(a_scan("washer.png"))
    desk.locator("[data-action=save_product]").click()
    stands(desk, "on")
    expect(desk.locator("main")).to_contain_text("1 箱 = 12 个")
    expect(desk.locator("#pictures img")).to_have_count(1)


def set_level_price(desk: Page, price: str, reason: str) -> None:
    desk.goto("/prices/new?product=WASH-10")
    desk.locator("[name=whose][value=level]").check()
    desk.locator("[name=level]").select_option(label="A级")
    desk.locator("[name=price]").fill(price)
    desk.locator("[name=reason]").fill(reason)
    desk.locator("[data-action=set_price]").click()
    row = desk.locator("tr[data-price][data-status=now]", has_text=reason)
    expect(row).to_contain_text(price)


def promote(desk: Page) -> str:
    """Publishes ten per cent off the washer from today on; gives the promotion's number."""
    desk.goto("/promotions/new")
    desk.locator("main [name=name]").fill("垫圈九折")
    desk.locator("[name=valid_from]").fill(company_day(datetime.now(UTC)).isoformat())
    desk.locator("[name=valid_to]").fill("2099-12-31")
    desk.locator("[name=kind][value=percent]").check()
    desk.locator("[name=percent]").fill("10")
    desk.locator("[name=article]").first.press_sequentially("WASH")
    desk.get_by_role("option", name="WASH-10").click()
    desk.locator("[data-action=save_promotion]").click()
    stands(desk, "draft")
    answer(desk, "publish")
    stands(desk, "running")
    return number_of(desk)


@pytest.mark.rule("F5")
def test_an_article_from_its_making_to_its_price_on_an_order(
    open_page: OpenPage, company: Company
) -> None:
    desk = open_page("sales")
    make_article(desk)
    set_level_price(desk, "1.80", "A级开价")
    promotion = promote(desk)

    phone = open_page("kh001", viewport=PHONE)
    put_into_cart(phone, "WASH-10", "2箱")
    phone.goto("/cart")
    line = phone.locator("li[data-article='WASH-10']")
    expect(line.locator("[data-stepper] [name=quantity]")).to_have_value("24")
    expect(line).to_contain_text("1.62")
    expect(phone.locator(f"[data-promotion='{promotion}']")).to_contain_text("垫圈九折")
    number = order_the_cart(phone)
    expect(phone.locator("main")).to_contain_text("38.88")

    set_level_price(desk, "3.00", "铜价上涨")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("38.88")
    assert company.order(number).total_amount == Decimal("38.88")
    desk.goto(f"/orders/{number}")
    expect(desk.locator(f"tr[data-promotion='{promotion}']")).to_contain_text("4.32")
    desk.locator("tr[data-article='WASH-10'] a[href*='/prices/']").press("Enter")
    today = desk.locator("[data-why] li[data-wins]")
    expect(today).to_have_attribute("data-source", "level")
    expect(today).to_contain_text("铜价上涨")
    expect(desk.locator(f"tr[data-number='{number}'] [data-set]")).to_contain_text("A级开价")


def ask_back(phone: Page, order: str) -> str:
    """The customer asks to give four bolts back; gives the request's number."""
    phone.goto("/my/returns/new")
    phone.locator(f"li[data-number='{order}'] a").click()
    bolts = phone.locator("li[data-code='BOLT-8']")
    bolts.locator("[name^='quantity.']").fill("4")
    bolts.locator("[name^='reason.']").fill("螺纹不合格")
    phone.locator("textarea[name=reason]").fill("质量问题")
    phone.locator("[name=photos]").set_input_files(a_scan("broken.png"))
    phone.locator("[data-action=request]").click()
    stands(phone, "return_review")
    return number_of(phone)


def pass_return(page: Page, number: str, status: str, after: str, arrived: str = "") -> None:
    """Whoever has the step finds the request among those that wait, and passes it."""
    page.goto(f"/returns?status={status}")
    page.locator(f"tr[data-number='{number}'] a").first.click()
    stands(page, status)
    if arrived:
        page.locator("[name^='received.']").fill(arrived)
    page.locator("button[data-action=pass]").click()
    stands(page, after)


@pytest.mark.rule("A7")
def test_goods_come_back_and_are_paid_back(open_page: OpenPage, company: Company) -> None:
    order = Stages(company).completed()
    on_hand, _reserved = company.stock("BOLT-8")
    phone = open_page("kh001", viewport=PHONE)
    number = ask_back(phone, order.number)
    pass_return(open_page("review"), number, "return_review", "goods_receipt")
    pass_return(open_page("ship"), number, "goods_receipt", "refund_review", arrived="3")
    pass_return(open_page("finance"), number, "refund_review", "completed")
    phone.reload()
    stands(phone, "completed")
    expect(phone.locator("main")).to_contain_text("¥4.28")
    assert company.stock("BOLT-8") == (on_hand + 3, 0)


def scan(page: Page, code: str) -> None:
    """As a hand scanner does: keys, quickly, wherever the focus is, and Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


@pytest.mark.rule("H1")
def test_a_stocktaking_on_the_tablet(open_page: OpenPage, company: Company) -> None:
    tablet = open_page("ship", viewport=TABLET, has_touch=True)
    tablet.goto("/stock/counts/new")
    tablet.locator("[data-action=start_count]").click()
    locks = tablet.locator("li[data-article='LOCK-1']")
    field = locks.locator("[data-picked]")
    expect(tablet.locator("[data-scan-field]")).to_be_focused()
    for times in ("1", "2"):
        scan(tablet, BARCODES["LOCK-1"])
        expect(field).to_have_value(times)
    tablet.locator("li[data-article='BOLT-8'] [data-step='1']").tap()
    scan(tablet, BARCODES["LOCK-1"])
    expect(field).to_have_value("3")
    bolts = tablet.locator("li[data-article='BOLT-8'] [data-picked]")
    expect(bolts).to_have_value("1")
    bolts.fill("1000")
    pipes = tablet.locator("li[data-article='PIPE-20'] [data-picked]")
    pipes.fill("12.125")
    pipes.press("Enter")
    expect(pipes).to_have_value("12.125")
    tablet.locator("[data-action=enter_counts]").click()
    expect(locks).to_contain_text("−2")
    number = number_of(tablet)
    tablet.goto(f"/stock/slips/{number}")
    answer(tablet, "post_slip")
    stands(tablet, "posted")
    assert company.stock("LOCK-1") == (3, 0)
    assert company.stock("BOLT-8") == (1000, 0)
    assert company.stock("PIPE-20") == (Decimal("12.125"), 0)
