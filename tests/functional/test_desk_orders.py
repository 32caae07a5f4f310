"""The order's page for the company: what it says, to whom, in which words, on paper."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from flask import Flask
from PIL import Image

from tests.support.client import Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.desk import act, at
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Order
from webapp.services.orders.review import edit_lines
from webapp.services.shipping.commands import take_out


def a_png() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(file, "PNG")
    file.seek(0)
    return file, "slip.png"


def offered(client: Client, order: Order) -> set[str]:
    nodes = client.page(at(order)).css("[data-action]")
    return {node.attributes["data-action"] or "" for node in nodes}


@pytest.mark.rule("A10", "L1")
def test_the_page_says_what_the_order_is(client: Client, company: Company) -> None:
    order = Stages(company).part_out()
    client.sign_in("admin")
    page = client.page(at(order))
    main = page.css_first("main")
    assert main.attributes["data-number"] == order.number
    assert main.attributes["data-status"] == "outbound_review"
    cells = [cell.text(strip=True) for cell in page.css("[data-lines] tbody tr")[0].css("td")]
    assert cells[3:8] == ["20", "15", "5", "0", "0"]
    text = page.css_first("main").text()
    for fact in ("HT-KH001", "XS-01", "常规品", "补货", "1,000.00", "CK-"):
        assert fact in text
    assert [step.attributes["data-state"] for step in page.css("[data-step]")] == [
        "done",
        "done",
        "current",
        "todo",
        "todo",
    ]


@pytest.mark.rule("A10")
def test_each_person_is_offered_what_he_may_do(client: Client, company: Company) -> None:
    order = company.place()
    notes = {"file_inside", "change_remark"}
    expected = {
        "review": {"pass", "edit", "send_back", "void"} | notes,
        "region1": {"edit"} | notes,
        "finance": {"file_inside"},
        "ship": {"file_inside"},
    }
    for person, actions in expected.items():
        client.sign_in(person)
        assert offered(client, order) == actions, person


@pytest.mark.rule("A10")
def test_credit_is_shown_to_who_may_see_accounts(client: Client, company: Company) -> None:
    order = company.place()
    for person, sees in (("finance", True), ("region1", True), ("ship", False), ("review", False)):
        client.sign_in(person)
        card = client.page(at(order)).css_first("[data-customer]").text()
        assert ("1,000.00" in card) is sees, person


def test_out_of_reach_is_as_if_there_were_none(client: Client, company: Company) -> None:
    other = company.place(by="kh002")
    client.sign_in("region1")
    for suffix in ("", "/print", "/lines"):
        there = client.get(f"/orders/{other.number}{suffix}")
        none = client.get(f"/orders/DH-O-20200101-000001{suffix}")
        assert there.status_code == none.status_code == 404
        shown = [parse(answer).css_first("main").text() for answer in (there, none)]
        assert shown[0].splitlines()[:4] == shown[1].splitlines()[:4]
    own = company.place()
    page = client.page(at(own))
    token = page.css_first("[name=csrf_token]").attributes["value"]
    data = {"csrf_token": token, "key": "k" * 24, "version": "1", "remark": "x"}
    assert client.post(f"{at(other)}/remark", data=data).status_code == 404


def test_strange_numbers_are_not_found(client: Client, company: Company) -> None:
    client.sign_in("admin")
    client.checks_html = False
    for number in ("%00", "x" * 300, "１２", "%ED%A0%80", "' or 1=1"):
        assert client.get(f"/orders/{number}").status_code == 404


def test_the_internal_remark_stays_inside(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    assert act(client, order, "change_remark", remark="账期有问题").status_code == 303
    page = client.page(at(order))
    assert "账期有问题" in page.css_first("[data-internal-remark]").text()
    assert "账期有问题" in page.css_first("[data-timeline]").text()
    assert act(client, order, "change_remark", remark="x" * 501).status_code == 422
    client.sign_in("kh001")
    assert "账期有问题" not in client.get(f"/my/orders/{order.number}").get_data(as_text=True)


def test_internal_papers_stay_inside(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("finance")
    answer = act(client, order, "file_inside", files={"papers": a_png()})
    assert answer.status_code == 303
    link = client.page(at(order)).css("[data-papers] li a")[-1]
    assert "slip.png" in link.text()
    address = link.attributes["href"] or ""
    assert client.get(address).status_code == 200
    client.sign_in("kh001")
    assert client.get(address).status_code == 404
    assert "slip.png" not in client.get(f"/my/orders/{order.number}").get_data(as_text=True)


def test_a_file_that_is_not_what_it_says_is_refused(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("finance")
    page = client.page(at(order))
    for files in ({"papers": (io.BytesIO(b"MZ"), "slip.png")}, {}):
        answer = client.submit(page, "form[data-act=file_inside]", files=files)
        assert answer.status_code == 422


def test_the_print_has_the_amount_in_capitals(client: Client, company: Company) -> None:
    order = Stages(company).submitted()
    client.sign_in("region1")
    page = client.page(f"{at(order)}/print")
    assert "人民币叁拾叁元贰角伍分" in page.css_first("main").text()
    assert page.css_first("nav") is None


def test_the_page_speaks_both_languages(client: Client, company: Company) -> None:
    order = Stages(company).part_out()
    client.sign_in("admin")
    spoken = {"zh-CN": ("操作记录", "剩余不发"), "en": ("What happened", "Close the rest")}
    for language, words in spoken.items():
        client.submit(client.page(at(order)), f"[name=language][value={language}]")
        text = client.get(at(order)).get_data(as_text=True)
        assert all(word in text for word in words)


def test_a_longer_order_asks_no_more_queries(client: Client, company: Company, app: Flask) -> None:
    """One line and no shipment, or four lines and two shipments; an earlier version is asked for
    where there is one."""
    client.sign_in("admin")
    short = company.place(company.wanted(NUT_8="1"))
    stages = Stages(company)
    long = company.place(company.wanted(BOLT_8="20", NUT_8="15", PIPE_20="2", LOCK_1="1"))
    lines = company.wanted(BOLT_8="30", NUT_8="15", PIPE_20="2", LOCK_1="1")
    edit_lines(company.session, stages.admin, long.number, long.version, lines)
    long = stages.pass_on(stages.pass_on(company.order(long.number)))
    for _ in range(2):
        long = company.order(long.number)
        picked = {long.lines[0].id: Decimal(5)}
        take_out(company.session, stages.admin, long.number, long.version, picked)
    counts = []
    for order in (short, long):
        client.page(at(order))
        with counted(app) as statements:
            client.page(at(order))
        counts.append(len(statements))
    assert counts == [6, 7]
