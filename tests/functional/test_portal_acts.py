"""What a customer does to his order after placing it: withdraw, change, give up, add, repeat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.client import Client
from tests.support.company import Company, reprice
from tests.support.drawing import a_file, signed
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Attachment, CartLine, Order, Product, Remittance, StockBalance
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import send_back

FORM = "main form[data-once]"
SAVED = 303


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def portal(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def at(order: Order) -> str:
    return f"/my/orders/{order.number}"


def count(session: Session, table: type) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(table)).one()


@pytest.mark.rule("A6")
def test_withdrawing_is_offered_in_the_first_step_only(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    answer = portal.submit(portal.page(at(order)), "[data-act=withdraw]", follow=True)
    assert stages.company.order(order.number).status == "draft"
    assert order.number in parse(answer).css_first("#toasts").text()
    later = stages.passed_until("finance_review")
    assert portal.page(at(later)).css_first("[data-action=withdraw]") is None


def test_withdrawing_twice_does_it_once_and_says_the_same(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    page = portal.page(at(order))
    first, second = (portal.submit(page, "[data-act=withdraw]") for _ in range(2))
    assert first.status_code == second.status_code == SAVED
    assert first.location == second.location
    assert stages.company.order(order.number).version == order.version + 1


def test_withdrawing_what_moved_meanwhile_changes_nothing(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    page = portal.page(at(order))
    stages.pass_on(order)
    assert portal.submit(page, "[data-act=withdraw]").status_code == 409
    as_fragment = portal.submit(page, "[data-act=withdraw]", htmx=True)
    assert as_fragment.status_code == 409
    assert as_fragment.headers["HX-Retarget"] == "#toasts"
    assert stages.company.order(order.number).status == "finance_review"


def test_htmx_is_sent_on_to_the_page(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    answer = portal.submit(portal.page(at(order)), "[data-act=withdraw]", htmx=True)
    assert answer.headers["HX-Redirect"] == at(order)


def test_giving_up_needs_a_reason_and_ends_the_order(portal: Client, stages: Stages) -> None:
    order = stages.draft()
    refused = portal.submit(portal.page(at(order)), "[data-act=void]", reason=" ")
    assert refused.status_code == 422
    assert parse(refused).css_first("details[open] .dd-error") is not None
    done = portal.submit(portal.page(at(order)), "[data-act=void]", reason="买错了")
    assert done.status_code == SAVED
    after = stages.company.order(order.number)
    assert (after.status, after.void_reason) == ("void", "买错了")


@pytest.mark.rule("D2")
def test_papers_follow_an_open_order(portal: Client, stages: Stages, session: Session) -> None:
    order = stages.passed_until("outbound_review")
    page = portal.page(at(order))
    form = f"form[action='{at(order)}/papers']"
    files = {"papers": [a_file("盖章.png"), a_file("second.png")]}
    before = count(session, Attachment)
    assert portal.submit(page, form, files=files).status_code == SAVED
    assert count(session, Attachment) == before + 2
    assert stages.company.order(order.number).version == order.version
    assert "盖章.png" in portal.page(at(order)).css_first(".dd-files").text()


@pytest.mark.parametrize("files", [{}, {"papers": [(a_file()[0], "virus.svg")]}])
def test_papers_that_will_not_do_are_refused_at_their_field(
    portal: Client, stages: Stages, files: dict[str, object]
) -> None:
    order = stages.submitted()
    form = f"form[action='{at(order)}/papers']"
    answer = portal.submit(portal.page(at(order)), form, files=files)
    assert answer.status_code == 422
    assert parse(answer).css_first("#f-papers-error") is not None


@pytest.mark.rule("D4")
def test_a_payment_is_announced_with_its_slip(
    portal: Client, stages: Stages, session: Session
) -> None:
    order = stages.passed_until("finance_review")
    page = portal.page(at(order))
    form = f"form[action='{at(order)}/remittance']"
    sent = {"payer": "张三", "amount": "￥20.50"}
    first = portal.submit(page, form, files={"slip": a_file()}, **sent)
    again = portal.submit(page, form, files={"slip": a_file()}, **sent)
    assert (first.status_code, again.status_code) == (SAVED, SAVED)
    assert count(session, Remittance) == 1
    after = stages.company.order(order.number)
    assert (after.payment_status, after.paid_amount) == ("awaiting", Decimal(0))
    assert "20.50" in portal.page(at(order)).css_first(".dd-remittances").text()


@pytest.mark.rule("D4")
@pytest.mark.parametrize("amount", ["", "0", "-5", "abc", "1e309", "9" * 30, "１２.345"])
def test_a_payment_without_a_sound_amount_is_refused(
    portal: Client, stages: Stages, session: Session, amount: str
) -> None:
    order = stages.submitted()
    form = f"form[action='{at(order)}/remittance']"
    files = {"slip": a_file()}
    answer = portal.submit(portal.page(at(order)), form, files=files, payer="x", amount=amount)
    assert answer.status_code == 422
    assert parse(answer).css_first("#f-amount-error") is not None
    assert count(session, Remittance) == 0


@pytest.mark.rule("D4")
def test_a_payment_without_slip_or_payer_is_refused(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    form = f"form[action='{at(order)}/remittance']"
    answer = portal.submit(portal.page(at(order)), form, payer="x", amount="5")
    assert parse(answer).css_first("#f-slip-error") is not None
    answer = portal.submit(
        portal.page(at(order)), form, payer="", amount="5", files={"slip": a_file()}
    )
    assert parse(answer).css_first("#f-payer-error") is not None


@pytest.mark.rule("A6", "D2")
def test_a_sent_back_order_is_changed_and_submitted_under_its_number(
    portal: Client, stages: Stages
) -> None:
    order = stages.draft()
    page = portal.page(f"{at(order)}/edit")
    codes = [field.attributes["value"] for field in page.css("input[name=code]")]
    assert codes[:2] == ["BOLT-8", "NUT-8"]
    day = (datetime.now(UTC) + timedelta(days=9)).date()
    answer = portal.submit(
        page,
        FORM,
        code=["BOLT-8", "", "PIPE-20"],
        quantity=["40", "", "1.5"],
        requested_date=day.isoformat(),
        remark="改了数量",
        signature=signed(),
    )
    assert answer.status_code == SAVED
    after = stages.company.order(order.number)
    assert (after.status, after.remark, after.requested_date) == ("order_review", "改了数量", day)
    lines = [(line.code, line.quantity) for line in after.lines]
    assert lines == [("BOLT-8", Decimal(40)), ("PIPE-20", Decimal("1.5"))]
    assert portal.page(at(order)).css_first(".dd-note[data-look=back]") is None


@pytest.mark.rule("D2")
def test_submitting_again_asks_for_a_new_signature(portal: Client, stages: Stages) -> None:
    order = stages.draft()
    answer = portal.submit(portal.page(f"{at(order)}/edit"), FORM)
    assert answer.status_code == 422
    assert parse(answer).css_first("#f-confirmation-error") is not None
    assert stages.company.order(order.number).status == "draft"


def test_submitting_again_twice_is_done_once(portal: Client, stages: Stages) -> None:
    order = stages.draft()
    page = portal.page(f"{at(order)}/edit")
    for _ in range(2):
        assert portal.submit(page, FORM, signature=signed()).status_code == SAVED
    assert stages.company.order(order.number).version == order.version + 1


def test_what_was_typed_stays_with_each_lines_fault(portal: Client, stages: Stages) -> None:
    order = stages.draft()
    answer = portal.submit(
        portal.page(f"{at(order)}/edit"),
        FORM,
        code=["BOLT-8", "NO-SUCH", "LOCK-1"],
        quantity=["15", "3", "1e309"],
        remark="不要丢",
        signature=signed(),
    )
    assert answer.status_code == 422
    page = parse(answer)
    values = [field.attributes["value"] for field in page.css("input[name=code]")][:3]
    assert values == ["BOLT-8", "NO-SUCH", "LOCK-1"]
    assert len(page.css("tr.dd-row-error")) == 3
    assert page.css_first("textarea[name=remark]").text() == "不要丢"
    assert page.css_first("input[name=signature]").attributes["value"] == signed()


def test_short_stock_is_said_at_its_line(portal: Client, stages: Stages) -> None:
    order = stages.draft()
    answer = portal.submit(
        portal.page(f"{at(order)}/edit"), FORM, code="LOCK-1", quantity="9", signature=signed()
    )
    assert answer.status_code == 422
    assert "LOCK-1" in parse(answer).css_first("tr.dd-row-error .dd-error").text()
    assert stages.company.order(order.number).status == "draft"


def test_only_a_draft_can_be_changed(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    assert portal.get(f"{at(order)}/edit").status_code == 409


def test_free_goods_and_special_prices_survive_and_cannot_be_stretched(
    portal: Client, stages: Stages
) -> None:
    products = stages.company.products
    lines = [
        WantedLine(products["BOLT-8"], Decimal(20), special_price=Decimal("1.1111")),
        WantedLine(products["NUT-8"], Decimal(5), is_free=True),
    ]
    order = stages.company.place(lines, by="admin")
    send_back(stages.session, stages.company.actor("sales"), order.number, 1, "draft", "check")
    page = portal.page(f"{at(order)}/edit")
    stretched = portal.submit(page, FORM, quantity=["20", "500"], signature=signed())
    assert stretched.status_code == 422
    done = portal.submit(portal.page(f"{at(order)}/edit"), FORM, signature=signed())
    assert done.status_code == SAVED
    after = stages.company.order(order.number)
    kept = [(line.price, line.is_free) for line in after.lines]
    assert kept == [(Decimal("1.1111"), False), (Decimal(0), True)]


def test_ordering_again_shows_what_changed_and_fills_the_cart(
    portal: Client, stages: Stages, session: Session
) -> None:
    order = stages.company.place(stages.company.wanted(BOLT_8="20", NUT_8="30", LOCK_1="4"))
    reprice(session, "BOLT-8", "2.0000")
    with writing(session, SYSTEM) as tx:
        by_code = {one.code: one for one in tx.session.scalars(select(Product))}
        by_code["NUT-8"].on_shelf = False
        balance = select(StockBalance).where(StockBalance.product_id == by_code["LOCK-1"].id)
        assert tx.session.scalars(balance).one().reserved == 4
    page = portal.page(f"{at(order)}/again")
    changes = {r.attributes["data-code"]: r.attributes["data-changes"] for r in page.css("li")}
    expected = {"BOLT-8": "dearer", "NUT-8": "gone", "LOCK-1": "short"}
    assert {code: changes[code] for code in expected} == expected
    assert page.css_first("input[value='NUT-8'][name=take]").attributes.get("checked") is None
    answer = portal.submit(page, FORM, take=["BOLT-8"], code=["BOLT-8"], quantity=["50"])
    assert answer.location == "/cart"
    portal.submit(page, FORM, take=["BOLT-8"], code=["BOLT-8"], quantity=["50"])
    session.rollback()
    cart = session.scalars(select(CartLine)).all()
    assert [line.quantity for line in cart] == [Decimal(50)], "sent twice it counts once"


def test_ordering_again_says_what_does_not_fit(portal: Client, stages: Stages) -> None:
    order = stages.submitted()
    page = portal.page(f"{at(order)}/again")
    none = portal.submit(page, FORM, take=[])
    assert none.status_code == 422
    values = {"take": ["BOLT-8"], "code": ["BOLT-8", "NUT-8"], "quantity": ["7", "x"]}
    odd = portal.submit(page, FORM, **values)
    assert odd.status_code == 422
    row = parse(odd).css_first("li.dd-row-error")
    assert row.attributes["data-code"] == "BOLT-8"
    assert row.css_first("input[name=quantity]").attributes["value"] == "7"
