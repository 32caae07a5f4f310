"""Quick order: typed rows, pasted rows, and the company's order form sent back filled in."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.services.core.clock import utc_now
from webapp.services.ordering import order_form
from webapp.services.ordering.queries import get_cart

MAIN = "form[action='/quick-order']"
UPLOAD = "form[action='/quick-order/upload']"


@pytest.fixture
def desk(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def cart(company: Company) -> dict[str, Decimal]:
    buyer = company.actor("kh001")
    rows = get_cart(company.session, buyer, utc_now()).rows
    return {row.product.code: row.quantity for row in rows}


def test_typed_rows_that_fit_go_into_the_cart(desk: Client, company: Company) -> None:
    page = desk.page("/quick-order")
    answer = desk.submit(page, MAIN, code=["bolt-8", "", "NUT-8"], quantity=["20", "", "５"])
    assert (answer.status_code, answer.location) == (303, "/cart")
    assert cart(company) == {"BOLT-8": 20, "NUT-8": 5}
    again = desk.submit(page, MAIN, code=["bolt-8"], quantity=["20"])
    assert again.status_code == 303
    assert cart(company)["BOLT-8"] == 20, "the same form counts once"


def test_rows_that_do_not_fit_stay_with_their_reason(desk: Client, company: Company) -> None:
    pasted = "BOLT-8\t20\nNOTHING\t3\nBOLT-8\t7\nNUT-8\tmany\n6900000000021,１２\n"
    answer = desk.submit(desk.page("/quick-order"), MAIN, pasted=pasted)
    assert answer.status_code == 422

    rows = parse(answer).css("tr.dd-row-error")
    left = [
        (
            row.css_first("[name=code]").attributes["value"],
            row.css_first("[name=quantity]").attributes["value"],
        )  # type: ignore[union-attr]
        for row in rows
    ]
    assert left == [("NOTHING", "3"), ("BOLT-8", "7"), ("NUT-8", "many")]
    assert cart(company) == {"BOLT-8": 20, "NUT-8": 12}
    fixed = desk.submit(parse(answer), MAIN, code=["PIPE-20"], quantity=["2.5"])
    assert fixed.status_code == 303
    assert cart(company)["PIPE-20"] == Decimal("2.5")


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-CN", "没有这个编码的商品。"), ("en", "There is no article with this code.")],
)
def test_reasons_are_in_the_readers_language(desk: Client, language: str, said: str) -> None:
    page = desk.page("/quick-order")
    token = page.css_first(f"{MAIN} [name=csrf_token]").attributes["value"]  # type: ignore[union-attr]
    answer = desk.post(
        "/quick-order",
        data={"csrf_token": token, "key": "k" * 20, "code": "NONE", "quantity": "1"},
        headers={"Accept-Language": language},
    )
    assert said in answer.text


@pytest.mark.control("C11")
def test_strange_rows_are_answered_and_never_break(desk: Client) -> None:
    page = desk.page("/quick-order")
    for value in ("\x00", "1e309", "9" * 400, "＝1", "NaN", "💥", "-1", "0"):
        answer = desk.submit(page, MAIN, code=[value, "BOLT-8"], quantity=["1", value])
        assert answer.status_code in (303, 422), value
    empty = desk.submit(page, MAIN)
    assert empty.status_code == 422


def test_too_many_rows_are_refused_at_the_field(desk: Client) -> None:
    answer = desk.submit(desk.page("/quick-order"), MAIN, pasted="NUT-8 1\n" * 501)
    assert answer.status_code == 422
    assert 'id="f-pasted-error"' in answer.text


@pytest.mark.rule("D6")
def test_the_order_form_holds_his_articles_at_his_prices(
    desk: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_form, "AT_ONCE", 3)
    rows = read_sheet(desk.get("/quick-order/form.xlsx").data)
    body = {row[0]: row for row in rows[3:]}
    assert set(body) == set(company.products)
    assert body["BOLT-8"][4] == 1.425
    assert body["BOLT-8"][7] == ""


@pytest.mark.rule("D6")
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_filled_form_goes_into_the_cart(desk: Client, company: Company, language: str) -> None:
    form = read_sheet(
        desk.get("/quick-order/form.xlsx", headers={"Accept-Language": language}).data
    )
    for row in form[3:]:
        row[7] = {"BOLT-8": 20.0, "PIPE-20": "２.5"}.get(row[0], "")
    answer = send(desk, "form.xlsx", sheet(form))
    assert (answer.status_code, answer.location) == (303, "/cart")
    assert cart(company) == {"BOLT-8": 20, "PIPE-20": Decimal("2.5")}


@pytest.mark.rule("D6")
def test_rows_of_the_file_that_do_not_fit_are_answered_by_number(
    desk: Client, company: Company
) -> None:
    table = [
        ["货号", "品名", "数量"],
        ["BOLT-8", "", 7],
        [1234567890123456789.0, "", 1],
        ["NUT-8", "", 2],
    ]
    answer = send(desk, "own.xlsx", sheet(table), language="en")
    assert answer.status_code == 422
    assert "Row 2 of the file:" in answer.text
    assert "more than 15 digits" in answer.text
    assert cart(company) == {"NUT-8": 2}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "BOLT-8,20\nNUT-8,3\n".encode("utf-8-sig")),
        ("a.csv", "货号;数量\nBOLT-8;20\nNUT-8;3\n".encode("gb18030")),
        ("a.csv", "编码\t品名\t订货数量\r\nBOLT-8\tx\t20\r\nNUT-8\t\t３\r\n".encode()),
    ],
)
def test_csv_is_read_in_the_encodings_and_signs_people_have(
    desk: Client, company: Company, name: str, content: bytes
) -> None:
    assert send(desk, name, content).status_code == 303
    assert cart(company) == {"BOLT-8": 20, "NUT-8": 3}


@pytest.mark.control("C13", "C33", "C34")
def test_files_that_are_no_tables_are_refused_with_a_reason(desk: Client, company: Company) -> None:
    giant = sheet([["A"]], at=(1_000_000, 3))
    wide = sheet([["A"]], at=(3, 16_000))
    cases = [
        ("a.xlsx", b"MZ"),
        ("a.exe", b"MZ"),
        ("a.xlsx", broken()),
        ("a.xlsx", giant),
        ("a.xlsx", wide),
    ]
    for name, content in [*cases, ("a.csv", b""), ("a.csv", b"\xff\xff\xff"), ("", b"")]:
        answer = send(desk, name, content)
        assert answer.status_code == 422, name
        assert 'id="f-file-error"' in answer.text
    assert cart(company) == {}


def send(client: Client, name: str, content: bytes, language: str = "zh-CN") -> Any:
    page = client.page("/quick-order")
    token = page.css_first(f"{UPLOAD} [name=csrf_token]").attributes["value"]  # type: ignore[union-attr]
    return client.post(
        "/quick-order/upload",
        data={"csrf_token": token, "key": "u" * 20, "file": (io.BytesIO(content), name)},
        headers={"Accept-Language": language},
    )


def read_sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def sheet(rows: list[list[Any]], at: tuple[int, int] | None = None) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    if at:
        page.write_string(*at, "far away")
    book.close()
    return target.getvalue()


def broken() -> bytes:
    """An archive with the members of a spreadsheet and nothing readable in them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, "<broken")
    return target.getvalue()
