"""Forms forged by people of the company and by customers: each finds a case as it was (B4–B10,
G8, L2)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.agreeing import Agreeing
from tests.support.client import Client
from tests.support.company import Company
from tests.support.contracting import Contracting
from tests.support.drawing import a_file
from tests.support.pages import parse
from tests.support.quoting import Quoting
from tests.support.review_pages import token
from tests.support.reviewing import Reviewing
from webapp.models import (
    Contract,
    Event,
    Inquiry,
    Order,
    PanelSetting,
    Quotation,
    Review,
    StandIn,
)
from webapp.services.contracts.amending import amend_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.quotations.dealing import offer_quotation

pytestmark = pytest.mark.control("C38", "C39")

RUBBISH = ("\0", "9" * 31, "-1", "1e309", "NaN", "w" * 10_000, "<script>")
CASES = tuple(
    table.__tablename__
    for table in (Inquiry, Quotation, Contract, Order, Review, PanelSetting, StandIn)
)
_keys = itertools.count()


def forge(client: Client, path: str, **fields: Any) -> int:
    """The status that a form of one's own making is answered with."""
    sent = {"csrf_token": token(client), "key": f"forged-{next(_keys):016}", **fields}
    return client.post(path, data=sent).status_code


def happened(company: Company) -> int:
    """How much has ever been done with cases; a refusal is told in the trail of who was refused."""
    company.session.rollback()
    done = select(func.count(Event.id)).where(Event.subject_kind.in_(CASES))
    return int(company.session.scalar(done) or 0)


@pytest.fixture
def quoting(reviewing: Reviewing) -> Quoting:
    return Quoting(reviewing)


@pytest.fixture
def contracting(company: Company) -> Contracting:
    return Contracting(Reviewing(company))


@pytest.fixture
def agreeing(company: Company) -> Agreeing:
    return Agreeing(Reviewing(company))


@pytest.mark.rule("B5", "B6")
def test_in_a_review_nobody_speaks_out_of_place_or_turn(client: Client, quoting: Quoting) -> None:
    number = quoting.in_review()
    review = f"/reviews/{quoting.review(number).number}"
    before = happened(quoting.company)
    forged: tuple[tuple[str, str, dict[str, Any], int], ...] = (
        ("fin1", "opinion", {"seat": "purchasing", "round": 1, "verdict": "agree"}, 403),
        ("fin1", "opinion", {"seat": "none", "round": 1, "verdict": "agree"}, 409),
        ("fin1", "opinion", {"seat": "finance", "round": 2, "verdict": "agree"}, 409),
        ("admin", "opinion", {"seat": "finance", "round": 1, "verdict": "agree"}, 403),
        ("president1", "rule", {"round": 1, "decision": "approved"}, 409),
        ("chairman1", "rule", {"round": 1, "decision": "approved", "reason": "x"}, 409),
        ("admin", "appeal", {"round": 1, "reason": "x"}, 409),
        ("admin", "conclude", {"round": 1}, 409),
        ("gm1", "convene", {"round": 1}, 409),
        ("gm1", "send-back", {"round": 1, "reason": "x"}, 409),
        ("kh001", "opinion", {"seat": "finance", "round": 1, "verdict": "agree"}, 403),
        ("kh001", "rule", {"round": 1, "decision": "approved"}, 403),
    )
    for who, path, fields, status in forged:
        client.sign_in(who)
        assert forge(client, f"{review}/{path}", **fields) == status, (who, path, fields)
    assert happened(quoting.company) == before


@pytest.mark.rule("B6", "B7")
def test_a_dissent_is_not_ruled_away(client: Client, quoting: Quoting) -> None:
    number = quoting.in_review()
    quoting.judge(number, finance="disagree")
    review = f"/reviews/{quoting.review(number).number}"
    before = happened(quoting.company)
    for who, decision, status in (
        ("president1", "approved", 422),
        ("president1", "refused", 422),
        ("president1", "\0", 422),
        ("chairman1", "confirmed", 403),
        ("fin1", "confirmed", 403),
        ("admin", "approved", 403),
    ):
        client.sign_in(who)
        answered = forge(client, f"{review}/rule", round=1, decision=decision, reason="x")
        assert answered == status, (who, decision)
    assert happened(quoting.company) == before
    assert quoting.status(number) == "review"


@pytest.mark.rule("B4", "B9")
def test_nothing_of_a_quotation_in_review_moves(client: Client, quoting: Quoting) -> None:
    number = quoting.in_review()
    version = quoting.quotation(number).version
    client.sign_in("admin")
    before = happened(quoting.company)
    for path in (f"{number}/edit", f"{number}/file", f"{number}/figures"):
        assert forge(client, f"/quotations/{path}", version=version) == 409, path
    assert forge(client, f"/quotations/{number}/offer", version=version, revision=1) == 409
    assert forge(client, "/contracts/draw", quotation=number) == 409
    client.sign_in("kh001")
    for path in ("accept", "decline", "changes"):
        answered = forge(
            client, f"/my/offers/{number}/{path}", version=version, revision=1, words="x"
        )
        assert answered == 404, path
    assert happened(quoting.company) == before


