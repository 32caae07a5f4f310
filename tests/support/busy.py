"""The small company with orders in every place, for what is asked of all its books."""

from __future__ import annotations

from decimal import Decimal

from tests.support.company import Company, a_picture
from webapp.models import Order
from webapp.services.files.storing import Paper
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step, send_back, void_order
from webapp.services.shipping.commands import take_out
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt

WAY = (
    (kinds.ORDER_REVIEW, "review"),
    (kinds.FINANCE_REVIEW, "finance"),
    (kinds.OUTBOUND_REVIEW, "ship"),
    (kinds.SHIPMENT, "ship"),
)


def make_busy(company: Company) -> None:
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


def carry(company: Company, order: Order, until: str) -> Order:
    """Passes the order on until it waits for a step."""
    for status, who in WAY:
        if order.status == until:
            break
        pass_step(company.session, company.actor(who), order.number, order.version, status)
        order = company.order(order.number)
    return order


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
