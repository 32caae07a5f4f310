"""The clerk at her desk: keys, rows that pass in place, a batch, the order's page; and the same
without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.company import Company
from tests.support.stages import Stages
from webapp.services.orders.review import pass_step

OpenPage = Callable[..., Page]
QUEUE = "/orders/queue?status=order_review"


def test_a_row_is_passed_by_keys_and_the_counts_follow(
    open_page: OpenPage, company: Company
) -> None:
    first, second = company.place(), company.place()
    page = open_page("review")
    page.goto(QUEUE)
    expect(page.locator("#count-order_review")).to_have_text("2")
    page.keyboard.press("j")
    page.keyboard.press("a")
    row = page.locator(f"tr[data-number='{first.number}']")
    expect(row).to_have_attribute("data-status", "finance_review")
    expect(page.locator("#count-order_review")).to_have_text("1")
    expect(page.locator("#count-finance_review")).to_have_text("1")
    expect(page.locator("template")).to_have_count(0)
    page.keyboard.press("j")
    row = page.locator(f"tr[data-number='{second.number}']")
    expect(row).to_have_attribute("data-status", "order_review")


def test_a_marked_batch_answers_in_place(open_page: OpenPage, company: Company) -> None:
    orders = [company.place() for _ in range(3)]
    page = open_page("review")
    page.goto(QUEUE)
    pass_step(company.session, company.actor("sales"), orders[2].number, 1, "order_review")
    for _ in orders:
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("[data-batch-count]")).to_have_text("3")
    page.keyboard.press("a")
    expect(page.locator("[data-outcome=done]")).to_have_count(2)
    expect(page.locator("[data-outcome=refused]")).to_have_text(
        f"{orders[2].number} {orders[2].number} 已被 Sales 处理，本次操作未执行。"
    )
    expect(page.locator("#count-order_review")).to_have_text("0")


def test_a_filter_changes_the_rows_and_the_address(open_page: OpenPage, company: Company) -> None:
    company.place()
    other = company.place(by="kh002")
    page = open_page("review")
    page.goto(QUEUE)
    page.keyboard.press("/")
    page.keyboard.type("kh002wjsh")
    page.keyboard.press("Enter")
    expect(page.locator("#orders tbody tr")).to_have_count(1)
    expect(page.locator("#orders tbody tr")).to_have_attribute("data-number", other.number)
    assert "q=kh002wjsh" in page.url
    page.reload()
    expect(page.locator("#orders tbody tr")).to_have_count(1)


def test_the_customer_is_found_while_typing(open_page: OpenPage, company: Company) -> None:
    page = open_page("region1")
    page.goto("/orders/new")
    page.locator("[name=customer]").press_sequentially("kh")
    page.get_by_role("option").first.click()
    expect(page.locator("[name=customer]")).to_have_value("KH001")
    page.locator("[name=customer]").press("Control+Enter")
    expect(page.locator("form[data-act=submit]")).to_be_visible()


@pytest.mark.rule("D3")
@pytest.mark.parametrize("javascript", [True, False])
def test_an_order_is_sent_back_and_passed(
    open_page: OpenPage, company: Company, javascript: bool
) -> None:
    order = Stages(company).submitted()
    page = open_page("review", javascript=javascript)
    page.goto(f"/orders/{order.number}")
    page.locator("summary[data-action=void]").click()
    page.locator("form[data-act=void] [name=reason]").fill("客户取消")
    if javascript:
        page.keyboard.press("Escape")
    page.locator("form#pass [name=free_goods][value=yes]").check()
    page.locator("button[data-action=pass]").click()
    expect(page.locator("main")).to_have_attribute("data-status", "finance_review")
    assert company.order(order.number).free_goods is True


def test_a_queue_row_opens_the_dialog_of_sending_back(
    open_page: OpenPage, company: Company
) -> None:
    order = company.place()
    page = open_page("review")
    page.goto(QUEUE)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator("form[data-act=send_back] [name=reason]").fill("资料不全")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_have_attribute("data-status", "draft")
    assert company.order(order.number).sent_back_reason == "资料不全"


@pytest.mark.parametrize(("language", "theme"), [("zh-CN", "light"), ("en", "dark")])
def test_axe_finds_nothing_at_the_desk(
    open_page: OpenPage,
    company: Company,
    axe: Callable[[Page], None],
    language: str,
    theme: str,
) -> None:
    stages = Stages(company)
    order, part = stages.submitted(), stages.part_out()
    page = open_page("admin", locale=language, color_scheme=theme)
    for path in (
        "/work",
        QUEUE,
        "/orders?q=nobody",
        f"/orders/{order.number}",
        f"/orders/{part.number}",
        f"/orders/{order.number}/lines",
        f"/orders/{order.number}/print",
        f"/orders/{order.number}?ask=send_back",
        "/orders/new",
        "/orders/new?customer=KH001",
    ):
        page.goto(path)
        axe(page)
