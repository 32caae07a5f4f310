"""The pages on prices: lists, setting, why, history, many at once, factors."""

from __future__ import annotations

import io
from decimal import Decimal
from urllib.parse import quote

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from tests.support.client import Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.pages import parse
from tests.support.price_acts import a_day
from webapp.models import Event, Product, ProductPrice, Role, RolePermission
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_setting import set_price
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing

SAVE = "main form.dd-card"
SAVED = 303
REFUSED = 422
STALE = 409
RUBBISH = ("\x00", "1e309", "99999999999999999999", "0000-00-00", "\ud800", "ä" * 500, "%", "-1")


@pytest.fixture
def sales(client: Client, company: Company) -> Client:
    client.sign_in("sales")
    return client


def rows_of(company: Company, code: str) -> list[ProductPrice]:
    company.session.rollback()
    product = company.products[code]
    statement = select(ProductPrice).where(ProductPrice.product_id == product)
    return list(company.session.scalars(statement.order_by(ProductPrice.id)))


def events(company: Company, name: str) -> list[Event]:
    company.session.rollback()
    return list(company.session.scalars(select(Event).where(Event.name == name)))


def agree(company: Company, code: str = "PIPE-20", price: str = "8", **more: str) -> None:
    given = PriceInput(code, Decimal(price), customer=more.pop("customer", "KH001"), **more)
    set_price(company.session, SYSTEM, given)


@pytest.mark.rule("F5")
def test_a_price_is_set_and_shown(sales: Client, company: Company) -> None:
    page = sales.page("/prices/new?product=PIPE-20")
    answer = sales.submit(page, SAVE, price="￥13.1234", reason="市场上涨")
    assert answer.status_code == SAVED
    assert answer.location == "/prices/products/PIPE-20"
    shown = sales.page(answer.location)
    assert [row.attributes["data-status"] for row in shown.css("tr[data-price]")] == [
        "now",
        "followed",
    ]
    row = rows_of(company, "PIPE-20")[-1]
    assert (row.price, row.reason, row.valid_from) == (Decimal("13.1234"), "市场上涨", a_day())
    again = sales.submit(page, SAVE, price="￥13.1234", reason="市场上涨")
    assert again.status_code == SAVED
    assert len(rows_of(company, "PIPE-20")) == 2


def test_a_mistake_keeps_what_was_typed(sales: Client, company: Company) -> None:
    page = sales.page("/prices/new?product=PIPE-20&customer=KH001")
    answer = sales.submit(
        page, SAVE, price="abc", valid_from="2020/1/1", valid_to="nonsense", reason="x"
    )
    assert answer.status_code == REFUSED
    shown = parse(answer)
    assert shown.css_first("#f-price").attributes["value"] == "abc"
    assert shown.css_first("#f-customer").attributes["value"] == "KH001"
    assert shown.css_first("#f-price-error") is not None
    past = sales.submit(page, SAVE, price="9", valid_from="2020/1/1", valid_to="", reason="x")
    assert past.status_code == REFUSED
    assert parse(past).css_first("#f-valid_from-error") is not None
    absent = sales.submit(page, SAVE, product="NOTHING", price="9", reason="x")
    assert absent.status_code == REFUSED
    assert parse(absent).css_first("#f-product-error") is not None
    assert len(rows_of(company, "PIPE-20")) == 1


@pytest.mark.rule("F5", "H3")
def test_why_is_told_and_kept_on_the_customers_trail(sales: Client, company: Company) -> None:
    agree(company, reason="年度协议")
    page = sales.page("/prices/products/PIPE-20?customer=kh001")
    why = page.css_first("[data-why]")
    assert why.attributes["data-source"] == "customer"
    assert [one.attributes["data-source"] for one in why.css("li")] == ["customer", "base"]
    assert "年度协议" in why.text()
    assert "0.95" in why.text()
    sales.page("/prices/customers/KH001")
    assert len(events(company, "PricesViewed")) == 1
    other = sales.page("/prices/products/PIPE-20?customer=KH002")
    assert other.css_first("[data-why]").attributes["data-source"] == "base"
    assert [one.subject_number for one in events(company, "PricesViewed")] == ["KH001", "KH002"]
    nobody = sales.page("/prices/products/PIPE-20?customer=KH999")
    assert nobody.css_first("[data-why]") is None
    assert nobody.css_first("#f-customer-error") is not None


@pytest.mark.rule("F5", "F4")
def test_what_was_charged_names_the_price_that_set_it(sales: Client, company: Company) -> None:
    agree(company, reason="第一次协议")
    order = company.place(company.wanted(PIPE_20="2"))
    agree(company, price="9", reason="第二次协议")
    page = sales.page("/prices/products/PIPE-20/customers/KH001")
    line = page.css_first(f"tr[data-number='{order.number}']")
    assert "8.00" in line.text()
    assert "第一次协议" in line.text()
    assert page.css_first("[data-why]").text().count("第二次协议") == 1
    link = sales.page(f"/orders/{order.number}").css_first("[data-lines] td a[title]")
    assert link.attributes["href"] == "/prices/products/PIPE-20/customers/KH001"


