"""What reaches many at once: a list of customers with a fault in it, and an announcement."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import FilePayload, Page, expect
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from tests.browser.conftest import OpenPage
from tests.support.company import Company
from tests.support.hands import PHONE, answer, number_of, stands
from webapp.models import Customer, CustomerLevel
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing

#: As another system gives it out: the fourth title is no word of ours, the second row no region.
LIST = (
    ("客户编码", "客户名称", "责任代码", "大区"),
    ("KH101", "永固（杭州）五金", "XS-01", "华东"),
    ("KH102", "火星五金", "XS-01", "火星"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def a_sheet(rows: Sequence[Sequence[str]]) -> FilePayload:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return {"name": "客户.xlsx", "mimeType": XLSX, "buffer": stream.getvalue()}


def upload(desk: Page) -> None:
    desk.goto("/imports")
    desk.locator("[name=kind][value=customers]").check()
    desk.locator("[name=file]").set_input_files(a_sheet(LIST))
    desk.locator("[data-action=upload_list]").click()
    stands(desk, "uploaded")


def check(desk: Page) -> None:
    desk.locator("[data-action=check_list]").click()
    stands(desk, "checked")


def expect_counts(desk: Page, **counts: str) -> None:
    for standing, count in counts.items():
        figure = desk.locator(f"[data-standing={standing}]")
        expect(figure).to_have_attribute("data-count", count)


def fetched_rows(desk: Page) -> list[list[Any]]:
    """The rows of the file that comes back with a column of errors."""
    with desk.expect_download() as download:
        desk.locator("[data-action=errors_file]").click()
    book = CalamineWorkbook.from_path(download.value.path())
    return book.get_sheet_by_index(0).to_python()


def customers_there_are(company: Company) -> int:
    company.session.rollback()
    return company.session.scalar(select(func.count(Customer.id))) or 0


@pytest.mark.rule("H4")
def test_a_list_with_a_fault_is_stored_without_it_and_only_once(
    open_page: OpenPage, company: Company
) -> None:
    desk = open_page("sales")
    upload(desk)
    desk.locator("[name='columns.region']").select_option("大区")
    desk.locator("[name=keep_as]").fill("旧系统客户表")
    check(desk)
    expect_counts(desk, new="1", bad="1")
    expect(desk.locator("tr[data-line='3']")).to_contain_text("大区")
    titles, good, bad = fetched_rows(desk)
    assert list(titles[:4]) == list(LIST[0])
    assert (good[-1], bool(bad[-1])) == ("", True)

    desk.locator("[data-action=confirm_list]").click()
    expect(desk.locator("main .dd-note[data-look=trouble]")).to_contain_text("有错误行")
    assert customers_there_are(company) == len(company.customers)
    desk.locator("[name=leave_bad]").check()
    desk.locator("[data-action=confirm_list]").click()
    stands(desk, "done")
    desk.goto("/customers?q=KH101")
    expect(desk.locator("tr[data-number='KH101']")).to_contain_text("永固（杭州）五金")

    upload(desk)
    expect(desk.locator("[name='columns.region']")).to_have_value("大区")
    check(desk)
    expect_counts(desk, new="0", same="1", bad="1")
    expect(desk.locator("[data-action=confirm_list]")).to_have_count(0)
    assert customers_there_are(company) == len(company.customers) + 1


def set_apart(company: Company) -> None:
    """Puts kh002 on a level of its own."""
    with writing(company.session, SYSTEM) as tx:
        level = CustomerLevel(code="B", name="B级", name_en="Level B")
        tx.session.add(level)
        tx.session.flush()
        customer = tx.session.get(Customer, company.customers[1])
        assert customer is not None
        customer.level_id = level.id


@pytest.mark.rule("K6")
def test_an_announcement_reaches_its_level_and_tells_who_has_read_it(
    open_page: OpenPage, company: Company
) -> None:
    set_apart(company)
    desk = open_page("sales")
    desk.goto("/announcements/desk/new")
    desk.locator("[name=title]").fill("元旦放假通知")
    desk.locator("[name=body]").fill("元旦三天不发货。\n\n请提前下单。")
    desk.locator("[name=to_customers]").check()
    desk.locator("details:has([name=levels]) > summary").click()
    desk.locator("label:has([name=levels])", has_text="A级").locator("input").check()
    desk.locator("[data-action=save_announcement]").click()
    stands(desk, "draft")
    expect(desk.locator(".dd-news-people li")).to_have_count(1)
    answer(desk, "publish_announcement")
    stands(desk, "published")
    number = number_of(desk)
    desk.goto(f"/announcements/desk/{number}/readers")
    expect(desk.locator("tr[data-number='kh001']")).to_have_attribute("data-status", "unread")

    phone = open_page("kh001", viewport=PHONE)
    phone.goto("/announcements")
    phone.locator(f"li[data-number='{number}'] [data-action=open_announcement]").click()
    expect(phone.locator("article")).to_contain_text("请提前下单。")
    stands(phone, "read")
    other = open_page("kh002", viewport=PHONE)
    other.goto("/announcements")
    expect(other.locator("#announcements")).not_to_contain_text("元旦放假通知")

    desk.reload()
    expect(desk.locator("tr[data-number='kh001']")).to_have_attribute("data-status", "read")
    expect(desk.locator("tr[data-number='kh002']")).to_have_count(0)
