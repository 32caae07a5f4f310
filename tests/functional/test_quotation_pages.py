"""Quotations at the desk by plain forms: list, editor, comparison, the three ways, offering."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import HTMX, Client
from tests.support.counting import counted
from tests.support.pages import leads_nowhere, parse
from tests.support.quoting import COST, HINGE, Quoting
from tests.support.reviewing import Reviewing
from webapp.services.quotations import kinds
from webapp.services.quotations.dealing import abandon_quotation

RUBBISH = "q=\x00&status=nope&from_day=0000-99-99&to_day=99999999999&sort=--x&product_kind=gold"


@pytest.fixture
def quoting(reviewing: Reviewing) -> Quoting:
    return Quoting(reviewing)


@pytest.fixture
def desk(client: Client, quoting: Quoting) -> Client:
    client.sign_in("admin")
    return client


def at(number: str, page: str = "") -> str:
    return f"/quotations/{number}{page}"


def status_of(page: LexborHTMLParser) -> str:
    main = page.css_first("main[data-status]")
    assert main is not None
    return str(main.attributes["data-status"])


def value_of(page: LexborHTMLParser, name: str) -> str:
    found = page.css_first(f'[name="{name}"]')
    assert found is not None, name
    return found.attributes.get("value") or ""


def text_of(page: LexborHTMLParser, place: str) -> str:
    found = page.css_first(place)
    assert found is not None, place
    return found.text(strip=True)


@pytest.mark.rule("B4")
def test_a_quotation_is_drafted_from_its_inquiry_and_edited(desk: Client, quoting: Quoting) -> None:
    page = desk.page(f"/inquiries/{quoting.inquired()}")
    answer = desk.submit(page, "form[data-act=draft_quotation]")
    assert answer.status_code == 303
    editor = desk.page(str(answer.location))
    assert value_of(editor, "lines.0.name") == "加厚合页"
    typed: dict[str, Any] = {
        "lines.0.price": "18.50",
        "lines.0.costs.0.price": "￥7.7731",
        "advance_percent": "30%",
        "selling_expense": "419.37",
    }
    saved = desk.submit(editor, "form[data-act=save]", **typed)
    assert saved.status_code == 303, saved.get_data(as_text=True)[:2000]
    shown = desk.page(str(saved.location))
    assert "9,250.00" in text_of(shown, ".dd-head-sub")
    assert "3,886.55" in text_of(shown, ".dd-margins")


def test_rows_are_put_in_and_taken_out_without_a_script(desk: Client, quoting: Quoting) -> None:
    number = quoting.drafted()
    page = desk.page(at(number, "/edit"))
    for act, lines, costs in (
        ("add_cost.0", 1, 2),
        ("add_line", 2, 3),
        ("remove_cost.0.1", 2, 2),
        ("remove_line.0", 1, 1),
    ):
        answer = desk.submit(page, f"button[data-row='{act}']", remark="留着")
        assert answer.status_code == 200
        page = parse(answer)
        assert len(page.css("[data-line]")) == lines, act
        assert len(page.css(".dd-qcosts tbody tr")) == costs, act
        assert text_of(page, "textarea[name=remark]") == "留着"
    assert quoting.revisions(number)[0].remark == "含运费"


def test_with_a_script_only_the_editor_is_answered(desk: Client, quoting: Quoting) -> None:
    page = desk.page(at(quoting.drafted(), "/edit"))
    answer = desk.submit(page, "button[data-row='add_cost.0']", htmx=True)
    part = parse(answer)
    assert part.css_first("header.dd-top") is None
    assert len(part.css(".dd-qcosts tbody tr")) == 2


@pytest.mark.rule("B5")
def test_figures_follow_what_is_typed(desk: Client, quoting: Quoting) -> None:
    number = quoting.drafted()
    page = desk.page(at(number, "/edit"))
    form = page.css_first("#editor")
    assert form is not None
    typed: dict[str, Any] = {
        str(one.attributes["name"]): one.attributes.get("value") or ""
        for one in form.css("input[name]")
    }
    typed |= {"tax_rate": "0.1300", "lines.0.price": "20.00", "selling_expense": "nonsense"}
    answer = desk.post(at(number, "/figures"), data=typed, headers=HTMX)
    part = parse(answer)
    assert text_of(part, "#amount-0") == "10,000.00"
    assert "8,849.56" in text_of(part, "#figures")
    assert quoting.quotation(number).total_amount == Decimal("9250.00")


def test_what_is_wrong_is_said_at_its_field_and_everything_is_kept(
    desk: Client, quoting: Quoting
) -> None:
    page = desk.page(at(quoting.drafted(), "/edit"))
    typed: dict[str, Any] = {
        "lines.0.quantity": "many",
        "lines.0.costs.0.price": "1.23456",
        "lead_days": "1.5",
        "valid_until": "",
        "advance_percent": "130",
        "remark": "留着",
    }
    answer = desk.submit(page, "form[data-act=save]", **typed)
    assert answer.status_code == 422
    again = parse(answer)
    for name in ("lines.0.quantity", "lines.0.costs.0.price", "lead_days", "valid_until"):
        field = again.css_first(f'[name="{name}"]')
        assert field is not None
        assert field.attributes.get("aria-invalid") == "true", name
        assert again.css_first(f'[data-error-summary] a[href="#f-{name}"]') is not None, name
        assert field.attributes.get("value") == typed[name]


@pytest.mark.parametrize(
    "typed",
    [
        {"lines.0.quantity": "1e309"},
        {"lines.0.price": "9" * 40},
        {"lines.0.name": "\x00\x7f"},
        {"lines.0.code": "9" * 300},
        {"lead_days": "99999999999999999999"},
        {"valid_until": "0000-01-01"},
        {"tax_rate": "NaN"},
        {"selling_expense": "-1"},
        {"lines.0.costs.0.kind": "gold"},
        {"do": "remove_cost.99.-1"},
        {"do": "remove_line.²"},
    ],
    ids=str,
)
def test_hostile_input_is_refused_or_passed_over(
    desk: Client, quoting: Quoting, typed: dict[str, Any]
) -> None:
    number = quoting.drafted()
    page = desk.page(at(number, "/edit"))
    assert desk.submit(page, "form[data-act=save]", **typed).status_code in (200, 303, 422)
    form = desk.page(at(number, "/edit"))
    data = {"csrf_token": value_of(form, "csrf_token"), "lines.0.name": "x", **typed}
    assert desk.post(at(number, "/figures"), data=data).status_code == 200


def test_places_that_there_are_not_are_not_found(desk: Client, quoting: Quoting) -> None:
    number = quoting.in_review()
    assert desk.get(f"/quotations?{RUBBISH}").status_code == 200
    assert desk.get(at("BJ-20200101-000001")).status_code == 404
    assert desk.get(at(number) + "?revision=9").status_code == 404
    assert desk.get(at(number, "/compare?left=7&right=2147483648")).status_code == 404
    assert desk.get(at(number) + "?revision=x&ask=nothing").status_code == 200
    for page in ("/edit", "/offer"):
        assert desk.get(at(number, page)).status_code == 409


@pytest.mark.rule("B8")
def test_a_refused_one_shows_its_three_ways(desk: Client, quoting: Quoting) -> None:
    number = quoting.refused()
    page = desk.page(at(number))
    ways = [one.attributes["data-way"] for one in page.css("[data-way]")]
    assert ways == ["requote", "appeal", "abandon"]
    answer = desk.submit(page, "form[data-act=revise]", note="报价有出入")
    assert str(answer.location).endswith("/edit")
    assert quoting.status(number) == kinds.DRAFTING


@pytest.mark.rule("B7")
def test_the_appeal_is_made_from_the_page(desk: Client, quoting: Quoting) -> None:
    number = quoting.refused()
    answer = desk.submit(desk.page(at(number)), "form[data-act=appeal]", reason="老客户")
    assert answer.status_code == 303
    assert status_of(desk.page(at(number))) == kinds.REVIEW


def test_giving_up_without_a_reason_opens_its_form_again(desk: Client, quoting: Quoting) -> None:
    number = quoting.refused()
    answer = desk.submit(desk.page(at(number)), "form[data-act=abandon]")
    assert answer.status_code == 422
    assert parse(answer).css_first("details[open] form[data-act=abandon]") is not None
    quoting.on(number, abandon_quotation, "无利润")
    assert status_of(desk.page(at(number))) == kinds.ABANDONED


@pytest.mark.rule("B4", "L5")
def test_any_two_revisions_stand_side_by_side(desk: Client, quoting: Quoting) -> None:
    number = quoting.refused()
    dearer = replace(HINGE, price=Decimal("21.0000"), costs=(replace(COST, name="热轧卷"),))
    quoting.requoted(number, lines=(dearer,), lead_days=20)
    page = desk.page(at(number, "/compare"))
    changed = " ".join(one.text() for one in page.css("[data-changed]"))
    for text in ("10,500.00", "9,250.00", "热轧卷", "冷轧卷成本"):
        assert text in changed
    assert "送货至杭州仓库" not in changed
    first = desk.page(at(number) + "?revision=1")
    assert first.css_first("main[data-revision='1']") is not None
    assert "9,250.00" in text_of(first, "[data-lines]")


@pytest.mark.rule("B4", "B5")
def test_offering_shows_exactly_what_the_customer_will_see(desk: Client, quoting: Quoting) -> None:
    number = quoting.approved()
    page = desk.page(at(number, "/offer"))
    text = text_of(page, ".dd-work")
    for shown in ("加厚合页", "9,250.00", "送货至杭州仓库", "每副纸盒"):
        assert shown in text
    for secret in ("冷轧卷成本", "3,886.55", "419.37", "内部-压价底线"):
        assert secret not in text
    answer = desk.submit(page, "form[data-act=offer]")
    assert answer.status_code == 303
    assert status_of(desk.page(at(number))) == kinds.OFFERED


def test_a_talk_is_noted_and_stands_in_the_story(desk: Client, quoting: Quoting) -> None:
    number = quoting.approved()
    assert leads_nowhere(desk.submit(desk.page(at(number)), "form[data-act=negotiate]")) == []
    desk.submit(desk.page(at(number)), "form[data-act=negotiate]", note="客户嫌贵")
    assert "客户嫌贵" in text_of(desk.page(at(number)), "[data-timeline]")


def test_tabs_count_what_is_open_and_the_list_is_taken_out(desk: Client, quoting: Quoting) -> None:
    first, second = quoting.drafted(), quoting.in_review()
    page = desk.page("/quotations")
    assert text_of(page, "#count-drafting") == "1"
    rows = [one.attributes["data-number"] for one in page.css("tr[data-number]")]
    assert rows == [second, first]
    only = desk.page("/quotations?status=review")
    assert [one.attributes["data-number"] for one in only.css("tr[data-number]")] == [second]
    found = desk.page(f"/quotations?q={first[-6:]}")
    assert len(found.css("tr[data-number]")) == 1
    assert desk.submit(page, "form[data-act=export]").status_code == 200


def test_my_work_counts_drafts_and_offers(desk: Client, quoting: Quoting) -> None:
    quoting.drafted()
    quoting.approved()
    page = desk.page("/work")
    for status in (kinds.DRAFTING, kinds.APPROVED):
        assert "1" in text_of(page, f"tr[data-queue='{status}']")


@pytest.mark.rule("B19")
def test_only_who_may_write_opens_the_editor(client: Client, quoting: Quoting) -> None:
    number = quoting.drafted()
    for who, expected in (("finance", 403), ("ship", 403), ("kh001", 403), ("admin", 200)):
        client.sign_in(who)
        assert client.get(at(number, "/edit")).status_code == expected, who


def test_reading_costs_the_same_whatever_there_is(desk: Client, quoting: Quoting, app: Any) -> None:
    few = quoting.drafted()
    many = quoting.drafted(lines=(replace(HINGE, costs=(COST,) * 9),) * 7)
    desk.page(at(few))
    with counted(app) as of_few:
        desk.page(at(few))
    with counted(app) as of_many:
        desk.page(at(many))
    assert len(of_many) <= len(of_few) <= 22
