"""A case through all hands in Chinese, as people go it: from the customer's question on his phone
through the panels, the president and the contract to an order that he sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.support.case_people import CUSTOMER, SCAN, CasePeople, act, seat_stands
from tests.support.company import Company
from tests.support.contracting import Contracting
from tests.support.reviewing import Reviewing

PRELIMINARY = (
    ("tech1", "technology"),
    ("purch1", "purchasing"),
    ("prod1", "production"),
    ("qual1", "quality"),
    ("sales1", "sales"),
)
LATER = f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}"


@pytest.fixture
def people(
    open_page: OpenPage,
    app: Flask,
    live_server: str,
    reviewing: Reviewing,
    axe: Callable[[Page], None],
) -> CasePeople:
    people = CasePeople(open_page, (app, live_server), reviewing, axe)
    people.give_role("tech2", "quoter")
    people.give_role("qs1", "contract_filer")
    return people


def status(page: Page, wanted: str) -> None:
    expect(page.locator("main")).to_have_attribute("data-status", wanted)


def number_of(page: Page) -> str:
    return page.locator("main").get_attribute("data-number") or ""


def ask(people: CasePeople) -> str:
    """The customer asks for a price on his phone; gives the inquiry's number."""
    page = people.customer_sees("/my/inquiries/new", "询价")
    product = page.locator("[data-product]")
    product.locator("[name$='-code']").press_sequentially("BOLT-8")
    page.get_by_role("option").first.click()
    product.locator("[name$='-quantity']").fill("2000")
    product.locator("[name$='-technical']").fill("8.8 级，热镀锌")
    page.locator("[name=quality_demand]").fill("盐雾 72 小时")
    page.locator("[name=drawing]").set_input_files(SCAN)  # type: ignore[arg-type]
    people.look(page, "ask")
    page.locator("[data-action=submit]").click()
    status(page, "received")
    expect(page.locator("main")).to_contain_text("已收到")
    people.look(page, "own inquiry")
    return number_of(page)


def complete_and_file(people: CasePeople, number: str) -> None:
    """Sales adds material, kind and market prospect, sees who will be asked, and files."""
    page = people.from_work("sales", "inquiries", "intake", number)
    people.look(page, "inquiry")
    page.locator("a[data-action=edit]").click()
    page.locator("details.dd-asked-materials summary").click()
    page.locator("[data-action=add_material]").click()
    material = page.locator("[data-material]")
    material.locator("[name$='-name']").fill("冷镦钢线材")
    material.locator("[name$='-grade']").fill("35K")
    page.locator("[name=product_kind]").select_option("new")
    page.locator("[name=estimated_amount]").fill("3000")
    page.locator("[name=market_customer]").fill("老客户，五金批发")
    page.locator("[name=market_trend]").fill("需求平稳")
    people.look(page, "inquiry form")
    page.locator("[data-action=save_and_file]").click()
    expect(page.locator("#foreseen [data-asked=yes]")).to_have_count(5)
    people.look(page, "filing")
    page.locator("form[data-act=file] [data-primary]").click()
    status(page, "review")


def judge_inquiry(people: CasePeople, number: str) -> None:
    """The general manager convenes; five departments judge, each in its seat and form."""
    review = people.review_of(number)
    page = people.from_work("gm1", "reviews", "convene", review)
    people.look(page, "to convene")
    page.locator("[data-action=convene]").click()
    seat_stands(page, "technology", "waiting")
    for who, key in PRELIMINARY:
        page = people.judge(who, review, key)
        people.look(page, "review")
    status(page, "accepted")
    expect(page.locator("main")).to_contain_text("可接受")


def draft(people: CasePeople, number: str) -> str:
    """Technology drafts the quotation with its costs; gives its number."""
    page = people.from_work("tech2", "inquiries", "reviewed", number)
    page.locator("[data-action=draft_quotation]").click()
    expect(page.locator("[name='lines.0.costs.0.name']")).to_have_value("冷镦钢线材")
    page.locator("[data-row='add_cost.0']").click()
    cost(page, 0, "material", "160", "6.20")
    page.locator("[name='lines.0.costs.1.name']").fill("搓丝")
    cost(page, 1, "processing", "2000", "0.15")
    page.locator("[name='lines.0.price']").fill("1.50")
    page.locator("[name=quality_terms]").fill("盐雾 72 小时")
    page.locator("[name=valid_until]").fill(LATER)
    page.locator("[name=lead_days]").fill("25")
    expect(page.locator("#figures")).to_contain_text("1,292.00")
    people.look(page, "editor")
    save_and_file(page)
    return number_of(page)


