"""``flask check`` recomputes everything that is kept as a sum, and names what is off."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.company import Company, a_picture
from tests.support.tampering import tamper
from webapp.models import Order
from webapp.services.checking.books import check_books
from webapp.services.files.storing import Paper
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step, send_back, void_order
from webapp.services.settings.commands import save_rules
from webapp.services.settings.queries import get_settings
from webapp.services.shipping.commands import take_out
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt

WAY = (
    (kinds.ORDER_REVIEW, "review"),
    (kinds.FINANCE_REVIEW, "finance"),
    (kinds.OUTBOUND_REVIEW, "ship"),
    (kinds.SHIPMENT, "ship"),
)


def findings(company: Company) -> list[str]:
    company.session.rollback()
    return [str(one) for one in check_books(company.session, Path("no-such-file"))]


def carry(company: Company, order: Order, until: str) -> Order:
    """Passes the order on until it waits for a step."""
    for status, who in WAY:
        if order.status == until:
            break
        pass_step(company.session, company.actor(who), order.number, order.version, status)
        order = company.order(order.number)
    return order


@pytest.fixture
def busy(company: Company) -> Company:
    """Orders in every place: waiting, partly out, travelling, received with differences, void."""
    for until in kinds.STEP_KEYS:
        carry(company, company.place(), until)
    _part_shipped(company)
    _received_with_difference(company)
    sent_back = company.place()
    send_back(
        company.session,
        company.actor("review"),
        sent_back.number,
        sent_back.version,
        kinds.DRAFT,
        "wrong article",
    )
    given_up = company.place()
    void_order(company.session, company.actor("sales"), given_up.number, given_up.version, "twice")
    return company


def _part_shipped(company: Company) -> None:
    part = carry(company, company.place(), kinds.OUTBOUND_REVIEW)
    first = part.lines[0].id
    take_out(
        company.session, company.actor("ship"), part.number, part.version, {first: Decimal(10)}
    )


def _received_with_difference(company: Company) -> None:
    order = carry(company, company.place(by="system"), kinds.RECEIPT)
    shipment = company.shipments(order.number)[0]
    missing = {shipment.lines[0].id: ReceivedLine(Decimal(5), "short")}
    confirm_receipt(
        company.session,
        company.actor("kh001"),
        shipment.number,
        order.version,
        missing,
        [Paper("signature", a_picture())],
    )


def test_books_of_a_busy_company_add_up(busy: Company) -> None:
    assert findings(busy) == []


CORRUPTIONS = {
    "a balance": (
        "UPDATE stock_balance SET on_hand = on_hand + 1000 WHERE reserved > 0",
        "the entries give",
    ),
    "a reservation": (
        "UPDATE stock_balance SET reserved = reserved + 1000 WHERE reserved > 0",
        "order lines give",
    ),
    "a stock entry": ("DELETE FROM stock_entry WHERE kind = 'out'", "the entries give"),
    "a line's amount": ("UPDATE order_line SET amount = amount + 1", "price and quantity give"),
    "a line's price": ("UPDATE order_line SET price = price + 10000", "price and quantity give"),
    "a total": ("UPDATE sales_order SET total_amount = total_amount + 1", "its lines give"),
    "a paid amount": ("UPDATE sales_order SET paid_amount = 100", "the account's entries give"),
    "an exposure": (
        "UPDATE sales_order SET exposure = exposure + 1 WHERE exposure > 0",
        "his orders give",
    ),
    "an account": ("UPDATE customer_account SET prepayment = 100", "the entries give"),
    "a payment status": ("UPDATE sales_order SET payment_status = 'paid'", "the amounts give"),
    "a delivery status": (
        "UPDATE sales_order SET delivery_status = 'shipped' WHERE status = 'order_review'",
        "the quantities give",
    ),
    "a status ahead of its goods": (
        "UPDATE sales_order SET status = 'completed' WHERE status = 'shipment'",
        "not everything has arrived",
    ),
    "a status behind its goods": (
        "UPDATE sales_order SET status = 'shipment' WHERE status = 'receipt'",
        "its goods are elsewhere",
    ),
    "a void order with stock": (
        "UPDATE sales_order SET status = 'void' WHERE status = 'order_review'",
        "is reserved",
    ),
    "a level": ("UPDATE sales_order SET level = 3 WHERE status = 'order_review'", "level 4"),
    "a shipment's quantity": (
        "UPDATE shipment_line SET quantity = quantity + 1000",
        "its shipments give",
    ),
    "a shipment's status": (
        "UPDATE shipment SET status = 'cancelled' WHERE status = 'shipped'",
        "its shipments give",
    ),
    "what was received": (
        "UPDATE order_line SET received = received - 1000 WHERE received > 0",
        "received is kept",
    ),
    "an event": ("UPDATE event SET reason = 'another' WHERE name = 'SentBack'", "was changed"),
    "a head": ("UPDATE sales_order SET trail_head = 'x'", "its head is not its last event"),
}


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_what_does_not_add_up_is_named(busy: Company, what: str) -> None:
    statement, named = CORRUPTIONS[what]
    tamper(busy.session, statement)
    assert any(named in one for one in findings(busy)), findings(busy)


def test_reservation_at_order_review_adds_up_too(company: Company) -> None:
    shown = get_settings(company.session)
    rules = replace(shown.rules, reserve_at="order_review")
    save_rules(company.session, company.actor("admin"), shown.version, rules)
    order = company.place()
    assert findings(company) == []
    carry(company, order, kinds.OUTBOUND_REVIEW)
    assert findings(company) == []
