"""Acts on an order before the company has taken it: place, submit again, withdraw, discard."""

from __future__ import annotations

from decimal import Decimal

from webapp.models import Customer, Order, Remittance
from webapp.services.chains.queries import current_chain, get_chain
from webapp.services.chains.rules import SUBMIT
from webapp.services.core.errors import N_, NotFound, Problems
from webapp.services.core.numbering import next_number
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, wrong_state
from webapp.services.files.storing import attach
from webapp.services.identity.scope import reaches_customer
from webapp.services.orders import kinds, money, moving
from webapp.services.orders.binding import fitting_lines
from webapp.services.orders.header import (
    check_header,
    contract_number,
    delivery_address,
    is_agreed,
)
from webapp.services.orders.locking import lock_order
from webapp.services.orders.order_kinds import is_offered, number_prefix
from webapp.services.orders.placing import LARGEST_AMOUNT, NOTHING, Known, OrderInput
from webapp.services.orders.pricing import put_lines
from webapp.services.orders.rules import may_be_voided, sums
from webapp.services.orders.supervised import stop_if_held, supervise
from webapp.services.settings.queries import company_rules
from webapp.services.stock.warehouses import warehouse_of


@command
def place_order(tx: Tx, customer_id: int, given: OrderInput) -> Done:
    """Places and submits an order for a customer, by himself or by staff on his paper (J1, G2).

    The server prices every line anew, checks bounds, reserves stock and takes the order to the
    first step that is on. Raises RuleBroken with everything that is wrong, NotFound for a
    customer out of reach, Forbidden without the right to order for others.
    """
    return done_with(place(tx, customer_in_reach(tx, customer_id), given))


def place(tx: Tx, customer: Customer, given: OrderInput, known: Known = NOTHING) -> Order:
    """A new order, submitted; ``known`` is not read again."""
    order = new_order(tx, customer)
    if given.order_date and not tx.actor.is_customer:
        order.order_date = min(given.order_date, tx.today)
    fill(tx, order, customer, given, known)
    submit(tx, order, given, "OrderSubmitted")
    return order


@command
def resubmit_order(tx: Tx, number: str, version: int, given: OrderInput) -> Done:
    """Submits a draft again under its own number, on the chain as it is now.

    Raises what placing raises, and Conflict when it is no draft any more.
    """
    order = lock_order(tx, number, version, Permission.ORDER_CREATE)
    if order.status != kinds.DRAFT:
        raise wrong_state(order)
    stop_if_held(tx, order)
    customer = customer_in_reach(tx, order.customer_id)
    fill(tx, order, customer, given)
    submit(tx, order, given, "OrderResubmitted")
    return done_with(order)


@command
def withdraw_order(tx: Tx, number: str, version: int) -> Done:
    """The customer takes his order back as a draft while it stands in the first step.

    Raises Conflict once a step or a level of it has passed it on.
    """
    tx.actor.require_customer()
    order = lock_order(tx, number, version)
    chain = get_chain(tx.session, order.chain_version_id)
    if order.status != chain.first_company_step or order.passed_by_id or sums(order.lines).gone_out:
        raise wrong_state(order)
    to_draft(tx, order)
    tx.record(order, "OrderWithdrawn", {"status": order.status})
    return done_with(order)


@command
def discard_draft(tx: Tx, number: str, version: int, reason: str) -> Done:
    """The customer gives up an order that came back to him; it stays on record as void."""
    tx.actor.require_customer()
    order = lock_order(tx, number, version)
    if order.status != kinds.DRAFT or not may_be_voided(order.status, sums(order.lines)):
        raise wrong_state(order)
    make_void(tx, order, reason)
    tx.record(order, "OrderVoided", {"status": order.status}, reason=reason)
    return done_with(order)


def to_draft(tx: Tx, order: Order) -> None:
    """Back with the customer: nothing is reserved and nothing counts as exposure."""
    moving.release(tx, order)
    order.status, order.status_since, order.level = kinds.DRAFT, tx.now, 0
    order.finance_checked = False
    order.passed_by_id = None
    order.version += 1
    money.settle_account(tx, order)


def make_void(tx: Tx, order: Order, reason: str) -> None:
    """Ends an order before anything is out: stock is free again, money goes back."""
    moving.release(tx, order)
    order.status, order.status_since, order.level = kinds.VOID, tx.now, 0
    order.void_reason = reason
    order.passed_by_id = tx.actor.user_id
    order.version += 1
    money.settle_account(tx, order)


def customer_in_reach(tx: Tx, customer_id: int) -> Customer:
    return in_reach(tx, tx.session.get(Customer, customer_id))


