"""Placing the orders of a foreign list, and carrying them through the chain by the real acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from webapp.models import Branch, Customer, Order, Product, Warehouse
from webapp.services.contracts.register import contract_in_force, enter
from webapp.services.core.clock import COMPANY_ZONE, utc_now
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.identity.scope import reaches_customers
from webapp.services.importing.lines import WantedLine as ListedLine
from webapp.services.importing.lines import WantedOrder, line_amount
from webapp.services.importing.newcomers import (
    imported_category,
    make_product,
    open_customer,
    take_in,
)
from webapp.services.orders import kinds
from webapp.services.orders.commands import place_order
from webapp.services.orders.placing import OrderInput, WantedLine
from webapp.services.orders.review import pass_step, shipments_of
from webapp.services.shipping.receipts import confirm_receipt

LONGEST_EXTERNAL = 80
LONGEST_CODE = 40
#: When an order of a day is placed, and how long each act takes that carries it on.
PLACED_AT = time(9, 0)
ACT_TAKES = timedelta(hours=1)
REASON = "other"


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """How a list is brought in. ``source`` is the short name by which its orders are known.

    ``create``: make customers and articles that are not there, and take in what the articles
    lack. ``carry``: pass every order on until it is completed.
    """

    source: str
    create: bool = False
    carry: bool = False


def start_of(day: date | None) -> datetime:
    """When an order of this day is placed: in its morning, but never in the future; now for one
    without a day."""
    if day is None:
        return utc_now()
    return min(datetime.combine(day, PLACED_AT, COMPANY_ZONE).astimezone(UTC), utc_now())


@command
def bring_in(tx: Tx, wanted: WantedOrder, terms: ImportTerms) -> Done:
    """Places an order of the list, unless it is here already, and carries it on if asked to.

    All of it or nothing: an order that cannot be carried is not placed either. ``details`` hold
    the amounts of its lines and whether it is new. Raises RuleBroken and whatever the acts
    raise; the whole order is refused then.
    """
    number = f"{terms.source}:{wanted.number}"
    if len(number) > LONGEST_EXTERNAL:
        raise RuleBroken(N_("The order number is too long."))
    order = find_known(tx, number)
    is_new = order is None
    if order is None:
        order = _place(tx, wanted, terms, number)
    else:
        check_same(order, wanted)
    if terms.carry:
        _carry(tx, order)
    amounts = [
        str(line.amount if is_new else line_amount(line.quantity, line.price))
        for line in order.lines
    ]
    return Done(order.number, order.status, order.version, {"amounts": amounts, "is_new": is_new})


def find_known(tx: Tx, number: str) -> Order | None:
    """The order that is here under this number of its source. Raises RuleBroken for one of a
    customer out of reach: it can be neither compared nor brought in again."""
    found = tx.session.execute(
        select(Order, reaches_customers(tx.actor, Permission.ORDER_CREATE))
        .join(Customer, Customer.id == Order.customer_id)
        .where(Order.external_number == number)
    ).first()
    if found is None:
        return None
    order, in_reach = found
    if not in_reach:
        raise RuleBroken(N_("An order of another customer has this number."), "order")
    known: Order = order
    return known


def _place(tx: Tx, wanted: WantedOrder, terms: ImportTerms, number: str) -> Order:
    customer = _customer(tx, wanted, terms)
    products = _products(tx, wanted, terms)
    if terms.create:
        _register_contract(tx, customer, wanted)
        _take_in_what_is_lacking(tx, customer, wanted, products, number)
    given = OrderInput(
        lines=[
            WantedLine(products[line.product].id, line.quantity, line.price, remark=line.remark)
            for line in wanted.lines
        ],
        requested_date=wanted.lines[0].wanted_on or tx.today,
        order_date=wanted.day,
        reason_code=REASON,
        contract_number=wanted.lines[0].contract,
        external_number=number,
    )
    done = place_order.act(tx, customer.id, given)
    return tx.session.scalars(select(Order).where(Order.number == done.number)).one()


def _customer(tx: Tx, wanted: WantedOrder, terms: ImportTerms) -> Customer:
    in_reach = reaches_customers(tx.actor, Permission.ORDER_CREATE)
    statement = select(Customer).where(Customer.code == wanted.customer, in_reach)
    found = tx.session.scalar(statement)
    if found is None and terms.create:
        _check_code(wanted.customer)
        return open_customer(tx, terms.source, wanted)
    if found is None or found.disabled_at is not None:
        text = N_("There is no customer “%(code)s”.")
        raise RuleBroken(text, "customer", code=wanted.customer)
    return found


def _products(tx: Tx, wanted: WantedOrder, terms: ImportTerms) -> dict[str, Product]:
    codes = {line.product for line in wanted.lines}
    rows = tx.session.scalars(select(Product).where(Product.code.in_(sorted(codes))))
    found = {product.code: product for product in rows}
    missing = {line.product: line for line in reversed(wanted.lines) if line.product not in found}
    if missing:
        found |= _make_products(tx, missing, terms)
    return found


def _make_products(
    tx: Tx, missing: dict[str, ListedLine], terms: ImportTerms
) -> dict[str, Product]:
    for code in missing:
        if not terms.create:
            raise RuleBroken(N_("There is no article “%(code)s”."), f"product.{code}", code=code)
        _check_code(code)
    category = imported_category(tx).id
    return {code: make_product(tx, terms.source, category, line) for code, line in missing.items()}


def _check_code(code: str) -> None:
    if len(code) > LONGEST_CODE:
        raise RuleBroken(N_("The code “%(code)s” is too long."), code=code)


def _register_contract(tx: Tx, customer: Customer, wanted: WantedOrder) -> None:
    """A contract that the list names and the register does not know (G12)."""
    number = wanted.lines[0].contract
    day = wanted.day or tx.today
    if number and contract_in_force(tx.session, customer.id, number, day) is None:
        enter(tx, customer, number, field="contract_number")


def _take_in_what_is_lacking(
    tx: Tx, customer: Customer, wanted: WantedOrder, products: dict[str, Product], number: str
) -> None:
    sums: dict[int, Decimal] = {}
    for line in wanted.lines:
        id_ = products[line.product].id
        sums[id_] = sums.get(id_, Decimal(0)) + line.quantity
    warehouse = (
        select(Warehouse.id)
        .join(Branch, Branch.id == Warehouse.branch_id)
        .where(Branch.id == customer.branch_id)
        .order_by(Warehouse.id)
        .limit(1)
    )
    take_in(tx, tx.session.scalars(warehouse).one(), products.values(), sums, number)


def check_same(order: Order, wanted: WantedOrder) -> None:
    """The list's lines must be those that were stored: then nothing is lost by leaving it.

    A line without a price of its own is the same at whatever price it was stored.
    """
    left = [(line.code, line.quantity, line.price) for line in order.lines if not line.is_free]
    missing = []
    for line in sorted(wanted.lines, key=lambda one: one.price is None):
        found = next((one for one in left if _is_same(line, one)), None)
        if found is None:
            missing.append(line)
        else:
            left.remove(found)
    if left or missing:
        raise RuleBroken(
            N_("The order is here already as %(number)s, with other lines."),
            "order",
            number=order.number,
        )


def _is_same(line: ListedLine, stored: tuple[str, Decimal, Decimal]) -> bool:
    code, quantity, price = stored
    return (line.product, line.quantity) == (code, quantity) and line.price in (None, price)


def _carry(tx: Tx, order: Order) -> None:
    """Passes the order on, an act an hour, until it is completed or waits for somebody else.

    What the company or the customer has ended or taken back meanwhile stays as it is.
    """
    while order.status in kinds.STEP_KEYS:
        at = min(max(tx.now, order.status_since) + ACT_TAKES, max(utc_now(), order.status_since))
        acting = tx.acting_as(tx.actor, at)
        if order.status != kinds.RECEIPT:
            pass_step.act(acting, order.number, order.version, order.status)
            continue
        travelling = shipments_of(acting, order, "shipped")
        if not travelling:
            return
        for shipment in travelling:
            confirm_receipt.act(acting, shipment.number, order.version, {})
