"""What a review tells people, in the words of their inbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.client import Client
from tests.support.pages import parse
from tests.support.reviewing import Reviewing
from webapp.services.core.clock import utc_now
from webapp.services.reviews.questions import answer_question, ask_question
from webapp.services.reviews.reminding import escalate_seats, remind_of_seats
from webapp.services.reviews.ruling import rule

pytestmark = pytest.mark.rule("B3", "B5")


def inbox(client: Client, who: str) -> str:
    """What stands in his inbox, the newest first."""
    client.sign_in(who)
    page = parse(client.get("/notices"))
    return "\n".join(one.text(strip=True) for one in page.css(".dd-notice-text"))


def test_everybody_reads_what_waits_for_him(reviewing: Reviewing, client: Client) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    assert f"评审 {number} 请您对 TR-1 发表意见" in inbox(client, "tech1")
    asked = reviewing.act(ask_question, "tech1", number, 1, "哪种钢？").details["question"]
    assert f"评审 {number} 中有关于 TR-1 的提问" in inbox(client, "sales1")
    reviewing.act(answer_question, "sales1", number, asked, "45 钢")
    page = inbox(client, "tech1")
    assert f"您在评审 {number} 中关于 TR-1 的提问已得到答复" in page
    assert "45 钢" in page
    for who, key in (("tech1", "shape"), ("purch1", "price"), ("prod1", "dates")):
        reviewing.fill(number, who, key)
    assert f"TR-1 的评审 {number} 等待您裁决" in inbox(client, "president1")
    reviewing.act(rule, "president1", number, 1, "approved")
    assert f"TR-1 的评审 {number} 已结束：已接受" in inbox(client, "sales1")


def test_overdue_seats_are_told_of(reviewing: Reviewing, client: Client) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    then = utc_now() + timedelta(days=4)
    reviewing.session.info["clock"] = lambda: then
    assert (remind_of_seats(reviewing.session), escalate_seats(reviewing.session)) == (3, 3)
    assert f"已逾期：TR-1 的评审 {number} 仍在等待您处理" in inbox(client, "prod1")
    assert f"TR-1 的评审 {number} 停滞：有席位严重逾期" in inbox(client, "gm1")
    for customer in ("kh001", "kh002"):
        assert number not in inbox(client, customer)
