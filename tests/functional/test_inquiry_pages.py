"""Inquiries on both sides by plain forms: asking, completing, filing, revising, losing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.client import HTMX, Client
from tests.support.drawing import a_file
from tests.support.inquiring import Inquiring, filled, tokens
from tests.support.pages import parse
from webapp.models import Inquiry

NEW = "/my/inquiries/new"


@pytest.fixture
def customer(client: Client, inquiring: Inquiring) -> Client:
    client.sign_in("kh001")
    return client


@pytest.fixture
def sales(client: Client, inquiring: Inquiring) -> Client:
    client.sign_in("sales")
    return client


@pytest.mark.rule("B1")
def test_a_customer_asks_about_two_products_without_a_script(
    customer: Client, inquiring: Inquiring
) -> None:
    page = customer.page(NEW)
    (first,) = tokens(page)
    answer = customer.submit(page, "button[data-action=add_product]", **filled(first))
    page = parse(answer)
    first, second = tokens(page)
    material = str(page.css(f"input[name='{second}-material']")[0].attributes["value"])
    answer = customer.submit(
        page,
        "button[data-action=submit]",
        files={"drawing": a_file("合页.png")},
        **filled(second, name="", unit="", code="BOLT-8"),
        **{f"{material}-name": "不锈钢", f"{material}-grade": "304"},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    view = customer.page(str(answer.location))
    main = view.css_first("main[data-status=received]")
    assert main is not None
    number = str(main.attributes["data-number"])
    kept = inquiring.inquiry(number)
    assert kept.lines[0].name == "加厚合页"
    assert [one.grade for one in kept.lines[1].materials] == ["304"]
    assert len(view.css(".dd-files li")) == 1


def test_a_row_is_added_by_a_script_as_well(customer: Client) -> None:
    product = parse(customer.get("/my/inquiries/rows", headers=HTMX))
    assert len(product.css("[data-product]")) == 1
    material = parse(customer.get("/my/inquiries/rows?line=l1", headers=HTMX))
    assert material.css_first("input[name=l1-material]") is not None
    assert not material.css("[data-product]")


def test_what_does_not_fit_is_said_at_its_field_and_everything_typed_stays(
    customer: Client, inquiring: Inquiring
) -> None:
    page = customer.page(NEW)
    (token,) = tokens(page)
    answer = customer.submit(
        page,
        "button[data-action=submit]",
        **filled(token, quantity="many", technical="开合十万次"),
        requirements="按来样",
    )
    assert answer.status_code == 422
    page = parse(answer)
    field = page.css_first(f"#f-{token}-quantity[aria-invalid=true]")
    assert field is not None
    assert field.attributes["value"] == "many"
    assert page.css_first(f"#f-{token}-technical").text() == "开合十万次"
    assert page.css_first("#f-requirements").text() == "按来样"
    assert inquiring.session.scalars(select(Inquiry)).all() == []


def test_a_product_that_is_ticked_off_or_empty_is_left_out(
    customer: Client, inquiring: Inquiring
) -> None:
    page = customer.page(NEW)
    (first,) = tokens(page)
    page = parse(customer.submit(page, "button[data-action=add_product]", **filled(first)))
    first, second = tokens(page)
    page = parse(
        customer.submit(page, "button[data-action=add_product]", **filled(second, name="插销"))
    )
    answer = customer.submit(page, "button[data-action=submit]", **{f"{first}-off": "1"})
    assert answer.status_code == 303
    number = str(answer.location).rsplit("/", 1)[1]
    assert [line.name for line in inquiring.inquiry(number).lines] == ["插销"]


@pytest.mark.rule("B1")
def test_a_draft_is_kept_and_sent_later(customer: Client, inquiring: Inquiring) -> None:
    page = customer.page(NEW)
    (token,) = tokens(page)
    files = {"packaging": a_file("盒.png")}
    answer = customer.submit(page, "button[data-action=save_draft]", files=files, **filled(token))
    number = str(answer.location).rsplit("/", 1)[1]
    assert inquiring.inquiry(number).status == "draft"
    assert customer.page("/my/inquiries").css_first(f"[data-number={number}] a[href$=edit]")
    page = customer.page(f"/my/inquiries/{number}/edit")
    paper = str(page.css_first("input[name=dropped]").attributes["value"])
    answer = customer.submit(page, "button[data-action=submit]", dropped=paper)
    assert answer.status_code == 303
    assert inquiring.inquiry(number).status == "intake"
    assert not customer.page(f"/my/inquiries/{number}").css(".dd-files li")
    assert customer.get(f"/my/inquiries/{number}/edit").status_code == 409


def test_he_takes_it_back_and_gives_it_up(customer: Client, inquiring: Inquiring) -> None:
    number = inquiring.sent()
    page = customer.page(f"/my/inquiries/{number}")
    assert customer.submit(page, "form[data-act=withdraw]").status_code == 303
    page = customer.page(f"/my/inquiries/{number}")
    assert customer.submit(page, "form[data-act=give_up]").status_code == 303
    assert customer.page(f"/my/inquiries/{number}").css_first("main[data-status=declined]")


@pytest.mark.rule("B19", "B2")
def test_sales_takes_in_completes_and_files(sales: Client, inquiring: Inquiring) -> None:
    assert sales.get("/inquiries/new?customer=NOBODY").status_code == 404
    page = sales.page("/inquiries/new?customer=KH001")
    (token,) = tokens(page)
    answer = sales.submit(page, "button[data-action=save]", **filled(token), product_kind="new")
    number = str(answer.location).rsplit("/", 1)[1]
    page = sales.page(f"/inquiries/{number}/file")
    assert page.css_first("form[data-act=file]") is None
    page = sales.page(f"/inquiries/{number}/edit")
    answer = sales.submit(
        page,
        "button[data-action=save_and_file]",
        market_customer="老客户",
        market_trend="看涨",
        estimated_amount="12,000",
    )
    assert answer.location == f"/inquiries/{number}/file"
    page = sales.page(str(answer.location))
    assert len(page.css("[data-asked=yes]")) == 5
    assert sales.submit(page, "form[data-act=file]", note="请尽快").status_code == 303
    page = sales.page(f"/inquiries/{number}")
    assert page.css_first("main[data-status=review]") is not None
    assert page.css_first("[data-review] a") is not None
    assert sales.get(f"/inquiries/{number}/edit").status_code == 409


def test_a_new_version_shows_first_who_is_asked_again(sales: Client, inquiring: Inquiring) -> None:
    number = inquiring.in_review()
    inquiring.judge(number, sales="disagree")
    path = f"/inquiries/{number}/revise"
    changed = {"quality_demand": "盐雾 48 小时"}
    page = sales.page(path)
    foreseen = parse(sales.submit(page, "button[data-action=preview]", htmx=True, **changed))
    assert len(foreseen.css("[data-asked=yes]")) == 1
    assert "too dear" in foreseen.css_first("[data-asked=no] q").text()
    whole = parse(sales.submit(page, "button[data-action=preview]", **changed))
    assert len(whole.css("form [data-asked=yes]")) == 1
    answer = sales.submit(page, "button[data-action=revise]", **changed)
    assert answer.status_code == 422
    assert parse(answer).css_first("#f-note[aria-invalid=true]") is not None
    answer = sales.submit(page, "button[data-action=revise]", note="客户放宽", **changed)
    assert answer.status_code == 303
    assert inquiring.inquiry(number).revision == 2


@pytest.mark.rule("E7")
def test_losing_asks_for_the_reason(sales: Client, inquiring: Inquiring) -> None:
    number = inquiring.sent()
    page = sales.page(f"/inquiries/{number}")
    answer = sales.submit(page, "form[data-act=lose]")
    assert answer.status_code == 422
    assert parse(answer).css_first("details[open] form[data-act=lose]") is not None
    assert sales.submit(page, "form[data-act=lose]", reason="没谈成").status_code == 303
    assert "没谈成" in sales.page(f"/inquiries/{number}").css_first("main").text()


@pytest.mark.rule("L3")
def test_sales_reads_how_to_accept(sales: Client, inquiring: Inquiring) -> None:
    page = sales.page(f"/inquiries/{inquiring.taken_in()}")
    assert "9,250.00" in page.css_first("[data-advice]").text()


def test_the_list_narrows_sorts_and_keeps_its_tabs(sales: Client, inquiring: Inquiring) -> None:
    one, other = inquiring.sent(), inquiring.in_review()

    def shown(query: str) -> list[str]:
        rows = sales.page(f"/inquiries?{query}").css("tr[data-number]")
        return [str(row.attributes["data-number"]) for row in rows]

    assert shown("") == [other, one]
    assert shown("sort=number") == [one, other]
    assert shown("status=intake") == [one]
    assert shown("kind=new") == [other]
    assert shown("q=kh001") == [other, one]
    assert shown("q=nothing") == []
    assert shown("from_day=2099-01-01") == []