def cost(page: Page, row: int, kind: str, quantity: str, price: str) -> None:
    place = f"lines.0.costs.{row}"
    page.locator(f"[name='{place}.kind']").select_option(kind)
    page.locator(f"[name='{place}.quantity']").fill(quantity)
    page.locator(f"[name='{place}.price']").fill(price)


def save_and_file(page: Page) -> None:
    page.locator("#editor [data-primary]").click()
    status(page, "drafting")
    act(page, "file")
    status(page, "review")


def refuse(people: CasePeople, quotation: str) -> None:
    """Purchasing dissents, so it is not acceptable, and the president confirms that."""
    review = people.review_of(quotation)
    people.judge("fin1", review, "finance")
    people.judge("qs1", review, "supervision")
    remark = "线材比市场价高"
    page = people.judge("purch1", review, "purchasing", "disagree", remark=remark)
    expect(page.locator("[data-seats]")).to_contain_text("不同意")
    page = people.from_work("president1", "reviews", "ruling", review)
    expect(page.locator("#ruling [data-verdict=disagree]")).to_contain_text(remark)
    people.look(page, "ruling")
    page = people.rule("president1", review, "confirmed", "先谈材料价")
    status(page, "not_acceptable")
    page = people.from_work("sales", "quotations", "not_acceptable", quotation)
    expect(page.locator("[data-ways]")).to_contain_text("向董事长申诉")
    people.look(page, "three ways")


def requote(people: CasePeople, quotation: str, field: str, value: str, note: str) -> str:
    """A new revision with one thing changed, filed; gives the number of its review."""
    page = people.page("tech2", f"/quotations/{quotation}")
    act(page, "revise", note=note)
    page.locator(f"[name='{field}']").fill(value)
    save_and_file(page)
    return people.review_of(quotation)


def agree_at_last(people: CasePeople, quotation: str) -> None:
    """Only whose part changed is asked again; all agree, and the president approves."""
    price = "lines.0.costs.0.price"
    review = requote(people, quotation, price, "5.60", "线材重新询价")
    page = people.page("fin1", f"/reviews/{review}")
    seat_stands(page, "supervision", "carried")
    expect(page.locator("[data-seat=supervision]").first).to_contain_text("沿用第 1 轮")
    seat_stands(page, "purchasing", "waiting")
    people.look(page, "second round")
    people.judge("fin1", review, "finance")
    people.judge("purch1", review, "purchasing")
    people.rule("president1", review, "approved", "同意报价")


def offer(people: CasePeople, quotation: str) -> None:
    """Sales looks at exactly what the customer will see, and sends it."""
    page = people.from_work("sales", "quotations", "approved", quotation)
    page.locator(f"a[href$='{quotation}/offer']").click()
    people.look(page, "offering")
    page.locator("button[data-action=offer]").click()
    status(page, "offered")


def bargain(people: CasePeople, quotation: str) -> None:
    """He asks for changes in words; only finance is asked again; he accepts what comes then."""
    page = people.customer_sees(f"/my/offers/{quotation}", "3,000.00")
    people.look(page, "offer")
    act(page, "ask_for_changes", words="单价能否到 1.40？")
    status(page, "changes")
    page = people.from_work("sales", "quotations", "changes_asked", quotation)
    expect(page.locator("main")).to_contain_text("单价能否到 1.40？")
    review = requote(people, quotation, "lines.0.price", "1.40", "客户还价")
    page = people.judge("fin1", review, "finance")
    seat_stands(page, "purchasing", "carried")
    people.rule("president1", review, "approved", "薄利多销")
    offer(people, quotation)
    page = people.customer_sees(f"/my/offers/{quotation}", "2,800.00")
    act(page, "accept")
    status(page, "accepted")
    people.look(page, "accepted offer")


def draw(people: CasePeople, quotation: str) -> str:
    """Sales draws the contract from what was accepted, and puts it up; gives its number."""
    page = people.page("sales", f"/quotations/{quotation}")
    status(page, "formal")
    page.locator("[data-action=draw]").click()
    expect(page.locator("form[data-act=save]")).to_be_visible()
    people.look(page, "terms")
    page.locator("form[data-act=save] [data-primary]").click()
    status(page, "draft")
    page.locator("button[data-action=submit]").click()
    status(page, "review")
    people.look(page, "contract")
    return number_of(page)


