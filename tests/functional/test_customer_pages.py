"""Customers in the browser: the list, the file, its account, its people, and handing over."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.pages import parse
from webapp.models import Customer, CustomerContact, CustomerEvaluation, Event, User
from webapp.services.core.errors import NotFound

pytestmark = pytest.mark.rule("H1")

DIALOG = "form[data-act={}]"


@pytest.fixture
def sales(client: Client, company: Company) -> Client:
    client.sign_in("sales")
    return client


def stored(company: Company, code: str) -> Customer:
    company.session.rollback()
    company.session.expire_all()
    return company.session.scalars(select(Customer).where(Customer.code == code)).one()


def codes(client: Client, query: str = "") -> list[str]:
    rows = client.page(f"/customers{query}").css("tr[data-number]")
    return [row.attributes["data-number"] or "" for row in rows]


def test_the_list_is_searched_narrowed_and_sorted(sales: Client) -> None:
    assert codes(sales) == ["KH001", "KH002"]
    assert codes(sales, "?sort=-code") == ["KH002", "KH001"]
    for query, found in (
        ("?q=kh002", ["KH002"]),
        ("?q=13800000000", ["KH001", "KH002"]),
        ("?q=nobody", []),
        ("?region=E", ["KH001"]),
        ("?level=A", ["KH001", "KH002"]),
        ("?status=disabled", []),
        ("?status=no_account", []),
        ("?grade=A", []),
        ("?sort=-due", ["KH002", "KH001"]),
        ("?sort=name&region=N", ["KH002"]),
    ):
        assert codes(sales, query) == found, query


@pytest.mark.parametrize(
    "query",
    [
        "?sort=nothing",
        "?after=%00",
        "?after=WzEsMl0",
        "?sort=due&after=WyIwMDAwLTAwLTAwIiwxXQ",
        "?q=%F0%9F%98%80%00%ED%A0%80",
        "?region=" + "9" * 400,
        "?status=%00",
    ],
)
def test_rubbish_in_the_address_narrows_nothing_or_finds_nothing(sales: Client, query: str) -> None:
    assert sales.get(f"/customers{query}").status_code == 200


@pytest.mark.rule("H2")
def test_a_manager_sees_his_own_regions_customers_only(client: Client, company: Company) -> None:
    client.sign_in("region1")
    assert codes(client) == ["KH001"]
    assert client.get("/customers/KH001").status_code == 200
    for path in ("", "/edit", "/contacts/new", "/addresses/new"):
        assert client.get(f"/customers/KH002{path}").status_code == 404
    page = client.page("/customers/KH001")
    assert page.css_first("[data-credit]") is not None
    assert page.css_first("[data-evaluations]") is None
    assert page.css_first("[data-action=hand_over]") is None
    edit = client.page("/customers/KH001/edit")
    assert edit.css_first("[name=credit_limit]") is None
    assert edit.css_first("[name=level]") is None
    client.sign_in("review")
    assert client.get("/customers").status_code == 403


def test_a_file_is_opened_and_changed_by_forms(sales: Client, company: Company) -> None:
    page = sales.page("/customers/new")
    wrong = sales.submit(page, "main form", code="kh001", name="", credit_code="9135", region="E")
    assert wrong.status_code == 422
    shown = parse(wrong)
    assert shown.css_first("#f-name-error") is not None
    assert shown.css_first("[name=credit_code]").attributes["value"] == "9135"  # type: ignore[union-attr]
    made = sales.submit(
        page,
        "main form",
        code="kh010",
        name="新客五金",
        region="E",
        salesperson="region1",
        contact="沈经理",
        phone="13900000001",
        address="杭州市文三路 1 号",
        credit_code="330100123456789",
        credit_limit="￥5,000",
        payment_days="30",
        grade="B",
    )
    assert made.status_code == 303
    assert made.location.endswith("/customers/KH010")
    shown = sales.page("/customers/KH010")
    assert "15" in shown.css_first("#toasts").text()  # type: ignore[union-attr]
    assert stored(company, "KH010").payment_days == 30
    changed = sales.submit(sales.page("/customers/KH010/edit"), "main form", name="改名五金")
    assert changed.status_code == 303
    assert stored(company, "KH010").name == "改名五金"
    assert stored(company, "KH010").salesperson_id is not None


def test_of_two_who_change_a_file_the_second_is_told_and_loses_nothing(
    sales: Client, company: Company
) -> None:
    first = sales.page("/customers/KH001/edit")
    second = sales.page("/customers/KH001/edit")
    sales.submit(first, "main form", contact="甲")
    late = sales.submit(second, "main form", contact="乙")
    assert late.status_code == 409
    assert parse(late).css_first("[name=contact]").attributes["value"] == "乙"  # type: ignore[union-attr]
    assert sales.submit(parse(late), "main form").status_code == 303
    assert stored(company, "KH001").contact == "乙"


@pytest.mark.rule("A5")
def test_forged_fields_of_those_who_grade_change_nothing(client: Client, company: Company) -> None:
    client.sign_in("region1")
    page = client.page("/customers/KH001/edit")
    answer = client.submit(
        page, "main form", credit_limit="9", level="B", region="N", grade="A", salesperson="sales"
    )
    assert answer.status_code == 303
    after = stored(company, "KH001")
    assert (str(after.credit_limit), after.grade, after.salesperson_id) == ("1000.00", "", None)


@pytest.mark.rule("A3")
def test_the_one_account_is_opened_reset_closed_and_reopened(
    sales: Client, company: Company
) -> None:
    sales.submit(
        sales.page("/customers/new"),
        "main form",
        code="KH9",
        name="新",
        region="E",
        salesperson="sales",
    )
    page = sales.page("/customers/KH9")
    taken = sales.submit(page, DIALOG.format("open_account"), user_name="Admin")
    assert taken.status_code == 422
    opened = sales.submit(parse(taken), DIALOG.format("open_account"), user_name="neu.kunde")
    password = _password(opened.text)
    again = sales.submit(parse(taken), DIALOG.format("open_account"), user_name="neu.kunde")
    assert _password(again.text) == ""
    user = _user(company, "neu.kunde")
    assert (user.must_change_password, user.kind) == (True, "customer")
    buyer = sales.application.test_client()
    assert isinstance(buyer, Client)
    assert _sign_in(buyer, "neu.kunde", password) == 303
    reset = sales.submit(sales.page("/customers/KH9"), DIALOG.format("reset_account"))
    assert _password(reset.text) not in ("", password)
    assert buyer.get("/account").status_code == 303
    closed = sales.submit(sales.page("/customers/KH9"), DIALOG.format("close_account"))
    assert closed.status_code == 303
    assert _sign_in(buyer, "neu.kunde", _password(reset.text)) == 422
    sales.submit(sales.page("/customers/KH9"), DIALOG.format("reopen_account"))
    assert _sign_in(buyer, "neu.kunde", _password(reset.text)) == 303
    assert sales.page("/customers/KH9").css_first("[data-action=open_account]") is None


def _password(text: str) -> str:
    found = re.findall(r'data-copy="([^"]{16})"', text)
    return found[0] if found else ""


def _user(company: Company, user_name: str) -> User:
    company.session.rollback()
    return company.session.scalars(select(User).where(User.user_name == user_name)).one()


def _sign_in(client: Client, user_name: str, password: str) -> int:
    page = client.page("/sign-in")
    answer = client.submit(page, "main form", user_name=user_name, password=password)
    return answer.status_code


def test_a_disabled_customer_is_out_on_his_next_request(sales: Client, company: Company) -> None:
    buyer = sales.application.test_client()
    assert isinstance(buyer, Client)
    buyer.sign_in("kh001")
    assert buyer.get("/shop/").status_code == 200
    page = sales.page("/customers/KH001")
    refused = sales.submit(page, DIALOG.format("disable"), reason=" ")
    assert refused.status_code == 422
    done = sales.submit(parse(refused), DIALOG.format("disable"), reason="欠款")
    assert done.status_code == 303
    assert buyer.get("/shop/").status_code == 303
    with pytest.raises(NotFound):
        buyer.sign_in("kh001")
    assert codes(sales, "?status=disabled") == ["KH001"]
    sales.submit(sales.page("/customers/KH001"), DIALOG.format("enable"))
    buyer.sign_in("kh001")
    assert buyer.get("/shop/").status_code == 200


def test_contacts_and_addresses_are_kept_by_staff(client: Client, company: Company) -> None:
    client.sign_in("region1")
    form = client.page("/customers/KH001/contacts/new")
    wrong = client.submit(form, "main form", name="钱师傅", email="no", phone="soon")
    assert {"f-email-error", "f-phone-error"} <= {
        node.attributes.get("id") for node in parse(wrong).css(".dd-error")
    }
    assert client.submit(form, "main form", name="钱师傅", phone="13900000002").status_code == 303
    assert stored(company, "KH001").contact == "钱师傅"
    one = company.session.scalars(select(CustomerContact)).one()
    change = client.page(f"/customers/KH001/contacts/{one.id}")
    late = client.page(f"/customers/KH001/contacts/{one.id}")
    assert client.submit(change, "main form", position="采购").status_code == 303
    assert "采购" in client.page("/customers/KH001").css_first("[data-contacts]").text()  # type: ignore[union-attr]
    assert client.submit(late, "main form", position="店长").status_code == 409
    removed = client.submit(
        client.page("/customers/KH001"), "[data-contacts] form[data-act=remove_contact]"
    )
    assert removed.status_code == 303
    place = client.page("/customers/KH001/addresses/new")
    client.submit(place, "main form", contact="李", phone="13900000003", address="二号库")
    shown = client.page("/customers/KH001")
    assert len(shown.css("[data-addresses] tr[data-address]")) == 2
    client.submit(shown, "[data-addresses] form[data-act=make_default]")
    shown = client.page("/customers/KH001")
    client.submit(shown, "[data-addresses] form[data-act=remove_address]")
    assert len(client.page("/customers/KH001").css("[data-addresses] tr[data-address]")) == 1


@pytest.mark.rule("K4")
def test_an_evaluation_is_kept_and_only_management_reads_it(
    sales: Client, company: Company
) -> None:
    page = sales.page("/customers/KH001")
    done = sales.submit(page, DIALOG.format("evaluate"), grade="A", text="付款准时", months="12")
    assert done.status_code == 303
    customer = stored(company, "KH001")
    assert customer.grade == "A"
    assert customer.reviewed_on is not None
    assert customer.review_due is not None
    assert customer.review_due.year == customer.reviewed_on.year + 1
    assert len(company.session.scalars(select(CustomerEvaluation)).all()) == 1
    assert "付款准时" in sales.get("/customers/KH001").text
    manager = sales.application.test_client()
    assert isinstance(manager, Client)
    manager.sign_in("region1")
    assert "付款准时" not in manager.get("/customers/KH001").text
    answer = manager.post("/customers/KH001/evaluations")
    assert answer.status_code in (400, 403)


@pytest.mark.rule("H2")
def test_a_handed_over_customer_is_reached_by_the_new_one_alone(
    sales: Client, company: Company
) -> None:
    manager = sales.application.test_client()
    assert isinstance(manager, Client)
    manager.sign_in("region1")
    assert manager.get("/customers/KH002").status_code == 404
    page = sales.page("/customers/KH002")
    done = sales.submit(page, DIALOG.format("hand_over"), to="region1", reason="换人")
    assert done.status_code == 303
    assert manager.get("/customers/KH002").status_code == 200
    bell = manager.get("/notices").text
    assert "kh002五金商行" in bell
    back = sales.submit(
        sales.page("/customers/KH002"), DIALOG.format("hand_over"), to="sales", reason="换回"
    )
    assert back.status_code == 303
    assert manager.get("/customers/KH002").status_code == 404
    rows = sales.page("/customers/KH002").css("[data-keepers] tbody tr")
    assert [row.attributes["data-status"] for row in rows] == ["now", "past"]


@pytest.mark.rule("H2")
def test_many_are_handed_over_from_the_list_or_all_of_one(sales: Client, company: Company) -> None:
    page = sales.page("/customers")
    chosen = sales.submit(page, "[data-action=batch_hand_over]", number=["KH001", "KH002"])
    assert chosen.status_code == 303
    asked = sales.page(chosen.location)
    assert not asked.select("[aria-invalid]")
    form = "form[data-act=hand_over_many]"
    done = sales.submit(asked, form, to="review", reason="分区")
    assert done.status_code == 303
    keeper = _user(company, "review").id
    assert [stored(company, code).salesperson_id for code in ("KH001", "KH002")] == [keeper] * 2
    page = sales.page("/customers/handover?giver=review")
    refused = sales.submit(page, form, to="review", reason="x")
    assert refused.status_code == 422
    assert sales.submit(parse(refused), form, to="region1", reason="离职").status_code == 303
    assert stored(company, "KH001").salesperson_id == _user(company, "region1").id


@pytest.mark.rule("H3", "I4")
def test_looking_at_a_file_is_on_its_trail_once_an_hour(client: Client, company: Company) -> None:
    for who in ("sales", "region1"):
        client.sign_in(who)
        for path in ("", "/edit", ""):
            client.get(f"/customers/KH001{path}")
    company.session.rollback()
    looks = company.session.scalars(
        select(Event.actor_name).where(Event.name == "CustomerViewed").order_by(Event.id)
    ).all()
    assert looks == ["Sales", "Region1"]
    assert client.page("/customers/KH001").css("[data-timeline] li") == []


def test_a_list_page_asks_the_same_number_of_questions_however_many_rows(
    sales: Client, app: Flask
) -> None:
    sales.get("/customers")
    with counted(app) as few:
        sales.get("/customers?q=kh001")
    with counted(app) as more:
        sales.get("/customers?q=kh00")
    assert len(few) == len(more)