@pytest.mark.rule("B4")
def test_a_customer_accepts_no_revision_that_he_was_not_offered(
    client: Client, quoting: Quoting
) -> None:
    number = quoting.approved()
    quoting.on(number, offer_quotation, 1)
    offered = quoting.quotation(number).version
    quoting.requoted(number, lead_days=40)
    version = quoting.quotation(number).version
    client.sign_in("kh001")
    before = happened(quoting.company)
    for fields in (
        {"version": offered, "revision": 1},
        {"version": version, "revision": 1},
        {"version": version, "revision": 2},
        {"version": version, "revision": "9" * 30},
        {"version": "\0", "revision": ""},
    ):
        assert forge(client, f"/my/offers/{number}/accept", **fields) == 409, fields
    client.sign_in("kh002")
    seen = {"version": version, "revision": 1}
    there = forge(client, f"/my/offers/{number}/accept", **seen)
    assert (there, forge(client, "/my/offers/BJ-20200101-0001/accept", **seen)) == (404, 404)
    assert happened(quoting.company) == before


@pytest.mark.rule("B9", "B10")
def test_a_contract_skips_no_step(client: Client, contracting: Contracting) -> None:
    number = contracting.submitted()
    version = contracting.contract(number).version
    signing = {"version": version, "day": str(contracting.today), "signed_by": "王经理"}
    client.sign_in("admin")
    before = happened(contracting.company)
    for path in ("edit", "submit", "sign", "file", "amend", "drop", "end"):
        scan = {"scan": a_file("扫描.png")} if path in ("sign", "file") else {}
        answered = forge(client, f"/contracts/{number}/{path}", reason="x", **signing, **scan)
        assert answered == 409, path
    assert happened(contracting.company) == before


@pytest.mark.rule("B10")
def test_an_amendment_is_not_signed_past_its_review(
    client: Client, contracting: Contracting
) -> None:
    number = contracting.filed()
    contracting.act(amend_contract, "sales", number, "加价")
    client.sign_in("admin")

    def signed() -> int:
        version, day = contracting.contract(number).version, str(contracting.today)
        fields = {"version": version, "day": day, "signed_by": "王", "scan": a_file("扫描.png")}
        return forge(client, f"/contracts/{number}/sign", **fields)

    assert signed() == 409
    contracting.reword(number, delivery_terms="自提")
    contracting.act(submit_contract, "sales", number)
    assert signed() == 409
    assert contracting.contract(number).in_force == 1


@pytest.mark.rule("G8", "L2")
def test_orders_take_only_lines_of_their_own_contract(client: Client, agreeing: Agreeing) -> None:
    mine, other = agreeing.contract(), agreeing.contract("BJ-T-2", customer=1)
    line, theirs = agreeing.lines(mine)[0], agreeing.lines(other)[0]
    day = {"requested_date": str(agreeing.contracting.today), "reason_code": "project"}
    client.sign_in("sales")
    for wanted in ({theirs: "1"}, {line: "1000.001"}, {line: "1001"}, {line: "-5"}, {}):
        fields = {f"agreed.{key}": value for key, value in wanted.items()}
        assert forge(client, f"/contracts/{mine}/order", **day, **fields) == 422, wanted
    for value in RUBBISH:
        answered = forge(client, f"/contracts/{mine}/order", **day, **{f"agreed.{line}": value})
        assert answered == 422, value[:20]
    client.sign_in("kh001")
    fields = {f"agreed.{theirs}": "1", **day}
    there = forge(client, f"/my/contracts/{other}/order", **fields)
    assert (there, forge(client, "/my/contracts/HT-20200101-0001/order", **fields)) == (404, 404)
    agreeing.session.rollback()
    assert agreeing.session.scalars(select(Order.id)).all() == []


def test_forms_need_their_token_and_their_key(client: Client, quoting: Quoting) -> None:
    number = quoting.in_review()
    review = quoting.review(number).number
    paths = (
        f"/quotations/{number}/revise",
        f"/reviews/{review}/opinion",
        f"/reviews/{review}/rule",
        "/contracts/draw",
        "/stand-ins",
        "/settings/panels/preliminary/switch",
    )
    client.sign_in("admin")
    before = happened(quoting.company)
    for path in paths:
        assert client.post(path, data={"key": "k" * 24}).status_code == 400, path
        sent = {"csrf_token": token(client), "round": "1", "version": "1", "note": "x"}
        assert client.post(path, data=sent).status_code < 500, path
    assert happened(quoting.company) == before


@pytest.mark.control("C1")
def test_rubbish_in_an_opinion_is_refused_at_its_field(client: Client, quoting: Quoting) -> None:
    review = quoting.review(quoting.in_review()).number
    client.sign_in("fin1")
    page = client.page(f"/reviews/{review}")
    names = {
        node.attributes["name"] or ""
        for node in page.css("#opinion [name]")
        if node.attributes["name"] not in ("csrf_token", "key", "seat", "round")
    }
    before = happened(quoting.company)
    for name, value in itertools.product(sorted(names), RUBBISH):
        filled: dict[str, Any] = {"verdict": "", name: value}
        answer = client.submit(page, "#opinion", **filled)
        assert answer.status_code in (400, 413, 422), (name, value[:20], answer.status)
        if answer.status_code == 422:
            assert parse(answer).css_first("#opinion") is not None
    assert happened(quoting.company) == before