def judge_contract(people: CasePeople, contract: str) -> None:
    """The order review form by five departments, the clause by the office for rights."""
    order_review = people.review_of(contract, "order_review")
    for who, key in (("tech1", "engineering"), ("purch1", "purchasing"), ("prod1", "production")):
        people.reviewing.fill(order_review, who, key)
    people.reviewing.fill(order_review, "qual1", "quality")
    people.judge("store1", order_review, "logistics")
    people.judge("ipr1", people.review_of(contract, "ip_clause"), "ip")


def sign_and_file(people: CasePeople, contract: str) -> None:
    """The signed scan comes in; quality supervision files it, and it binds."""
    people.customer_sees(f"/my/contracts/{contract}", "2,800.00", "签")
    page = people.from_work("sales", "contracts", "approved", contract)
    page.locator("summary[data-action=sign]").click()
    form = page.locator("form[data-act=sign]")
    form.locator("[name=signed_by]").fill("王经理")
    form.locator("[name=scan]").set_input_files(SCAN)  # type: ignore[arg-type]
    form.locator(".dd-dialog-foot button[type=submit]").click()
    status(page, "signed")
    page = people.page("qs1", f"/contracts/{contract}")
    page.locator("summary[data-action=file]").click()
    form = page.locator("form[data-act=file]")
    form.locator("[name=scan]").set_input_files(SCAN)  # type: ignore[arg-type]
    form.locator(".dd-dialog-foot button[type=submit]").click()
    status(page, "filed")


def amend(people: CasePeople, contract: str) -> None:
    """A numbered amendment of one clause: only those whose part it is are asked again."""
    page = people.page("sales", f"/contracts/{contract}")
    act(page, "amend", reason="双方商定违约金上限")
    page.goto(f"/contracts/{contract}/edit")
    page.locator("[name=liability]").fill("违约金以合同总额的百分之五为限。")
    page.locator("form[data-act=save] [data-primary]").click()
    expect(page.locator("main")).to_contain_text("违约金以合同总额的百分之五为限。")
    page.locator("button[data-action=submit]").click()
    status(page, "review")
    contracting = Contracting(people.reviewing)
    assert contracting.waiting(contract) == {"ip"}
    people.judge("ipr1", people.review_of(contract, "ip_clause"), "ip")
    contracting.sign(contract)
    contracting.file(contract)
    page = people.customer_sees(f"/my/contracts/{contract}", "补充协议", "百分之五为限")
    people.look(page, "own contract")


def order(people: CasePeople, contract: str) -> str:
    """Sales orders from the contract at its price; gives the order's number."""
    page = people.page("sales", f"/contracts/{contract}/order")
    page.locator("[name^='agreed.']").fill("500")
    people.look(page, "order from a contract")
    page.locator("form[data-act=submit] [data-primary]").click()
    expect(page).to_have_url(re.compile("/orders/"))
    expect(page.locator("main")).to_contain_text(contract)
    return number_of(page)


@pytest.mark.rule("B1", "B3", "B4", "B5", "B7", "B9", "C1", "G8", "I3", "L5")
def test_a_case_from_the_question_to_the_order(people: CasePeople, company: Company) -> None:
    inquiry = ask(people)
    complete_and_file(people, inquiry)
    judge_inquiry(people, inquiry)
    quotation = draft(people, inquiry)
    people.customer_sees(f"/my/inquiries/{inquiry}", "报价准备中")
    refuse(people, quotation)
    assert people.page(CUSTOMER).goto(f"/my/offers/{quotation}").status == 404  # type: ignore[union-attr]
    agree_at_last(people, quotation)
    offer(people, quotation)
    bargain(people, quotation)
    contract = draw(people, quotation)
    judge_contract(people, contract)
    sign_and_file(people, contract)
    amend(people, contract)
    number = order(people, contract)
    assert company.order(number).contract_number == contract
    people.customer_sees(f"/my/orders/{number}", contract, "700.00")
    people.customer_sees(f"/my/inquiries/{inquiry}", inquiry)
    people.customer_sees("/notices")
