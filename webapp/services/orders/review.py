"""Acts of the company on an order in its steps: pass, send back, void, edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models import Contract, Order, Product, Shipment
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain, Step, first_level, may_act, next_level
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Forbidden, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import LONGEST_REASON, done_with, needs_reason, wrong_state
from webapp.services.exceptions.paying import check_paid_as_agreed
from webapp.services.identity.scope import reaches_customer
from webapp.services.orders import kinds, money, moving, rules
from webapp.services.orders.binding import fitting_lines
from webapp.services.orders.commands import make_void, to_draft
from webapp.services.orders.locking import lock_order
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.pricing import put_lines
from webapp.services.orders.revisions import keep_revision, lines_as_kept
from webapp.services.orders.supervised import stop_if_held, supervise
from webapp.services.orders.telling import tell_customer
from webapp.services.promotions.applying import is_gift
from webapp.services.returns.refunds import NOWHERE, elsewhere
from webapp.services.settings.queries import company_rules
from webapp.services.shipping.making import CarrierData, check_carrier


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the salesperson states with his signature when he confirms an order (D3)."""

    free_goods: bool = False
    note_options: tuple[str, ...] = ()


@command
def pass_step(
    tx: Tx,
    number: str,
    version: int,
    status: str,
    confirmation: Confirmation | None = None,
    carrier: CarrierData = moving.NO_CARRIER,
) -> Done:
    """Passes the level of the step that the order waits for; ``status`` is the one seen.

    Passing outbound review takes out everything that is left; passing shipment confirmation
    sends off everything that is out. Raises Conflict when the order stands elsewhere, Forbidden
    when the level is not this person's to pass, RuleBroken when a check of the step fails.
    """
    order = lock_order(tx, number, version)
    chain = get_chain(tx.session, order.chain_version_id)
    step = waiting_step(tx, order, chain, status)
    stop_if_held(tx, order)
    check_carrier(carrier)
    level = order.level
    following = next_level(step, level, order.total_amount)
    check_payment(tx, order, chain)
    if order.status == kinds.ORDER_REVIEW:
        _confirm(tx, order, confirmation)
    if following is not None:
        order.level, order.status_since = following, tx.now
    elif order.status in kinds.PAPER_STEPS:
        moving.leave_reviews(tx, order, chain, step.key)
    else:
        _pass_goods(tx, order, chain, carrier)
    order.passed_by_id = tx.actor.user_id
    order.version += 1
    data = {"step": step.key, "level": level, "status": order.status}
    tx.record(order, "StepPassed", data)
    return done_with(order)


def waiting_step(tx: Tx, order: Order, chain: Chain, status: str) -> Step:
    """The company step that the order waits for, if it is the one meant and the actor's to pass.

    Raises Conflict and Forbidden.
    """
    step = next((one for one in chain.on if one.key == order.status), None)
    if order.status != status or step is None or not step.is_company:
        raise wrong_state(order)
    if not may_act(tx.actor, step, order.level) or not _reaches(tx.actor, order, step):
        raise Forbidden()
    keep_duties_apart(tx, order, chain)
    return step


def _reaches(actor: Actor, order: Order, step: Step) -> bool:
    """Whether the right of the step, which may reach less far than viewing, reaches this order."""
    return step.permission is not None and reaches_customer(actor, step.permission, order.customer)


def keep_duties_apart(tx: Tx, order: Order, chain: Chain) -> None:
    """Refuses whom the company wants kept apart from this step.

    Who placed an order for a customer does not review it; nobody passes two levels of one step;
    by setting, nobody passes two successive steps. Raises Forbidden.
    """
    me = tx.actor.user_id
    if me is None:
        return
    settings = company_rules(tx.session)
    first = order.status == chain.first_company_step
    if first and order.created_by_id == me and not settings.creator_may_review:
        raise Forbidden(N_("You placed this order; somebody else has to review it."))
    if order.passed_by_id != me or order.status not in kinds.STEP_KEYS:
        return
    step = chain.step(order.status)
    if order.level != first_level(step, order.total_amount):
        raise Forbidden(N_("You passed the level before; somebody else has to pass this one."))
    if not settings.same_person_may_pass_on:
        raise Forbidden(N_("You passed the step before; somebody else has to pass this one."))


def check_payment(tx: Tx, order: Order, chain: Chain) -> None:
    """Whoever takes an order from a contract on first, the clerk in order review or whose step
    comes first without it, does so only when the contract is paid as agreed (C3)."""
    is_first = order.status in (kinds.ORDER_REVIEW, chain.first_company_step)
    if is_first and order.contract_id is not None:
        check_paid_as_agreed(tx, tx.session.get_one(Contract, order.contract_id))


def _confirm(tx: Tx, order: Order, confirmation: Confirmation | None) -> None:
    """The salesperson's confirmation; a later level leaves the first one's statement alone."""
    if confirmation is None and order.confirmed_at is not None:
        return
    # The lines are read before anything changes, so that the order is written once.
    has_free = any(line.is_free for line in order.lines)
    stated = confirmation or Confirmation(has_free)
    unknown = set(stated.note_options) - kinds.NOTE_OPTIONS.keys()
    if unknown:
        raise RuleBroken(N_("This choice does not exist."), "note_options")
    order.free_goods = stated.free_goods
    order.note_options = list(stated.note_options)
    order.confirmed_by_id, order.confirmed_at = tx.actor.user_id, tx.now


def _pass_goods(tx: Tx, order: Order, chain: Chain, carrier: CarrierData) -> None:
    standing = order.status
    moving.discharge(tx, order, chain, standing)
    left = moving.remaining(order)
    if left:
        moving.ship_out(tx, order, chain, left)
    if standing == kinds.SHIPMENT:
        for shipment in shipments_of(tx, order, "out"):
            moving.dispatch(tx, order, chain, shipment, carrier)
    moving.settle_status(tx, order, chain, standing=standing)


