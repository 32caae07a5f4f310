"""Ordering from a contract on both sides, exceptions from payment, and the supervision's pages
(G8, C3, L2)."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.agreeing import Agreeing
from tests.support.client import Client
from tests.support.company import NO_PASSWORD, Company
from tests.support.drawing import drawn
from tests.support.pages import parse
from tests.support.reviewing import Reviewing
from webapp.models import Order, Role
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.identity.opening import open_staff_account

D = Decimal
FORM = "main form[data-once]"
SIGNED = "data:image/png;base64," + base64.b64encode(drawn()).decode()


@pytest.fixture
def agreeing(company: Company) -> Agreeing:
    return Agreeing(Reviewing(company))


def filled(line: int, quantity: str, **more: Any) -> dict[str, Any]:
    """The form with so much of a line wanted."""
    return {f"agreed.{line}": quantity, **more}


def orders(company: Company) -> list[Order]:
    company.session.rollback()
    return list(company.session.scalars(select(Order).order_by(Order.id)))


@pytest.mark.rule("G8", "F5")
def test_staff_order_from_a_contract(agreeing: Agreeing, client: Client) -> None:
    number = agreeing.contract()
    client.sign_in("sales")
    contract = client.page(f"/contracts/{number}")
    assert contract.css_first(f'a[href="/contracts/{number}/order"]') is not None
    page = client.page(f"/contracts/{number}/order")
    line = agreeing.lines(number)[0]
    refused = client.submit(page, FORM, **filled(line, "1001"))
    assert refused.status_code == 422
    shown = parse(refused)
    kept = shown.css_first(f'input[name="agreed.{line}"]')
    assert kept is not None
    assert (kept.attributes["value"], kept.attributes["aria-invalid"]) == ("1001", "true")
    placed = client.submit(page, FORM, **filled(line, "105"))
    assert placed.status_code == 303
    order = orders(agreeing.company)[0]
    assert order.contract_number == number
    shown_order = client.page(f"/orders/{order.number}")
    assert shown_order.css_first(f'dd a[href="/contracts/{number}"]') is not None
    assert "141.75" in (shown_order.css_first("[data-lines] tfoot") or shown_order).text()


@pytest.mark.rule("G8")
def test_a_customer_orders_from_his_contract_and_again(agreeing: Agreeing, client: Client) -> None:
    number = agreeing.contract()
    client.sign_in("kh001")
    own = client.page(f"/my/contracts/{number}")
    assert own.css_first(f'a[href="/my/contracts/{number}/order"]') is not None
    page = client.page(f"/my/contracts/{number}/order")
    line = agreeing.lines(number)[0]
    unsigned = client.submit(page, FORM, **filled(line, "105"))
    assert unsigned.status_code == 422
    placed = client.submit(page, FORM, **filled(line, "105", signature=SIGNED))
    assert placed.status_code == 303
    order = orders(agreeing.company)[0]
    assert order.lines[0].price == D("1.3500")
    again = client.get(f"/my/orders/{order.number}/again")
    assert again.headers["Location"].endswith(f"/my/contracts/{number}/order")
    assert client.get("/my/contracts/HT-NONE/order").status_code == 404
    client.sign_in("kh002")
    assert client.get(f"/my/contracts/{number}/order").status_code == 404


@pytest.mark.rule("G8")
def test_rubbish_in_quantities_is_said_at_its_line(agreeing: Agreeing, client: Client) -> None:
    number = agreeing.contract()
    line = agreeing.lines(number)[0]
    client.sign_in("sales")
    page = client.page(f"/contracts/{number}/order")
    for typed in ("-1", "1e309", "\x00", "NaN", "9" * 30, "0", "", "一箱", "1.2345"):
        answer = client.submit(page, FORM, **filled(line, typed))
        assert answer.status_code == 422, typed
    assert orders(agreeing.company) == []


@pytest.mark.rule("G8")
def test_a_line_is_tied_to_its_article_on_the_page(agreeing: Agreeing, client: Client) -> None:
    number = agreeing.contract()
    client.sign_in("admin")
    page = client.page(f"/contracts/{number}/order")
    tie = '[data-act="tie_article"]'
    assert page.css_first('[data-tie="2"]') is not None
    assert client.submit(page, tie, code="LOCK-1").status_code == 303
    said = client.page(f"/contracts/{number}/order")
    assert "副" in said.text()
    assert said.css_first('[data-tie="2"]') is not None


@pytest.mark.rule("C3")
def test_what_is_owed_is_shown_and_applied_for(agreeing: Agreeing, client: Client) -> None:
    number = agreeing.contract(paid=False)
    client.sign_in("sales")
    contract = client.page(f"/contracts/{number}")
    assert "3,180.00" in (contract.css_first("[data-owed]") or contract).text()
    line = agreeing.lines(number)[0]
    refused = client.submit(client.page(f"/contracts/{number}/order"), FORM, **filled(line, "5"))
    assert (refused.status_code, "3,180.00" in parse(refused).text()) == (422, True)
    form = client.page(f"/contracts/{number}/exception")
    assert client.submit(form, FORM, reason=" ").status_code == 422
    applied = client.submit(form, FORM, reason="老客户，月底付款")
    assert applied.status_code == 303
    exception = client.page(applied.headers["Location"])
    main = exception.css_first("main")
    assert main is not None
    assert main.attributes["data-status"] == "review"
    listed = client.page("/exceptions?status=review&q=kh001")
    row = f'tr[data-number="{main.attributes["data-number"]}"]'
    assert listed.css_first(row) is not None
    withdrawn = client.submit(exception, '[data-act="withdraw"]')
    assert withdrawn.status_code == 303
    assert client.page("/exceptions?status=review").css_first(row) is None
    client.sign_in("kh001")
    page = client.page(f"/my/contracts/{number}/order")
    told = client.submit(page, FORM, **filled(line, "5", signature=SIGNED))
    assert (told.status_code, "3,180" in told.text) == (422, False)
    for path in ("/exceptions", f"/contracts/{number}/exception", "/supervision"):
        assert client.get(path).status_code in (403, 404)


@pytest.mark.rule("L2")
def test_supervision_watches_and_holds_a_case_on_its_pages(
    agreeing: Agreeing, client: Client
) -> None:
    company = agreeing.company
    with writing(company.session, SYSTEM) as tx:
        role = tx.session.scalars(select(Role).where(Role.code == "supervisor")).one()
        open_staff_account(tx, "watcher", "监察员", NO_PASSWORD, [role])
    agreeing.choose(supervision_amount=D("10000.00"))
    number = agreeing.contract()
    order = agreeing.order(number, "10")
    client.sign_in("watcher")
    index = client.page("/supervision")
    assert index.css_first(f'tr[data-number="{number}"][data-status="open"]') is not None
    assert index.css_first('[data-event="OrderSubmitted"]') is not None
    case = client.page(f"/supervision/{order.number}")
    assert case.css_first('[data-event="ContractFiled"]') is not None
    assert client.submit(case, '[data-act="hold"]', reason=" ").status_code == 422
    assert client.submit(case, '[data-act="hold"]', reason="核查价格").status_code == 303
    held = client.page(f"/supervision/{number}")
    assert held.css_first('main[data-status="held"]') is not None
    client.sign_in("sales")
    for path in (f"/orders/{order.number}", f"/contracts/{number}"):
        note = client.page(path).css_first("[data-hold]")
        assert note is not None
        assert "核查价格" in note.text()
    assert client.get("/supervision").status_code == 403
    client.sign_in("kh001")
    for path in (f"/my/orders/{order.number}", f"/my/contracts/{number}/order"):
        assert "核查价格" not in client.get(path).text
    client.sign_in("watcher")
    held = client.page(f"/supervision/{number}")
    released = client.submit(held, '[data-act="release"]', reason="已查清")
    assert released.status_code == 303
    for rubbish in ("%00", "DH-O-NONE", "x" * 300):
        assert client.get(f"/supervision/{rubbish}").status_code == 404
    assert client.get("/supervision?after=x&status=zzz&q=%00").status_code == 200
