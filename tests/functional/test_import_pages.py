"""Bringing lists in through the browser: columns, check, confirmation, result (H4)."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.support.client import Client, form_values
from tests.support.company import Company
from tests.support.pages import parse
from webapp.models import Customer, Event, ImportMapping, ImportRun, Order, Product, StockEntry
from webapp.services.importing.kinds import KINDS

UPLOAD = 'form[action="/imports"][method=post]'
CUSTOMERS = "客户编码,客户名称,地区,责任代码,联系人,手机,收货地址\n"
GOOD = "KH9,永固（杭州）五金,华东,XS,李,13900000000,杭州市文一路 1 号\n"


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def upload(client: Client, kind: str, content: bytes | str, name: str = "list.csv") -> TestResponse:
    data = content.encode("gb18030") if isinstance(content, str) else content
    page = client.page("/imports")
    return client.submit(
        page,
        'form[action="/imports"][method=post]',
        kind=kind,
        files={"file": (io.BytesIO(data), name)},
    )


def checked(client: Client, kind: str, content: bytes | str, **values: Any) -> str:
    """The path of a list that is uploaded and checked with the columns that were found."""
    path = upload(client, kind, content).headers["Location"]
    answer = client.submit(client.page(path), f'form[action="{path}/columns"]', **values)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return path


def confirmed(client: Client, path: str, **values: Any) -> TestResponse:
    return client.submit(client.page(path), f'form[action="{path}/confirm"]', **values)


def counts(client: Client, path: str) -> dict[str, int]:
    found = client.page(path).css("[data-standing]")
    return {
        str(one.attributes["data-standing"]): int(str(one.attributes["data-count"]))
        for one in found
    }


def sheet_of(answer: TestResponse) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.rule("H4")
def test_nothing_is_stored_before_it_is_confirmed(admin: Client, company: Company) -> None:
    path = checked(admin, "customers", CUSTOMERS + GOOD)
    assert counts(admin, path) == {"new": 1, "same": 0, "changed": 0, "bad": 0}
    statement = select(Customer.name).where(Customer.code == "KH9")
    assert company.session.scalar(statement) is None
    assert confirmed(admin, path).status_code == 303
    company.session.rollback()
    assert company.session.scalar(statement) == "永固（杭州）五金"
    assert admin.page(path).css_first("main").attributes["data-status"] == "done"


@pytest.mark.rule("H4")
def test_bad_rows_are_left_out_only_on_purpose(admin: Client, company: Company) -> None:
    path = checked(admin, "customers", CUSTOMERS + GOOD + "KH10,x,nowhere,XS,,,\n")
    assert counts(admin, path)["bad"] == 1
    answer = confirmed(admin, path)
    assert answer.status_code == 422
    company.session.rollback()
    assert company.session.scalar(select(Customer).where(Customer.code == "KH9")) is None
    assert confirmed(admin, path, leave_bad="1").status_code == 303
    assert counts(admin, path) == {"new": 1, "same": 0, "changed": 0, "bad": 1}


@pytest.mark.rule("H4")
def test_what_is_there_is_changed_only_when_asked(admin: Client, company: Company) -> None:
    text = CUSTOMERS + GOOD + "KH001,改名商行,华东,XS-01,,,\n"
    name = select(Customer.name).where(Customer.code == "KH001")
    confirmed(admin, checked(admin, "customers", text))
    company.session.rollback()
    assert company.session.scalar(name) == "kh001五金商行"
    path = checked(admin, "customers", text)
    assert counts(admin, path) == {"new": 0, "same": 1, "changed": 1, "bad": 0}
    assert "改名商行" in admin.get(path).get_data(as_text=True)
    confirmed(admin, path, update="1")
    company.session.rollback()
    assert company.session.scalar(name) == "改名商行"


def test_each_fault_stands_at_its_row_and_column_and_in_the_file(admin: Client) -> None:
    rows = "货号,仓库,数量\n=1+1,HQ-1,3\nBOLT-8,HQ-1,many\n"
    path = checked(admin, "stock", rows)
    page = admin.page(path)
    assert [one.attributes["data-line"] for one in page.css("tr[data-line]")] == ["3", "2"]
    table = sheet_of(admin.get(f"{path}/errors"))
    assert table[0][:3] == ["货号", "仓库", "数量"]
    assert table[1][0] == "=1+1"
    assert all(row[3] for row in table[1:])


def test_long_numbers_in_number_cells_are_refused(admin: Client) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["客户编码", "客户名称", "地区", "责任代码", "税号"])
    sheet.write_row(1, 0, ["KH9", "永固", "华东", "XS"])
    sheet.write_number(1, 4, 911101085923662400)
    book.close()
    path = upload(admin, "customers", target.getvalue(), "list.xlsx").headers["Location"]
    admin.submit(admin.page(path), f'form[action="{path}/columns"]')
    assert counts(admin, path)["bad"] == 1
    assert "15" in admin.page(path).css_first("tr[data-line]").text()


def test_a_mapping_is_kept_and_used_again(admin: Client, company: Company) -> None:
    text = "A,B,C\nBOLT-8,HQ-1,3\n"
    path = upload(admin, "stock", text).headers["Location"]
    answer = admin.submit(admin.page(path), f'form[action="{path}/columns"]')
    assert answer.status_code == 422
    again = parse(answer)
    assert len(again.css("[aria-invalid]")) == 3
    chosen = {"columns.product": "A", "columns.warehouse": "B", "columns.quantity": "C"}
    admin.submit(again, f'form[action="{path}/columns"]', keep_as="Old system", **chosen)
    second = upload(admin, "stock", text).headers["Location"]
    options = admin.page(second).css("select option[selected]")
    assert [one.attributes["value"] for one in options] == ["A", "B", "C"]
    page = admin.page("/imports")
    admin.submit(page, "[data-act=remove_mapping]")
    company.session.rollback()
    assert company.session.scalar(select(func.count()).select_from(ImportMapping)) == 0


def test_one_value_may_stand_for_all_rows(admin: Client, company: Company) -> None:
    path = upload(admin, "products", "货号,名称,单价\nNEW-1,新螺栓,￥1.5\n").headers["Location"]
    values = {"constants.category": "紧固件", "constants.unit": "个"}
    admin.submit(admin.page(path), f'form[action="{path}/columns"]', **values)
    confirmed(admin, path)
    company.session.rollback()
    product = company.session.scalars(select(Product).where(Product.code == "NEW-1")).one()
    assert (product.unit, product.name) == ("个", "新螺栓")


@pytest.mark.rule("H4")
def test_the_same_file_twice_adds_nothing(admin: Client, company: Company) -> None:
    company.session.rollback()
    text = "单号,货号,客户,数量\nA1,LOCK-1,KH001,1\nA1,NUT-8,KH001,5\n"
    confirmed(admin, checked(admin, "orders", text))
    path = checked(admin, "orders", text)
    assert counts(admin, path) == {"new": 0, "same": 2, "changed": 0, "bad": 0}
    assert admin.page(path).css_first("[data-action=confirm_list]") is None
    company.session.rollback()
    assert company.session.scalars(select(Order.external_number)).all() == ["excel:A1"]


def test_a_template_is_read_by_its_own_headings(admin: Client) -> None:
    for language in ("zh-CN", "en"):
        admin.post("/language", data={"language": language})
        for key, kind in KINDS.items():
            table = sheet_of(admin.get(f"/imports/templates/{key}"))
            target = io.BytesIO()
            book = xlsxwriter.Workbook(target)
            book.add_worksheet().write_row(0, 0, table[0])
            book.get_worksheet_by_name("Sheet1").write_row(1, 0, ["x"] * len(table[0]))
            book.close()
            path = upload(admin, key, target.getvalue(), "list.xlsx").headers["Location"]
            found = admin.page(path).css("tr[data-field]:has(option[selected])")
            keys = {one.attributes["data-field"] for one in found}
            assert {one.key for one in kind.fields} - keys == set(), (language, key)


def test_another_persons_list_is_as_if_it_were_not_there(admin: Client, client: Client) -> None:
    path = checked(admin, "customers", CUSTOMERS + GOOD)
    client.sign_in("sales")
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/file").status_code == 404
    form = client.page("/imports").css_first(UPLOAD)
    assert form is not None
    values = {**form_values(form).to_dict(), "version": "3"}
    assert client.post(f"{path}/confirm", data=values).status_code == 404


@pytest.mark.rule("H2")
def test_a_regional_manager_brings_in_his_own_customers_only(
    client: Client, company: Company
) -> None:
    client.sign_in("region1")
    text = CUSTOMERS + GOOD + "KH10,北方五金,华北,XS,,,\nKH002,改名,华北,XS-01,,,\n"
    path = checked(client, "customers", text)
    assert counts(client, path) == {"new": 1, "same": 0, "changed": 0, "bad": 2}


def test_credit_belongs_to_those_who_grade(client: Client, company: Company) -> None:
    client.sign_in("region1")
    path = upload(client, "customers", "客户编码,客户名称,授信额度\nKH9,x,1000\n").headers[
        "Location"
    ]
    page = client.page(path)
    assert page.css_first('[name="columns.credit_limit"]') is None
    answer = client.submit(
        page, f'form[action="{path}/columns"]', **{"columns.credit_limit": "授信额度"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", b""),
        ("list.csv", b"\x00\x01"),
        ("list.csv", "货号\n".encode()),
        ("list.xlsx", b"PK\x03\x04rubbish"),
        ("list.xls", b"\xd0\xcf\x11\xe0"),
        ("list.csv", b"a," * 100 + b"\n1\n"),
        ("list.csv", b'a,b\n"' + b"x" * 200_000),
    ],
)
@pytest.mark.control("C33")
def test_what_is_no_list_is_refused(admin: Client, name: str, content: bytes) -> None:
    answer = upload(admin, "stock", content, name)
    assert answer.status_code == 422
    assert parse(answer).css_first("[data-error-summary]") is not None


@pytest.mark.parametrize(
    "cell",
    ["1e309", "NaN", "9" * 40, "-5", "０", "\ud800".encode("utf-8", "replace").decode(), "1.00001"],
)
def test_rubbish_in_a_cell_is_a_fault_of_its_row(admin: Client, cell: str) -> None:
    path = checked(admin, "stock", f"货号,仓库,数量\nBOLT-8,HQ-1,{cell}\n")
    assert counts(admin, path)["bad"] == 1


@pytest.mark.parametrize(
    "query", ["?after=x", "?kind=%00", "?state=nothing", "?q=%ED%A0%80", "?sort=zzz", "?new=%00"]
)
def test_rubbish_in_the_address_narrows_or_says_nothing(admin: Client, query: str) -> None:
    assert admin.get(f"/imports{query}").status_code == 200


def test_stale_and_repeated_sends_do_it_once(admin: Client, company: Company) -> None:
    path = checked(admin, "stock", "货号,仓库,数量\nLOCK-1,HQ-1,3\n".replace("LOCK-1", "GLUE"))
    assert counts(admin, path)["bad"] == 1
    stale = admin.page(path)
    admin.submit(stale, "[data-act=discard_list]")
    answer = admin.submit(stale, f'form[action="{path}/columns"]')
    assert answer.status_code == 409
    company.session.rollback()
    run = company.session.scalars(select(ImportRun)).one()
    assert run.status == "discarded"
    names = company.session.scalars(
        select(Event.name).where(Event.subject_kind == "import_run").order_by(Event.position)
    ).all()
    assert names == ["ListUploaded", "ListChecked", "ListDiscarded"]
    opening = select(func.count()).select_from(StockEntry).where(StockEntry.document_number != "")
    assert company.session.scalar(opening) == 0