def in_reach(tx: Tx, customer: Customer | None) -> Customer:
    """The customer, if orders may be placed for him; raises what placing raises."""
    if not tx.actor.is_customer:
        tx.actor.require(Permission.ORDER_CREATE)
    if customer is None or customer.disabled_at is not None:
        raise NotFound()
    if not reaches_customer(tx.actor, Permission.ORDER_CREATE, customer):
        raise NotFound()
    return customer


def new_order(tx: Tx, customer: Customer) -> Order:
    warehouse_id = warehouse_of(tx.session, customer.branch_id)
    if warehouse_id is None:
        raise NotFound()
    zero = Decimal("0.00")
    return Order(
        status=kinds.DRAFT,
        level=0,
        version=0,
        status_since=tx.now,
        created_at=tx.now,
        customer_id=customer.id,
        branch_id=customer.branch_id,
        warehouse_id=warehouse_id,
        created_by_id=tx.actor.user_id,
        order_date=tx.today,
        total_amount=zero,
        paid_amount=zero,
        exposure=zero,
        finance_checked=False,
        internal_remark="",
        kind=kinds.ORDINARY,
        trail_length=0,
        trail_head="",
        lines=[],
    )


def fill(
    tx: Tx, order: Order, customer: Customer, given: OrderInput, known: Known = NOTHING
) -> None:
    problems = Problems()
    lines, products = fitting_lines(tx, order, given.lines, problems, known)
    check_header(tx, order, customer, given, problems)
    _choose_kind(tx, order, given, problems)
    problems.refuse()
    address = delivery_address(tx, customer, given.address_id)
    order.customer_name = customer.name
    order.contact, order.phone = address.contact, address.phone
    order.address = address.address
    order.salesperson_id = customer.salesperson_id
    order.responsibility_code = customer.responsibility_code
    order.contract_number = contract_number(order, customer, given)
    order.reason_code = given.reason_code
    order.requested_date = given.requested_date
    order.invoice_kind = given.invoice_kind
    order.invoice_title = given.invoice_title
    order.invoice_tax_number = given.invoice_tax_number
    order.remark = given.remark
    order.quality_demand = given.quality_demand
    order.external_number = given.external_number or order.external_number
    put_lines(tx, order, lines, products, known)


def _choose_kind(tx: Tx, order: Order, given: OrderInput, problems: Problems) -> None:
    """The kind that staff chose (G7); customers order ordinarily, and a draft keeps its kind."""
    if not given.kind or given.kind == order.kind:
        return
    if tx.actor.is_customer or not is_offered(tx.session, given.kind):
        problems.add("kind", N_("Orders of this kind cannot be placed here."))
    order.kind = given.kind


def submit(tx: Tx, order: Order, given: OrderInput, event: str) -> None:
    chain = current_chain(tx.session, kinds.KIND, order.kind)
    order.chain_version_id = chain.version_id
    order.submitted_at = tx.now
    order.sent_back_reason = ""
    order.passed_by_id = None
    order.version += 1
    money.add_up(order)
    _check_amount(tx, order)
    if order.version == 1:
        order.number = next_number(tx, number_prefix(tx.session, order.kind))
        tx.session.add(order)
    moving.leave_reviews(tx, order, chain, SUBMIT)
    _keep_papers(tx, order, given)
    money.recompute(tx, order)
    tx.record(order, event, _summary(order))
    supervise(tx, order)


def _keep_papers(tx: Tx, order: Order, given: OrderInput) -> None:
    stored = attach(tx, kinds.KIND, order.id, given.papers)
    if given.remittance is None:
        return
    slips = [
        file.id
        for paper, file in zip(given.papers, stored, strict=True)
        if paper.purpose == "remittance"
    ]
    tx.session.add(
        Remittance(
            order_id=order.id,
            payer=given.remittance.payer,
            amount=given.remittance.amount,
            file_id=slips[0] if slips else None,
            status="waiting",
            made_at=tx.now,
        )
    )


def _check_amount(tx: Tx, order: Order) -> None:
    problems = Problems()
    least = company_rules(tx.session).minimum_amount
    is_bound = tx.actor.is_customer and not is_agreed(order)
    if order.total_amount < least and is_bound:
        text = N_("An order must come to CNY %(least)s at least.")
        problems.add("lines", text, least=f"{least:,}")
    if order.total_amount >= LARGEST_AMOUNT:
        problems.add("lines", N_("The amount of this order is out of bounds."))
    problems.refuse()


def _summary(order: Order) -> dict[str, object]:
    return {
        "status": order.status,
        "amount": str(order.total_amount),
        "lines": [[line.code, plain(line.quantity), str(line.price)] for line in order.lines],
    }
