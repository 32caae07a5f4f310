"""The customer's orders: the list, the page of one, and nothing of anybody else's."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Order
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.shipping.commands import take_out

LIST = "/my/orders"
ENGLISH = {"Accept-Language": "en"}
HAN = re.compile(r"[一-鿿]")
STRANGE = ["\x00", "1e309", "%", "_", "'", "９" * 100, "\ud800", str(2**63), "0000-00-00", "<b>"]


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def portal(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def at(order: Order) -> str:
    return f"{LIST}/{order.number}"


def numbers(client: Client, path: str = LIST) -> list[str]:
    rows = client.page(path).css("li[data-number]")
    return [str(row.attributes["data-number"]) for row in rows]


def offered(client: Client, order: Order) -> set[str]:
    nodes = client.page(at(order)).css("main [data-action]")
    return {str(node.attributes["data-action"]) for node in nodes}


def states(client: Client, order: Order) -> dict[str, str]:
    steps = client.page(at(order)).css("[data-step]")
    return {str(s.attributes["data-step"]): str(s.attributes["data-state"]) for s in steps}


def without_request_id(text: str) -> str:
    text = re.sub(r"<code>\w+</code>", "", text)
    return re.sub(r'(X-CSRFToken": |name="csrf_token" value=)"[^"]+"', "", text)


def test_a_list_of_nothing_says_what_to_do(portal: Client) -> None:
    page = portal.page(LIST)
    assert page.css_first(".dd-empty a") is not None


def test_the_list_shows_the_newest_first_with_status_and_what_is_to_do(
    portal: Client, stages: Stages
) -> None:
    draft, arriving = stages.draft(), stages.passed_until("receipt")
    page = portal.page(LIST)
    rows = {row.attributes["data-number"]: row for row in page.css("li[data-number]")}
    assert list(rows) == [arriving.number, draft.number]
    assert rows[draft.number].attributes["data-status"] == "draft"
    assert "unclear" in rows[draft.number].text()
    assert rows[arriving.number].css_first("[data-action=confirm_receipt]") is not None


def test_tabs_count_what_is_open_and_narrow_the_list(portal: Client, stages: Stages) -> None:
    review, void = stages.submitted(), stages.void()
    tabs = {
        str(tab.attributes["href"]): tab.text(separator=" ", strip=True)
        for tab in portal.page(LIST).css(".dd-tabs a")
    }
    assert tabs[f"{LIST}?status=order_review"].endswith(" 1")
    assert not re.search(r"\d", tabs[f"{LIST}?status=void"])
    assert numbers(portal, f"{LIST}?status=order_review") == [review.number]
    assert numbers(portal, f"{LIST}?status=void") == [void.number]


def test_the_list_is_searched_by_number_article_and_day(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    assert numbers(portal, f"{LIST}?q={order.number[-6:]}") == [order.number]
    assert numbers(portal, f"{LIST}?q=bolt-8") == [order.number]
    assert numbers(portal, f"{LIST}?q=LOCK-1") == []
    assert numbers(portal, f"{LIST}?from_day=2100-01-01") == []
    assert numbers(portal, f"{LIST}?to_day=2100-01-01") == [order.number]


def test_htmx_gets_the_list_alone(portal: Client, stages: Stages) -> None:
    stages.submitted()
    answer = portal.get(LIST, headers=HTMX)
    assert answer.text.lstrip().startswith("<section")
    assert parse(answer).css_first("#orders li[data-number]") is not None


@pytest.mark.parametrize("name", ["q", "from_day", "to_day", "status", "after", "before"])
@pytest.mark.parametrize("value", STRANGE)
def test_strange_filters_are_never_an_error_of_ours(portal: Client, name: str, value: str) -> None:
    answer = portal.get(LIST, query_string={name: value.encode("utf-8", "surrogatepass")})
    assert answer.status_code in (200, 400, 422), name


def test_long_lists_go_page_by_page(portal: Client, stages: Stages) -> None:
    made = [stages.company.place(stages.company.wanted(NUT_8="1")).number for _ in range(27)]
    first = portal.page(LIST)
    onward = first.css_first("a[rel=next]")
    assert onward is not None
    second = numbers(portal, str(onward.attributes["href"]))
    assert numbers(portal) + second == made[::-1]


def test_the_list_costs_the_same_for_one_order_as_for_many(portal: Client, stages: Stages) -> None:
    engine: Engine = portal.application.extensions["database"].engine
    seen: list[str] = []
    stages.submitted()
    portal.get(LIST)
    event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    portal.get(LIST)
    one = len(seen)
    for _ in range(6):
        stages.submitted()
    seen.clear()
    portal.get(LIST)
    assert len(seen) == one


@pytest.mark.rule("A6", "A10", "D1")
def test_the_page_shows_the_chain_and_where_the_order_stands(
    portal: Client, stages: Stages
) -> None:
    order = stages.passed_until("outbound_review")
    main = portal.page(at(order)).css_first("main")
    assert main.attributes["data-number"] == order.number
    assert main.attributes["data-status"] == "outbound_review"
    assert states(portal, order) == {
        "submit": "done",
        "order_review": "done",
        "finance_review": "done",
        "outbound_review": "current",
        "shipment": "todo",
        "receipt": "todo",
        "completed": "todo",
    }
    for fact in ("王经理", "13800000000", "HT-KH001", "28.50"):
        assert fact in main.text()


@pytest.mark.rule("A10")
def test_a_reason_for_sending_back_is_seen_at_once(portal: Client, stages: Stages) -> None:
    order = stages.draft()
    page = portal.page(at(order))
    assert "unclear" in page.css_first(".dd-note[data-look=back]").text()
    assert states(portal, order)["submit"] == "back"
    assert offered(portal, order) >= {"resubmit", "void"}


def test_a_void_order_says_why(portal: Client, stages: Stages) -> None:
    order = stages.void()
    assert "gone" in portal.page(at(order)).css_first(".dd-note").text()
    assert states(portal, order) == {"submit": "done", "void": "void"}
    assert "add_papers" not in offered(portal, order)


def test_part_shipments_show_what_is_out_and_what_waits(portal: Client, stages: Stages) -> None:
    order = stages.part_out()
    page = portal.page(at(order))
    cells = [c.text(strip=True) for c in page.css("tr[data-code=BOLT-8] td")]
    assert cells[2:6] == ["20 个", "5", "0", "0"]
    assert page.css_first("li[data-number^=CK-][data-status=out]") is not None


@pytest.mark.rule("A1", "A3")
@pytest.mark.parametrize(
    "path", ["", "/again", "/edit", "/withdraw", "/discard", "/papers", "/remittance"]
)
def test_anothers_order_is_told_like_none(portal: Client, stages: Stages, path: str) -> None:
    theirs = stages.company.place(by="kh002")
    is_act = path in ("/withdraw", "/discard", "/papers", "/remittance")
    token = portal.page(LIST).css_first("input[name=csrf_token]").attributes["value"]
    data = {"csrf_token": token, "key": "k" * 32, "version": "1", "reason": "x"}
    data |= {"purpose": "other", "payer": "x", "amount": "1"}
    answers = []
    for number in (theirs.number, "DH-O-20010101-000001"):
        target = f"{LIST}/{number}{path}"
        answers.append(portal.post(target, data=data) if is_act else portal.get(target))
        data["key"] = "l" * 32
    assert [one.status_code for one in answers] == [404, 404]
    first, second = (without_request_id(one.text) for one in answers)
    assert first.replace(theirs.number, "") == second.replace("DH-O-20010101-000001", "")


@pytest.mark.rule("A1")
@pytest.mark.parametrize("path", [LIST, "/my/addresses", "/my/addresses/new"])
def test_the_portal_is_closed_to_staff(client: Client, company: Company, path: str) -> None:
    client.sign_in("admin")
    assert client.get(path).status_code == 403


@pytest.mark.rule("A1")
def test_the_page_keeps_the_companys_own_things_to_itself(
    portal: Client, stages: Stages, session: Session
) -> None:
    order = stages.part_out()
    with writing(session, SYSTEM) as tx:
        tx.session.get_one(Order, order.id).internal_remark = "slow payer"
    text = portal.get(at(order)).text
    cost = "1.1666"
    for secret in ("slow payer", cost, "Admin", "XS-01"):
        assert secret not in text


@pytest.mark.parametrize("path", ["", "/again"])
def test_pages_are_whole_in_both_languages(portal: Client, stages: Stages, path: str) -> None:
    order = stages.passed_until("receipt")
    chinese = portal.page(at(order) + path).css_first("main").text()
    assert HAN.search(chinese)
    page = portal.page(at(order) + path, headers=ENGLISH)
    assert page.css_first("html").attributes["lang"] == "en"
    left = set(HAN.findall(page.css_first("main").text())) - set("王经理路号五金商行")
    assert left == set()


def test_several_shipments_each_have_their_receipt(portal: Client, stages: Stages) -> None:
    order = stages.part_out()
    rest = {line.id: line.quantity - line.shipped_out for line in order.lines}
    take_out(stages.session, stages.admin, order.number, order.version, rest)
    order = stages.pass_on(stages.company.order(order.number))
    links = portal.page(at(order)).css("header [data-action=confirm_receipt]")
    assert len(links) == 2
