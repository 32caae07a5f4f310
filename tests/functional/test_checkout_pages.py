"""The checkout: what an order is placed with, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.support.client import Client
from tests.support.company import Company, reprice
from tests.support.pages import parse
from webapp.models import Attachment, Customer, CustomerAddress, Order, Remittance
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.ordering.cart import set_quantity

FORM = "form.dd-checkout"


def drawn() -> bytes:
    picture = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(picture).line([(20, 90), (120, 20), (260, 80)], fill="black", width=5)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


SIGNED = "data:image/png;base64," + base64.b64encode(drawn()).decode()


@pytest.fixture
def desk(client: Client, company: Company) -> Client:
    """kh001 with 20 bolts and 30 nuts in the cart."""
    buyer = company.actor("kh001")
    set_quantity(company.session, buyer, "BOLT-8", Decimal(20))
    set_quantity(company.session, buyer, "NUT-8", Decimal(30))
    company.session.rollback()
    client.sign_in("kh001")
    return client


def orders(session: Session) -> list[Order]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Order)))


def papers(session: Session) -> dict[str, int]:
    rows = session.execute(select(Attachment.purpose, func.count()).group_by(Attachment.purpose))
    return {row[0]: row[1] for row in rows}


def day(after: int = 3) -> str:
    return (datetime.now(UTC) + timedelta(days=after)).date().isoformat()


@pytest.mark.rule("D2", "D4", "G2", "L1")
def test_an_order_is_placed_with_everything_that_belongs_to_it(
    desk: Client, session: Session
) -> None:
    answer = desk.submit(
        desk.page("/checkout"),
        FORM,
        requested_date=day(5),
        reason_code="project",
        invoice_kind="special",
        invoice_title="远大五金",
        invoice_tax_number="91350100M000100Y43",
        quality_demand="GB/T 5782",
        remark="送到后门",
        payer="远大五金",
        remittance_amount="￥1,000.50",
        signature=SIGNED,
        files={
            "remittance_file": (io.BytesIO(drawn()), "slip.png"),
            "papers": [(io.BytesIO(drawn()), "a.png"), (io.BytesIO(drawn()), "b.png")],
        },
    )
    assert answer.status_code == 303, parse(answer).css_first("main")
    [order] = orders(session)
    assert answer.location == f"/my/orders/{order.number}"
    assert (order.reason_code, order.contract_number) == ("project", "HT-KH001")
    assert (order.invoice_kind, order.invoice_title) == ("special", "远大五金")
    assert (order.quality_demand, order.remark) == ("GB/T 5782", "送到后门")
    assert order.requested_date.isoformat() == day(5)
    assert papers(session) == {"signature": 1, "remittance": 1, "other": 2}
    claim = session.scalars(select(Remittance)).one()
    assert (claim.payer, claim.amount) == ("远大五金", Decimal("1000.50"))
    assert desk.get("/checkout").location == "/cart", "the cart is empty now"


@pytest.mark.rule("G2")
def test_who_has_no_contract_on_file_is_told_whom_to_ask(desk: Client, session: Session) -> None:
    session.execute(update(Customer).values(contract_number=""))
    session.commit()
    given = {"requested_date": day(), "signature": SIGNED}
    answer = desk.submit(desk.page("/checkout"), FORM, **given)
    assert answer.status_code == 422
    assert "请联系公司" in parse(answer).text()
    assert orders(session) == []


@pytest.mark.rule("D2")
def test_a_stamped_scan_confirms_as_well_as_a_signature(desk: Client, session: Session) -> None:
    files = {"confirmation": (io.BytesIO(drawn()), "stamped.png")}
    answer = desk.submit(desk.page("/checkout"), FORM, files=files)
    assert answer.status_code == 303
    assert papers(session) == {"confirmation": 1}


def test_sent_twice_it_is_one_order(desk: Client, session: Session) -> None:
    page = desk.page("/checkout")
    first = desk.submit(page, FORM, signature=SIGNED)
    second = desk.submit(page, FORM, signature=SIGNED)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert len(orders(session)) == 1


@pytest.mark.rule("D2")
def test_without_a_confirmation_nothing_is_placed_and_nothing_typed_is_lost(
    desk: Client, session: Session
) -> None:
    answer = desk.submit(
        desk.page("/checkout"),
        FORM,
        remark="送到后门",
        invoice_kind="ordinary",
        invoice_title="某某五金",
        remittance_amount="12.50",
        payer="王",
        files={"papers": (io.BytesIO(drawn()), "a.png")},
    )
    assert answer.status_code == 422
    page = parse(answer)
    assert page.css_first("#f-confirmation-error") is not None
    assert page.css_first("#f-papers-error") is not None, "the file has to be chosen again"
    assert page.css_first("#f-remark").text() == "送到后门"  # type: ignore[union-attr]
    assert page.css_first("#f-invoice_title").attributes["value"] == "某某五金"  # type: ignore[union-attr]
    assert page.css_first("#f-remittance_amount").attributes["value"] == "12.50"  # type: ignore[union-attr]
    assert (
        page.css_first("[name=invoice_kind][value=ordinary]").attributes.get("checked", "no")
        != "no"
    )  # type: ignore[union-attr]
    assert page.css_first("[data-error-summary]") is not None
    assert orders(session) == []
    again = desk.submit(page, FORM, signature=SIGNED, remittance_amount="")
    assert again.status_code == 303


@pytest.mark.rule("D4")
def test_a_claim_needs_its_slip_and_a_slip_its_amount(desk: Client, session: Session) -> None:
    page = desk.page("/checkout")
    no_slip = desk.submit(page, FORM, signature=SIGNED, remittance_amount="10")
    assert 'id="f-remittance_file-error"' in no_slip.text
    slip = {"remittance_file": (io.BytesIO(drawn()), "slip.png")}
    no_amount = desk.submit(page, FORM, signature=SIGNED, files=slip)
    assert 'id="f-remittance_amount-error"' in no_amount.text
    assert orders(session) == []


@pytest.mark.control("C11")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requested_date", "2020-01-01"),
        ("requested_date", "0000-00-00"),
        ("requested_date", "9999-12-31"),
        ("requested_date", ""),
        ("reason_code", "nonsense"),
        ("invoice_kind", "nonsense"),
        ("remittance_amount", "1e309"),
        ("remittance_amount", "-5"),
        ("remark", "字" * 501),
        ("address_id", "99999999999999999999"),
        ("address_id", "x"),
        ("signature", "data:image/png;base64,AAAA"),
        ("seen", "forged"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_placed(
    desk: Client, session: Session, name: str, value: str
) -> None:
    answer = desk.submit(desk.page("/checkout"), FORM, **{"signature": SIGNED, name: value})
    assert answer.status_code == 422
    assert parse(answer).css_first("[data-error-summary] li") is not None
    assert orders(session) == []


@pytest.mark.control("C39")
def test_another_customers_address_is_no_address(
    desk: Client, company: Company, session: Session
) -> None:
    statement = select(CustomerAddress.id).where(
        CustomerAddress.customer_id == company.customers[1]
    )
    theirs = session.scalars(statement).one()
    answer = desk.submit(desk.page("/checkout"), FORM, signature=SIGNED, address_id=str(theirs))
    assert answer.status_code == 422
    assert orders(session) == []


def test_short_stock_stands_at_its_line(desk: Client, company: Company, session: Session) -> None:
    page = desk.page("/checkout")
    company.place(company.wanted(NUT_8="480"), by="kh002")
    answer = desk.submit(page, FORM, signature=SIGNED)
    assert answer.status_code == 422
    row = parse(answer).css_first("tr[data-article='NUT-8'] .dd-error")
    assert row is not None
    assert "20" in row.text()


def test_a_price_that_changed_is_shown_before_it_is_ordered(desk: Client, session: Session) -> None:
    page = desk.page("/checkout")
    reprice(session, "BOLT-8", "3.0000")
    refused = desk.submit(page, FORM, signature=SIGNED)
    assert refused.status_code == 422
    assert "2.85" in refused.text
    assert desk.submit(parse(refused), FORM, signature=SIGNED).status_code == 303


def test_the_customers_file_fills_the_form(
    desk: Client, company: Company, session: Session
) -> None:
    with writing(session, SYSTEM) as tx:
        customer = tx.session.get_one(Customer, company.customers[0])
        customer.invoice_title, customer.credit_code = "抬头公司", "91350100M000100Y43"
    page = desk.page("/checkout")
    values: dict[str, Any] = {
        name: page.css_first(f"#f-{name}").attributes["value"]  # type: ignore[union-attr]
        for name in ("invoice_title", "invoice_tax_number", "requested_date")
    }
    assert values["invoice_title"] == "抬头公司"
    assert values["invoice_tax_number"] == "91350100M000100Y43"
    assert values["requested_date"] > day(-1)
    assert "HT-KH001" in page.css_first(FORM).text()  # type: ignore[union-attr]
    assert page.css_first("[name=address_id][checked]") is not None


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "提交订单"), ("en", "Checkout")])
def test_the_checkout_speaks_both_languages(desk: Client, language: str, word: str) -> None:
    page = desk.page("/checkout", headers={"Accept-Language": language})
    assert word in page.css_first("h1").text()  # type: ignore[union-attr]