def shipments_of(tx: Tx, order: Order, *statuses: str) -> list[Shipment]:
    """The order's shipments in these statuses, the oldest first, locked."""
    statement = (
        select(Shipment)
        .where(Shipment.order_id == order.id, Shipment.status.in_(statuses))
        .order_by(Shipment.id)
        .with_for_update()
    )
    return list(tx.session.scalars(statement))


@command
def send_back(tx: Tx, number: str, version: int, target: str, reason: str) -> Done:
    """Sends an order back to the first company step, or to its customer as a draft.

    What is out stays out. Raises RuleBroken without a reason or for a target that cannot be
    reached from here, Conflict, Forbidden.
    """
    reason = needs_reason(reason)
    order = lock_order(tx, number, version)
    chain = get_chain(tx.session, order.chain_version_id)
    step = waiting_step(tx, order, chain, order.status)
    if target not in rules.send_back_targets(chain, order.status, rules.sums(order.lines)):
        raise RuleBroken(N_("It cannot be sent back there from here."), "target")
    if target == kinds.DRAFT:
        to_draft(tx, order)
    else:
        _back_to(tx, order, chain, target)
    order.sent_back_reason = reason
    order.passed_by_id = tx.actor.user_id
    data = {"step": step.key, "status": order.status}
    tx.record(order, "SentBack", data, reason=reason)
    tell_customer(tx, order, "OrderSentBack", {"status": order.status, "reason": reason})
    return done_with(order)


def _back_to(tx: Tx, order: Order, chain: Chain, target: str) -> None:
    order.status, order.status_since = target, tx.now
    order.level = first_level(chain.step(target), order.total_amount)
    order.finance_checked = False
    order.confirmed_at = None
    order.version += 1
    money.settle_account(tx, order)


@command
def void_order(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Voids an order before anything is out: reservation released, money returned.

    Raises RuleBroken without a reason, Conflict once something is out or the order is closed.
    """
    tx.actor.require(Permission.ORDER_VOID)
    reason = needs_reason(reason)
    order = lock_order(tx, number, version, Permission.ORDER_VOID)
    if not rules.may_be_voided(order.status, rules.sums(order.lines)):
        raise wrong_state(order)
    before = order.status
    make_void(tx, order, reason)
    tx.record(order, "OrderVoided", {"from": before, "status": order.status}, reason=reason)
    tell_customer(tx, order, "OrderVoided", {"reason": reason})
    return done_with(order)


@command
def edit_lines(
    tx: Tx, number: str, version: int, lines: Sequence[WantedLine], reason: str = ""
) -> Done:
    """Changes the lines of an order in order review; prices and reservation anew.

    The lines as they were are kept, and the review starts again at its first level: no change
    skips a check. Raises RuleBroken, Conflict, Forbidden.
    """
    tx.actor.require(Permission.ORDER_CHANGE)
    order = lock_order(tx, number, version, Permission.ORDER_CHANGE)
    if order.status != kinds.ORDER_REVIEW:
        raise wrong_state(order)
    stop_if_held(tx, order)
    chain = get_chain(tx.session, order.chain_version_id)
    before = lines_as_kept(order)
    lines, products = _checked_edit(tx, order, lines)
    keep_revision(tx, order, before, reason)
    moving.release(tx, order)
    put_lines(tx, order, lines, products)
    tx.session.flush()
    _check_returned(tx, order)
    money.recompute(tx, order)
    if company_rules(tx.session).reserve_at == "submit":
        moving.reserve(tx, order)
    order.level = first_level(chain.step(order.status), order.total_amount)
    order.passed_by_id = None
    order.confirmed_at = None
    order.version += 1
    data = {"before": before, "after": lines_as_kept(order), "amount": str(order.total_amount)}
    tx.record(order, "OrderEdited", data, reason=reason[:LONGEST_REASON])
    supervise(tx, order)
    tell_customer(tx, order, "OrderEdited", {})
    return done_with(order)


def _checked_edit(
    tx: Tx, order: Order, lines: Sequence[WantedLine]
) -> tuple[list[WantedLine], dict[int, Product]]:
    problems = Problems()
    fitting, products = fitting_lines(tx, order, lines, problems)
    wanted = {line.line_id: line for line in lines if line.line_id is not None}
    # Gifts follow from promotions: nobody names them.
    changeable = [line for line in order.lines if not is_gift(line)]
    for line in changeable:
        fixed = line.shipped_out + line.closed
        given = wanted.get(line.id)
        if fixed and (given is None or given.quantity < fixed):
            text = N_("%(code)s: %(quantity)s are out already.")
            problems.add("lines", text, code=line.code, quantity=plain(fixed))
    unknown = wanted.keys() - {line.id for line in changeable}
    if unknown or len(wanted) != sum(line.line_id is not None for line in lines):
        problems.add("lines", N_("This line is not on the order."))
    problems.refuse()
    return fitting, products


def _check_returned(tx: Tx, order: Order) -> None:
    """What came back is paid back as it was charged: it cannot be made cheaper afterwards."""
    problems = Problems()
    back = elsewhere(tx.session, order.id, None)
    for line in order.lines:
        returned = back.get(line.id, NOWHERE)
        if returned.amount > rules.value_of(line, returned.quantity):
            text = N_("%(code)s: CNY %(amount)s is paid back for returned goods already.")
            problems.add("lines", text, code=line.code, amount=f"{returned.amount:,}")
    problems.refuse()
