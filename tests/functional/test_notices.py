"""The inbox: what is told, in both languages, to whom it concerns and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Notice, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing

INBOX = "/notices"
ENGLISH = {"Accept-Language": "en"}
PARAMS = {
    "OrderMoved": {"status": "shipment"},
    "OrderSentBack": {"status": "draft", "reason": "价格不对"},
    "OrderVoided": {"reason": "缺货"},
    "OrderEdited": {},
    "OrderClosedShort": {"reason": "停产"},
    "ShipmentOnItsWay": {"shipment": "CK-20260101-000001"},
    "RemittanceRefused": {"reason": "未到账"},
    "DifferencesReported": {"customer": "kh001五金商行"},
    "DifferencesSettled": {"reason": "已扣减"},
    "ReceiptReminder": {"shipment": "CK-20260101-000001"},
    "SomethingNew": {"odd": [1, {"a": None}]},
}


def tell(session: Session, user_name: str, name: str, params: dict[str, Any], number: str) -> int:
    with writing(session, SYSTEM) as tx:
        user = tx.session.scalars(select(User).where(User.user_name == user_name)).one()
        notice = Notice(
            user_id=user.id,
            name=name,
            params=params,
            document_kind="order",
            document_number=number,
            made_at=datetime.now(UTC),
        )
        tx.session.add(notice)
        tx.session.flush()
        return notice.id


def statuses(client: Client) -> list[str]:
    return [str(row.attributes["data-status"]) for row in client.page(INBOX).css("li[data-notice]")]


@pytest.mark.parametrize("name", PARAMS)
@pytest.mark.parametrize("user_name", ["kh001", "sales"])
def test_every_notice_is_said_in_both_languages(
    client: Client, company: Company, name: str, user_name: str
) -> None:
    number = "DH-O-20260101-000001"
    tell(company.session, user_name, name, PARAMS[name], number)
    client.sign_in(user_name)
    said = []
    for headers in ({}, ENGLISH):
        row = client.page(INBOX, headers=headers).css_first(f"li[data-notice={name}]")
        text = row.css_first(".dd-notice-what").text()
        assert number in text
        assert name not in text
        assert str(PARAMS[name].get("reason", "")) in row.text()
        said.append(text)
    assert said[0] != said[1]


def test_a_notice_with_nothing_in_it_is_no_error(client: Client, company: Company) -> None:
    for name in PARAMS:
        tell(company.session, "kh001", name, {}, "")
    client.sign_in("kh001")
    assert len(statuses(client)) == len(PARAMS)


@pytest.mark.rule("A10")
def test_being_sent_back_is_told_and_leads_to_the_order(client: Client, company: Company) -> None:
    order = Stages(company).draft()
    client.sign_in("kh001")
    page = client.page(INBOX)
    assert page.css_first("li[data-notice=OrderSentBack] .dd-notice-reason").text() == "unclear"
    answer = client.submit(page, "li[data-notice=OrderSentBack] button")
    assert answer.location == f"/my/orders/{order.number}"
    assert statuses(client)[0] == "read"


def test_opening_by_htmx_goes_there_too(client: Client, company: Company) -> None:
    order = Stages(company).draft()
    client.sign_in("kh001")
    answer = client.submit(client.page(INBOX), "li[data-notice] button", htmx=True)
    assert answer.headers["HX-Redirect"] == f"/my/orders/{order.number}"


def test_all_are_marked_as_read_and_the_badge_goes(client: Client, company: Company) -> None:
    Stages(company).draft()
    client.sign_in("kh001")
    assert client.page("/my/orders").css_first(".dd-dot-count") is not None
    client.submit(client.page(INBOX), "form[data-act=mark_read]")
    page = client.page(INBOX)
    assert set(statuses(client)) == {"read"}
    assert page.css_first(".dd-tool .dd-dot-count") is None
    assert page.css_first("[data-action=mark_read]") is None


@pytest.mark.rule("A1")
def test_anothers_notice_is_told_like_none(client: Client, company: Company) -> None:
    theirs = tell(company.session, "kh002", "OrderEdited", {}, "DH-O-20260101-000009")
    client.sign_in("kh001")
    assert statuses(client) == []
    token = client.page(INBOX).css_first("input[name=csrf_token]").attributes["value"]
    for id_ in (theirs, 999_999, 2**31 - 1, 2**70):
        answer = client.post(f"{INBOX}/{id_}/open", data={"csrf_token": token})
        assert answer.status_code == 404
    company.session.rollback()
    assert company.session.get_one(Notice, theirs).read_at is None


def test_a_long_inbox_goes_page_by_page(client: Client, company: Company) -> None:
    for _ in range(27):
        tell(company.session, "kh001", "OrderEdited", {}, "DH-O-20260101-000009")
    client.sign_in("kh001")
    onward = client.page(INBOX).css_first("a[rel=next]").attributes["href"] or ""
    assert len(client.page(onward).css("li[data-notice]")) == 2
    part = client.get(onward, headers=HTMX)
    assert part.text.lstrip().startswith("<section")
    assert len(parse(part).css("li[data-notice]")) == 2


@pytest.mark.parametrize(
    "after", ["x", "W10", "WyI5Il0", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OV0", "\x00"]
)
def test_a_forged_place_is_never_an_error_of_ours(
    client: Client, company: Company, after: str
) -> None:
    client.sign_in("kh001")
    assert client.get(INBOX, query_string={"after": after}).status_code in (200, 422)


def test_an_empty_inbox_says_what_will_be_there(client: Client, company: Company) -> None:
    client.sign_in("kh001")
    assert client.page(INBOX).css_first(".dd-empty") is not None