def test_a_price_to_come_is_taken_back(sales: Client, company: Company) -> None:
    later = PriceInput("PIPE-20", Decimal(20), valid_from=a_day(5))
    set_price(company.session, SYSTEM, later)
    page = sales.page("/prices/products/PIPE-20")
    form = "form[data-act=take_back_price]"
    assert sales.submit(page, form, reason="").status_code == REFUSED
    assert sales.submit(page, form, reason="不涨了").status_code == SAVED
    statuses = [
        row.attributes["data-status"]
        for row in sales.page("/prices/products/PIPE-20").css("tr[data-price]")
    ]
    assert statuses == ["taken_back", "now"]
    assert sales.submit(page, form, reason="again").status_code == SAVED
    assert len(events(company, "PriceTakenBack")) == 1


def test_many_prices_are_looked_at_and_then_set(sales: Client, company: Company) -> None:
    page = sales.page("/prices")
    looked = sales.submit(
        page,
        "form#batch",
        number=["PIPE-20", "LOCK-1"],
        value="10",
        direction="up",
        rounding="0.1",
        reason="钢材涨价",
    )
    assert looked.status_code == 200
    preview = parse(looked)
    cells = {
        row.attributes["data-number"]: [cell.text(strip=True) for cell in row.css("td")][4:6]
        for row in preview.css("[data-preview] tbody tr")
    }
    assert cells == {"LOCK-1": ["86.00", "94.60"], "PIPE-20": ["12.50", "13.80"]}
    assert len(rows_of(company, "LOCK-1")) == 1
    stored = sales.submit(preview, "button[data-action=change_prices]")
    assert stored.status_code == SAVED
    assert rows_of(company, "LOCK-1")[-1].price == Decimal("94.6")
    assert [one.reason for one in events(company, "PriceSet")] == ["钢材涨价"] * 2
    preview.css_first("main input[name=key]").attrs["value"] = "another-key-than-before"
    late = sales.submit(preview, "button[data-action=change_prices]")
    assert late.status_code == STALE
    assert len(rows_of(company, "LOCK-1")) == 2


def test_all_that_the_filter_finds_can_be_changed(sales: Client, company: Company) -> None:
    page = sales.page("/prices?q=PIPE")
    form = "form[data-act=change_found]"
    looked = sales.submit(page, form, value="1", kind="amount", direction="down", reason="清库存")
    preview = parse(looked)
    assert preview.css_first("[data-preview]").attributes["data-changed"] == "1"
    assert sales.submit(preview, "button[data-action=change_prices]").status_code == SAVED
    assert rows_of(company, "PIPE-20")[-1].price == Decimal("11.5")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "x"}, "value"),
        ({"value": "100", "direction": "down"}, "value"),
        ({"value": "5", "valid_from": "2020-01-01"}, "valid_from"),
        ({"value": "5", "number": []}, ""),
    ],
)
def test_what_cannot_be_changed_is_said(sales: Client, typed: dict[str, str], field: str) -> None:
    given = {"number": ["PIPE-20"], "reason": "x", **typed}
    answer = sales.submit(sales.page("/prices"), "form#batch", **given)
    assert answer.status_code == REFUSED
    page = parse(answer)
    assert page.css_first("[data-error-summary]") is not None
    assert page.css_first("button[data-action=change_prices]") is None
    if field:
        assert page.css_first(f"#f-{field}-error") is not None


def test_storing_asks_for_the_reason(sales: Client, company: Company) -> None:
    looked = sales.submit(sales.page("/prices"), "form#batch", number=["PIPE-20"], value="5")
    stored = sales.submit(parse(looked), "button[data-action=change_prices]", reason="")
    assert stored.status_code == REFUSED
    assert parse(stored).css_first("#f-reason-error") is not None
    assert len(rows_of(company, "PIPE-20")) == 1


def test_a_factor_is_set_and_taken_back(sales: Client, company: Company) -> None:
    page = sales.page("/prices/levels")
    form = "form[data-act=set_factor]"
    assert sales.submit(page, form, discount="11", reason="x").status_code == REFUSED
    day = a_day(3).isoformat()
    done = sales.submit(page, form, discount="0.9", valid_from=day, reason="业绩达标")
    assert done.status_code == SAVED
    shown = sales.page("/prices/levels")
    statuses = [row.attributes["data-status"] for row in shown.css("tr[data-factor]")]
    assert statuses == ["to_come", "now"]
    back = sales.submit(shown, "form[data-act=take_back_factor]", reason="撤回")
    assert back.status_code == SAVED
    assert len(events(company, "FactorTakenBack")) == 1


