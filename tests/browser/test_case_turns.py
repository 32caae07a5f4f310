"""Turns that a case can take, in Chinese: an appeal, a seat that two people open, a department that
joins a panel, and a customer whose telephone runs no script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.support.case_people import CUSTOMER, CasePeople, act, fill_opinion, seat_stands
from tests.support.contracting import Contracting
from tests.support.inquiring import INSIDE, WANTED, Inquiring
from tests.support.offering import COST_NAME, INNER_FIGURES, INNER_WORDS, Offering
from tests.support.quoting import Quoting
from tests.support.reviewing import Reviewing, employ
from webapp.services.contracts.drawing import draw_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.inquiries.commands import file_inquiry, save_inquiry
from webapp.services.quotations.commands import draft_quotation
from webapp.services.reviews.founding_panels import PRELIMINARY


@pytest.fixture
def people(
    open_page: OpenPage,
    app: Flask,
    live_server: str,
    reviewing: Reviewing,
    axe: Callable[[Page], None],
) -> CasePeople:
    return CasePeople(open_page, (app, live_server), reviewing, axe)


@pytest.mark.rule("B7", "B8")
def test_sales_appeals_and_the_chairman_decides(people: CasePeople) -> None:
    quoting = Quoting(people.reviewing)
    quotation = quoting.refused()
    review = people.review_of(quotation)
    page = people.from_work("sales", "quotations", "not_acceptable", quotation)
    page.locator("[data-way=appeal] summary").click()
    form = page.locator("form[data-act=appeal]")
    form.locator("[name=reason]").fill("十年老客户，年底返单")
    form.locator(".dd-dialog-foot button[type=submit]").click()
    expect(page.locator("main")).to_have_attribute("data-number", review)
    expect(page.locator("main")).to_contain_text("待裁决")
    page = people.from_work("chairman1", "reviews", "appeal", review)
    expect(page.locator("#ruling")).to_contain_text("十年老客户，年底返单")
    people.look(page, "appeal")
    people.rule("chairman1", review, "approved", "保住客户")
    page = people.page("sales", f"/quotations/{quotation}")
    expect(page.locator("main")).to_have_attribute("data-status", "approved")
    expect(page.locator("[data-reviews]")).to_contain_text("已接受")


@pytest.mark.rule("B3")
def test_the_second_in_a_seat_is_told_who_was_first(
    people: CasePeople, inquiring: Inquiring
) -> None:
    people.apart = True
    review = people.review_of(inquiring.in_review())
    first, second = (people.page(who, f"/reviews/{review}") for who in ("tech1", "tech2"))
    seat = PRELIMINARY.panel.seat("technology")
    fill_opinion(first, seat, "new", "agree")
    seat_stands(first, "technology", "given")
    fill_opinion(second, seat, "new", "disagree", remark="材料不可得")
    expect(second.get_by_text("“技术”一栏已由Tech1于")).to_be_visible()
    expect(second.get_by_text("您的意见没有保存")).to_be_visible()
    expect(second.locator("#opinion [name=remark]")).to_have_value("材料不可得")
    people.look(second, "too late")
    second.reload()
    expect(second.locator("[data-seats] [data-seat=technology]")).to_contain_text("Tech1")
    expect(second.locator("#opinion")).to_have_count(0)


@pytest.mark.rule("L9")
def test_a_department_joins_a_panel_on_screen_and_speaks(people: CasePeople) -> None:
    quoting = Quoting(people.reviewing)
    before = quoting.in_review()
    page = people.page("admin", "/settings/panels/committee/edit")
    page.locator("[data-edit='add:seats']").click()
    page.locator("[name='seats.3.label']").fill("监察")
    page.locator("[name='seats.3.department']").select_option(label="监察部")
    page.locator("[name='seats.3.inputs'][value=price]").check()
    page.locator("[data-edit='add:seats.3.questions']").click()
    page.locator("[name='seats.3.questions.0.label']").fill("定价程序是否合规")
    page.locator("[name=note]").fill("价格须经监察")
    people.look(page, "panel editor")
    page.locator("#panel-form [data-primary]").click()
    row = page.locator("tr[data-version='2']")
    expect(row).to_contain_text("价格须经监察")
    expect(row).to_contain_text("监察：新增")
    expect(row).not_to_contain_text("财务")
    people.look(page, "panel")
    with writing(people.reviewing.session, SYSTEM) as tx:
        employ(tx, "superv1", "SUPERV")
    review = people.review_of(quoting.in_review())
    page = people.from_work("superv1", "reviews", "opinion", review)
    expect(page.locator("#opinion")).to_contain_text("定价程序是否合规")
    page.locator("[name='answers.q1'][value=yes]").check()
    page.locator("[name=verdict][value=agree]").check()
    page.locator("[data-action=opinion]").click()
    given = page.locator("[data-seats] [data-status=given]").filter(has_text="监察")
    expect(given).to_contain_text("Superv1")
    page.goto(f"/reviews/{people.review_of(before)}")
    expect(page.locator("[data-seats]")).not_to_contain_text("监察")


def ask_without_scripts(people: CasePeople) -> str:
    """Each further row comes with the whole form."""
    page = people.customer_sees("/my/inquiries/new", "我要询价")
    page.get_by_label("或自行填写品名").fill("加厚合页")
    page.locator("[data-product] [name$='-quantity']").fill("500")
    page.locator("[data-product] [name$='-unit']").fill("副")
    page.locator("details.dd-asked-materials summary").click()
    page.locator("[data-action=add_material]").click()
    page.locator("[data-material] [name$='-name']").first.fill("不锈钢板")
    page.locator("[data-action=submit]").click()
    expect(page.locator("main")).to_have_attribute("data-status", "received")
    expect(page.locator("main")).to_contain_text("不锈钢板")
    return page.locator("main").get_attribute("data-number") or ""


def prepare_offer(inquiring: Inquiring, offering: Offering, inquiry: str) -> str:
    """What the company does meanwhile; gives the number of its quotation."""
    inquiring.act(save_inquiry, "sales", inquiry, WANTED, INSIDE, [])
    inquiring.act(file_inquiry, "sales", inquiry)
    quotation = offering.act(draft_quotation, inquiry).number
    offering.save(quotation)
    offering.offer(quotation)
    return quotation


def answer_offer(people: CasePeople, offering: Offering, quotation: str) -> None:
    """He asks for changes in words, and accepts what is offered then."""
    page = people.customer_sees(f"/my/offers/{quotation}", "9,250.00")
    act(page, "ask_for_changes", words="能否降到 18 元？")
    expect(page.locator("main")).to_contain_text("能否降到 18 元？")
    offering.offered_anew(quotation, remark="最终报价")
    page = people.customer_sees(f"/my/offers/{quotation}", "最终报价")
    act(page, "accept")
    expect(page.locator("main")).to_have_attribute("data-status", "accepted")


def bring_into_force(people: CasePeople, quotation: str) -> str:
    contracting = Contracting(people.reviewing)
    sales = people.reviewing.company.actor("sales")
    contract = draw_contract(people.reviewing.session, sales, quotation).number
    contracting.act(submit_contract, "sales", contract)
    contracting.sign(contract)
    contracting.file(contract)
    return contract


@pytest.mark.rule("B1", "B4", "B9")
def test_a_customer_without_scripts_comes_from_question_to_contract(
    people: CasePeople, inquiring: Inquiring
) -> None:
    people.javascript = False
    offering = Offering(people.reviewing.company)
    inquiry = ask_without_scripts(people)
    quotation = prepare_offer(inquiring, offering, inquiry)
    answer_offer(people, offering, quotation)
    contract = bring_into_force(people, quotation)
    pages = (f"/my/inquiries/{inquiry}", f"/my/offers/{quotation}", f"/my/contracts/{contract}")
    for path in (*pages, "/my/inquiries", "/my/offers", "/my/contracts", "/notices"):
        text = people.customer_sees(path).content()
        found = [one for one in (INNER_WORDS, COST_NAME, *INNER_FIGURES) if one in text]
        assert found == [], path
    expect(people.page(CUSTOMER, pages[2]).locator("main")).to_contain_text("生效")
