"""What the company's people do: review, change, send back, confirm money, pick and ship."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from webapp.demo import papers, wording
from webapp.demo.cases import Case, restock
from webapp.models import Remittance
from webapp.services.core.transaction import Done, Tx
from webapp.services.orders import kinds, rules
from webapp.services.orders.notes import change_remark
from webapp.services.orders.payments import confirm_remittance, refuse_remittance
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import (
    Confirmation,
    edit_lines,
    pass_step,
    send_back,
    void_order,
)
from webapp.services.promotions.applying import is_gift
from webapp.services.shipping.commands import (
    close_short as close_order_short,
)
from webapp.services.shipping.commands import (
    confirm_shipment,
)
from webapp.services.shipping.commands import (
    take_out as take_goods_out,
)
from webapp.services.shipping.making import CarrierData
from webapp.services.shipping.receipts import settle_differences


def review(tx: Tx, case: Case) -> Done:
    """Confirms and passes, with a note option now and then."""
    has_free = any(line.is_free for line in case.order(tx).lines)
    some = case.chance.random() < 0.25
    options = (case.chance.choice(sorted(kinds.NOTE_OPTIONS)),) if some else ()
    stated = Confirmation(has_free, options)
    return pass_step.act(tx, case.number, case.version, kinds.ORDER_REVIEW, stated)


def edit(tx: Tx, case: Case) -> Done:
    """Changes the quantity of one line by a few steps."""
    order = case.order(tx)
    changed = case.chance.choice([line for line in order.lines if not line.is_free])
    article = next(one for one in case.world.articles if one.id == changed.product_id)
    more = article.demo.step_quantity * case.chance.choice((1, 2, 4, -1))
    quantity = max(changed.quantity + more, article.demo.min_quantity)
    basket = [(article, max(quantity - changed.quantity, Decimal(0)))]
    restock(tx, case, basket)
    lines = [
        WantedLine(
            line.product_id,
            quantity if line is changed else line.quantity,
            line.price if line.price_source == "special" else None,
            is_free=line.is_free,
            remark=line.remark,
            line_id=line.id,
        )
        for line in order.lines
        if not is_gift(line)
    ]
    reason = case.chance.choice(wording.EDITED)
    return edit_lines.act(tx, case.number, case.version, lines, reason)


def remark(tx: Tx, case: Case) -> Done:
    text = case.chance.choice(wording.INTERNAL_REMARKS)
    return change_remark.act(tx, case.number, case.version, text)


def to_customer(tx: Tx, case: Case) -> Done:
    reason = case.chance.choice(wording.SENT_TO_CUSTOMER)
    return send_back.act(tx, case.number, case.version, kinds.DRAFT, reason)


def to_review(tx: Tx, case: Case) -> Done:
    reason = case.chance.choice(wording.SENT_TO_REVIEW)
    return send_back.act(tx, case.number, case.version, kinds.ORDER_REVIEW, reason)


def void(tx: Tx, case: Case) -> Done:
    return void_order.act(tx, case.number, case.version, case.chance.choice(wording.VOIDED))


def confirm_money(tx: Tx, case: Case) -> Done:
    return confirm_remittance.act(tx, case.number, case.version, _waiting_money(tx, case))


def refuse_money(tx: Tx, case: Case) -> Done:
    reason = case.chance.choice(wording.MONEY_REFUSED)
    return refuse_remittance.act(tx, case.number, case.version, _waiting_money(tx, case), reason)


def _waiting_money(tx: Tx, case: Case) -> int:
    statement = select(Remittance.id).where(
        Remittance.order_id == case.order(tx).id, Remittance.status == "waiting"
    )
    return tx.session.scalars(statement).one()


def pass_finance(tx: Tx, case: Case) -> Done:
    return pass_step.act(tx, case.number, case.version, kinds.FINANCE_REVIEW)


def take_out(tx: Tx, case: Case) -> Done:
    """Picks everything that is left."""
    return _take(tx, case, leave=0)


def take_part(tx: Tx, case: Case) -> Done:
    """Picks what is at hand; about a third of the lines has to wait."""
    return _take(tx, case, leave=max(1, len(case.order(tx).lines) // 3))


def _take(tx: Tx, case: Case, leave: int) -> Done:
    lines = case.order(tx).lines
    quantities = {
        line.id: rules.to_go_out(line)
        for line in lines[: len(lines) - leave]
        if rules.to_go_out(line)
    }
    done = take_goods_out.act(tx, case.number, case.version, quantities)
    case.out.append(done.details["shipment"])
    return done


def ship(tx: Tx, case: Case) -> Done:
    """Hands the oldest shipment that is out to a carrier."""
    number = case.out.pop(0)
    photos = (papers.photograph(is_damaged=False),) if case.chance.random() < 0.15 else ()
    done = confirm_shipment.act(tx, number, case.version, _carrier(case), photos)
    case.travelling.append(number)
    return done


def _carrier(case: Case) -> CarrierData:
    name, prefix, digits = case.chance.choice(wording.CARRIERS)
    tracking = prefix + "".join(str(case.chance.randint(0, 9)) for _ in range(digits))
    return CarrierData(name, tracking, case.chance.choice((1, 1, 2, 2, 3, 4, 6, 9)))


def close_short(tx: Tx, case: Case) -> Done:
    reason = case.chance.choice(wording.CLOSED_SHORT)
    return close_order_short.act(tx, case.number, case.version, reason)


def settle(tx: Tx, case: Case) -> Done:
    reason = case.chance.choice(wording.SETTLED)
    return settle_differences.act(tx, case.number, case.version, reason)
