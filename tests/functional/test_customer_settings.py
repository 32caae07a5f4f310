"""What customers are told apart by, on its pages; and what a customer never reads of his file."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.models import ChoiceItem, CustomerLevel, Region
from webapp.services.customers.contacts import ContactInput, add_contact
from webapp.services.customers.evaluating import evaluate_customer

ACT = "tr[data-number={}] form[data-act={}]"


@pytest.fixture
def sales(client: Client, company: Company) -> Client:
    client.sign_in("sales")
    return client


@pytest.mark.rule("H2")
def test_regions_are_added_renamed_moved_and_removed(sales: Client, company: Company) -> None:
    adding = "form[data-act=add_region]"
    page = sales.page("/settings/regions")
    refused = sales.submit(page, adding, code="E", name="", parent="N")
    assert refused.status_code == 422
    taken = sales.submit(parse(refused), adding, code="E", name="华东", parent="N")
    assert taken.status_code == 422
    added = sales.submit(parse(taken), adding, code="SH", name="上海", parent="E")
    assert added.status_code == 303
    page = sales.page("/settings/regions")
    assert (
        sales.submit(page, ACT.format("SH", "rename"), name="大上海", name_en="").status_code == 303
    )
    assert sales.submit(page, ACT.format("SH", "move"), parent="N").status_code == 409
    page = sales.page("/settings/regions")
    assert sales.submit(page, ACT.format("SH", "move"), parent="N").status_code == 303
    assert sales.submit(page, ACT.format("N", "move"), parent="SH").status_code == 422
    company.session.rollback()
    region = company.session.scalars(select(Region).where(Region.code == "SH")).one()
    assert (region.path, region.name, region.name_en) == ("/N/SH/", "大上海", "大上海")
    page = sales.page("/settings/regions")
    assert page.css_first(ACT.format("N", "remove")) is None
    assert sales.submit(page, ACT.format("SH", "remove")).status_code == 303


def test_levels_and_lists_are_kept(sales: Client, company: Company) -> None:
    page = sales.page("/settings/levels")
    adding = "form[data-act=add_level]"
    assert sales.submit(page, adding, code="V V", name="大客户").status_code == 422
    assert sales.submit(page, adding, code="V", name="大客户", name_en="VIP").status_code == 303
    page = sales.page("/settings/levels")
    assert sales.submit(page, ACT.format("V", "rename"), name="特级").status_code == 303
    company.session.rollback()
    codes = company.session.scalars(select(CustomerLevel.code)).all()
    assert sorted(codes) == ["A", "V"]
    assert (
        sales.submit(sales.page("/settings/levels"), ACT.format("V", "remove")).status_code == 303
    )
    grades = "[data-list=customer_grade] "
    page = sales.page("/settings/lists")
    added = sales.submit(page, f"{grades}form[data-act=add]", code="S", name="战略客户")
    assert added.status_code == 303
    page = sales.page("/settings/lists")
    assert sales.submit(page, grades + ACT.format("S", "raise")).status_code == 303
    shown = sales.page("/settings/lists").css(f"{grades}tr[data-number]")
    assert [row.attributes["data-number"] for row in shown] == ["A", "B", "S", "C"]
    page = sales.page("/settings/lists")
    assert sales.submit(page, grades + ACT.format("B", "remove")).status_code == 303
    company.session.rollback()
    gone = company.session.scalars(
        select(ChoiceItem.code).where(ChoiceItem.removed_at.is_not(None))
    ).all()
    assert gone == ["B"]


@pytest.mark.parametrize("who", ["region1", "finance", "kh001"])
@pytest.mark.parametrize("page", ["regions", "levels", "lists"])
def test_only_those_who_grade_keep_them(
    client: Client, company: Company, who: str, page: str
) -> None:
    client.sign_in(who)
    assert client.get(f"/settings/{page}").status_code == 403


@pytest.mark.rule("K4", "I4")
@pytest.mark.control("C37")
def test_a_customer_reads_nothing_of_how_he_is_judged(client: Client, company: Company) -> None:
    session, sales = company.session, company.actor("sales")
    evaluate_customer(session, sales, "KH001", 1, "C", "kanarienvogel judged", 6)
    person = ContactInput("钱师傅", remark="kanarienvogel remark")
    add_contact(session, sales, "KH001", person)
    client.sign_in("kh001")
    for path in ("/account", "/my/addresses", "/my/orders", "/notices"):
        text = client.get(path).text
        for word in ("kanarienvogel", "小客户", "1000.00", "1,000.00"):
            assert word not in text, path


def test_leading_posts_are_kept_with_the_staff(client: Client, company: Company) -> None:
    for who, lists in (("sales", 3), ("admin", 4)):
        client.sign_in(who)
        assert len(client.page("/settings/lists").css("section[data-list]")) == lists
    client.sign_in("sales")
    page = client.page("/settings/lists")
    token = page.css_first("[name=csrf_token]").attributes["value"]
    sent = client.post(
        "/settings/lists/post",
        data={"csrf_token": token, "key": "k" * 20, "code": "emperor", "name": "皇帝"},
    )
    assert sent.status_code == 403
