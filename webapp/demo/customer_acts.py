"""What customers do, and staff in a customer's name: order, sign, pay, receive."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from sqlalchemy import select

from webapp.demo import papers, wording
from webapp.demo.cases import Basket, Case, fill_basket, lines_as_basket, restock
from webapp.models import CustomerAddress, Shipment
from webapp.services.catalog.prices import get_buyer, prices_for
from webapp.services.core.money import round_money
from webapp.services.core.transaction import Done, Tx
from webapp.services.files.storing import Paper
from webapp.services.orders.commands import (
    discard_draft,
    place_order,
    resubmit_order,
    withdraw_order,
)
from webapp.services.orders.papers import add_remittance
from webapp.services.orders.placing import OrderInput, RemittanceClaim, WantedLine
from webapp.services.promotions.applying import is_gift
from webapp.services.promotions.in_force import gift_articles, offers_in_force
from webapp.services.promotions.rules import Bought, Shelf, work_out
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt

SPECIAL_PRICE = Decimal("0.78")
FOUR_PLACES = Decimal("0.0001")
HUNDRED = Decimal(100)
DEPOSIT = Decimal("0.3")


def submit(tx: Tx, case: Case) -> Done:
    """Orders with everything that belongs to it: lines, address, invoice, papers, slip."""
    basket = fill_basket(tx, case)
    restock(tx, case, basket)
    lines = _lines(case, basket)
    claim = _claim(tx, case, basket, lines) if case.story.payment == "slip" else None
    given = OrderInput(
        lines=lines,
        requested_date=tx.today + timedelta(days=case.chance.randint(2, 8)),
        address_id=_address(tx, case),
        reason_code=_reason(case),
        remark=_sometimes(case, 0.35, wording.REMARKS),
        quality_demand=_sometimes(case, 0.06, wording.QUALITY_DEMANDS),
        papers=_papers(tx, case, basket, claim),
        remittance=claim,
        **_invoice(case),
    )
    return place_order.act(tx, case.client.id, given)


def resubmit(tx: Tx, case: Case) -> Done:
    """Sends a sent-back order again, put right and signed anew."""
    order = case.order(tx)
    restock(tx, case, lines_as_basket(case, order))
    given = OrderInput(
        lines=[
            WantedLine(line.product_id, line.quantity, is_free=line.is_free, line_id=line.id)
            for line in order.lines
            if not is_gift(line)
        ],
        requested_date=max(order.requested_date, tx.today + timedelta(days=3)),
        reason_code=order.reason_code,
        invoice_kind=order.invoice_kind,
        invoice_title=order.invoice_title,
        invoice_tax_number=order.invoice_tax_number,
        remark=order.remark,
        quality_demand=order.quality_demand,
        papers=(papers.signature(case.client.demo.contact, 2),),
    )
    return resubmit_order.act(tx, case.number, case.version, given)


def withdraw(tx: Tx, case: Case) -> Done:
    return withdraw_order.act(tx, case.number, case.version)


def discard(tx: Tx, case: Case) -> Done:
    reason = case.chance.choice(wording.DISCARDED)
    return discard_draft.act(tx, case.number, case.version, reason)


def announce_money(tx: Tx, case: Case) -> Done:
    """Pays what is open, and sends the slip."""
    order = case.order(tx)
    claim = RemittanceClaim(case.client.demo.name, order.total_amount - order.paid_amount)
    return add_remittance.act(tx, case.number, claim, _slip(tx, case, claim))


def receive(tx: Tx, case: Case) -> Done:
    """Confirms and signs that the oldest shipment on its way arrived in full."""
    signed = (papers.signature(case.client.demo.contact, 1),)
    return confirm_receipt.act(tx, case.travelling.pop(0), case.version, {}, signed)


def receive_short(tx: Tx, case: Case) -> Done:
    """Confirms a shipment of which one line did not arrive as it should."""
    number = case.travelling.pop(0)
    shipment = tx.session.scalars(select(Shipment).where(Shipment.number == number)).one()
    line = case.chance.choice(shipment.lines)
    difference, note = case.chance.choice(wording.DIFFERENCES)
    missing = max(line.quantity // 10, Decimal(1))
    received = {line.id: ReceivedLine(line.quantity - missing, difference, note)}
    signed = [papers.signature(case.client.demo.contact, 1)]
    if difference == "damaged":
        signed.append(papers.photograph(is_damaged=True))
    return confirm_receipt.act(tx, number, case.version, received, signed)


def _lines(case: Case, basket: Basket) -> list[WantedLine]:
    """Staff may grant a special price on a project, or add something free of charge."""
    special = case.story.by_staff and case.chance.random() < 0.25
    lines = [
        WantedLine(
            article.id,
            quantity,
            (article.demo.base_price * SPECIAL_PRICE).quantize(FOUR_PLACES) if special else None,
        )
        for article, quantity in basket
    ]
    if case.story.by_staff and case.chance.random() < 0.2:
        article, _ = basket[-1]
        lines[-1] = WantedLine(article.id, article.demo.min_quantity, is_free=True, remark="搭赠")
    return lines


def _claim(tx: Tx, case: Case, basket: Basket, lines: list[WantedLine]) -> RemittanceClaim:
    """What he has paid before: mostly the sum to the fen, sometimes rounded up, or a deposit."""
    amount = _worth(tx, case, lines)
    dice = case.chance.random()
    if dice < 0.05:
        amount = (amount / HUNDRED).quantize(Decimal(1), ROUND_UP) * HUNDRED
    elif dice < 0.10 and case.client.demo.credit_limit:
        amount = round_money(amount * DEPOSIT)
    return RemittanceClaim(case.client.demo.name, amount)


def _worth(tx: Tx, case: Case, lines: list[WantedLine]) -> Decimal:
    """What the order will come to, as his cart says."""
    ids = {line.product_id for line in lines}
    buyer = get_buyer(tx.session, case.client.id, tx.today)
    offers = offers_in_force(tx.session, buyer.level_id, tx.today)
    prices = prices_for(tx.session, buyer, ids | gift_articles(offers, ids), tx.today)
    worth = {product_id: price.amount for product_id, price in prices.items()}
    bought = [
        Bought(
            line.product_id,
            line.quantity,
            Decimal(0) if line.is_free else line.special_price or worth[line.product_id],
            takes_part=not line.is_free and line.special_price is None,
        )
        for line in lines
    ]
    return work_out(bought, offers, Shelf(worth)).total


def _papers(tx: Tx, case: Case, basket: Basket, claim: RemittanceClaim | None) -> tuple[Paper, ...]:
    table = [(article.demo.code, f"{quantity:f}") for article, quantity in basket]
    given = [papers.signature(case.client.demo.contact)]
    if case.story.by_staff:
        given = [papers.stamped_form("customer_order", case.client.demo.code, table, tx.today)]
    elif case.chance.random() < 0.12:
        given = [papers.stamped_form("confirmation", case.client.demo.code, table, tx.today)]
    return (*given, _slip(tx, case, claim)) if claim else tuple(given)


def _slip(tx: Tx, case: Case, claim: RemittanceClaim) -> Paper:
    account = case.client.demo.invoice_bank[-19:]
    flow = f"{tx.today:%Y%m%d}{case.chance.randint(10**7, 10**8 - 1)}"
    return papers.slip(case.client.demo.code, account, claim.amount, tx.today, flow)


def _address(tx: Tx, case: Case) -> int | None:
    """Mostly the shop; now and then a depot."""
    if case.chance.random() < 0.8:
        return None
    statement = select(CustomerAddress.id).where(CustomerAddress.customer_id == case.client.id)
    return case.chance.choice(tx.session.scalars(statement.order_by(CustomerAddress.id)).all())


def _reason(case: Case) -> str:
    reasons = ("replenishment", "project", "promotion", "new_article", "other")
    return case.chance.choices(reasons, (70, 16, 6, 5, 3))[0]


def _invoice(case: Case) -> dict[str, Any]:
    """Large customers deduct the tax; small ones want an ordinary invoice or none."""
    demo = case.client.demo
    kind = {"A": "special", "B": case.chance.choice(("special", "ordinary"))}.get(
        demo.level, "none"
    )
    if kind == "none":
        return {"invoice_kind": kind}
    return {
        "invoice_kind": kind,
        "invoice_title": demo.name,
        "invoice_tax_number": demo.credit_code,
    }


def _sometimes(case: Case, share: float, texts: tuple[str, ...]) -> str:
    return case.chance.choice(texts) if case.chance.random() < share else ""