def test_the_customers_list_narrows_and_sorts(sales: Client, company: Company) -> None:
    agree(company)
    own = sales.page("/prices/customers/KH001?own=1")
    assert [row.attributes["data-number"] for row in own.css("tbody tr")] == ["PIPE-20"]
    found = sales.page("/prices/customers/KH001?q=lock&sort=-name")
    assert [row.attributes["data-number"] for row in found.css("tbody tr")] == ["LOCK-1"]
    every = sales.page("/prices/customers/KH001?sort=-code").css("tbody tr")
    codes = [row.attributes["data-number"] for row in every]
    assert codes == sorted(codes, reverse=True)


@pytest.mark.rule("H1")
def test_both_lists_can_be_taken_out(sales: Client, company: Company) -> None:
    agree(company)
    for path, expected in (
        ("/prices?q=pipe", "PIPE-20"),
        ("/prices/customers/KH001?own=1", "PIPE-20"),
    ):
        answer = sales.submit(sales.page(path), "form[data-act=export]")
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
        rows = book.get_sheet_by_index(0).to_python()
        assert [row[0] for row in rows[1:]] == [expected]


@pytest.mark.rule("A5")
def test_a_right_over_some_customers_shows_only_theirs(client: Client, company: Company) -> None:
    grant_own(company)
    agree(company)
    agree(company, price="7", customer="KH002")
    client.sign_in("region1")
    page = client.page("/prices/products/PIPE-20")
    assert [row.attributes["data-number"] for row in page.css("#own tbody tr")] == ["KH001"]
    assert client.get("/prices/customers/KH002").status_code == 404
    assert client.get("/prices/products/PIPE-20/customers/KH002").status_code == 404
    found = client.get("/prices/suggest/customers?q=KH").get_json()
    assert [one["value"] for one in found] == ["KH001"]
    assert client.page("/prices").css_first("form#batch") is None
    export = client.page("/prices/customers/KH001")
    form = export.css_first("form[data-act=export]")
    address = (form.attributes["action"] or "").replace("KH001", "KH002")
    token = form.css_first("input[name=csrf_token]").attributes["value"]
    assert client.post(address, data={"csrf_token": token}).status_code == 404
    shown = client.page("/prices/new?product=PIPE-20")
    refused = client.submit(shown, SAVE, whose="base", price="1", reason="x")
    assert refused.status_code == 403


def grant_own(company: Company) -> None:
    """Region managers keep the prices of their own customers."""
    with writing(company.session, SYSTEM) as tx:
        role = tx.session.scalars(select(Role).where(Role.code == "regional_manager")).one()
        right = RolePermission(role_id=role.id, permission="price.manage", scope="own")
        tx.session.add(right)


@pytest.mark.parametrize("path", ["/prices", "/prices/products/PIPE-20", "/prices/customers/KH001"])
def test_rubbish_in_an_address_is_passed_over(sales: Client, path: str) -> None:
    sales.checks_html = False
    names = ("q", "category", "shelf", "sort", "after", "before", "own", "customer", "on")
    for name in names:
        for text in RUBBISH:
            typed = quote(text.encode("utf-8", "surrogatepass"))
            assert sales.get(f"{path}?{name}={typed}").status_code in (200, 404)
    assert sales.get("/prices/new?product=%00&customer=%ED%A0%80").status_code == 200


def test_a_list_costs_the_same_however_long(app: Flask, sales: Client, company: Company) -> None:
    sales.page("/prices")
    agree(company)
    sales.page("/prices/customers/KH001")
    with counted(app) as few:
        sales.page("/prices?q=PIPE")
        sales.page("/prices/customers/KH001?q=PIPE")
    with counted(app) as many:
        sales.page("/prices")
        sales.page("/prices/customers/KH001")
    assert len(many) <= len(few)


@pytest.mark.rule("A2")
def test_customers_find_nothing_of_this(client: Client, company: Company) -> None:
    agree(company, customer="KH002")
    client.sign_in("kh001")
    for path in ("/prices", "/prices/customers/KH002", "/prices/products/PIPE-20"):
        assert client.get(path).status_code in (403, 404)
    shop = client.get("/shop/items/PIPE-20").get_data(as_text=True)
    assert "8.00" not in shop


def test_a_shelfless_article_is_told_apart(sales: Client, company: Company) -> None:
    with writing(company.session, SYSTEM) as tx:
        tx.session.execute(update(Product).where(Product.code == "LOCK-1").values(on_shelf=False))
    off = sales.page("/prices?shelf=off")
    assert [row.attributes["data-number"] for row in off.css("tbody tr")] == ["LOCK-1"]
