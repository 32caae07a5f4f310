"""Orders made from a contract, or from a formal quotation where the company writes no contract
(G8, C3): by staff, or by the customer himself from what is his."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from webapp.models import Customer
from webapp.services.contracts.register import contract_in_force, enter
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with
from webapp.services.documents.holds import check_not_held
from webapp.services.exceptions.paying import check_paid_as_agreed
from webapp.services.orders.agreements import (
    Agreement,
    agreement_of_contract,
    agreement_of_quotation,
    lock_contract_row,
    lock_quotation_row,
)
from webapp.services.orders.commands import customer_in_reach, fill, new_order, submit
from webapp.services.orders.orderable import (
    find_contract,
    find_quotation,
    require_orderable_contract,
    require_orderable_quotation,
)
from webapp.services.orders.placing import OrderInput, WantedLine
from webapp.services.orders.pricing import CONTRACT, QUOTATION

NOTHING_WANTED = N_("Please enter a quantity for one line at least.")
NO_ARTICLE = N_("This line has no article yet: tie it to one of the catalogue first.")


@command
def place_order_from_contract(
    tx: Tx, number: str, quantities: Mapping[int, Decimal], given: OrderInput
) -> Done:
    """Orders from a contract in force: ``quantities`` by the id of its lines; the lines of
    ``given`` are not looked at. Prices and tax rates are the contract's.

    Raises NotFound out of reach, Conflict while the contract is not in force, its version not
    approved or the case on hold, RuleBroken for more than is left, and while the customer has not
    paid as agreed (C3).
    """
    contract = lock_contract_row(tx, find_contract(tx.session, tx.actor, number).id)
    require_orderable_contract(tx.session, contract, tx.today)
    check_not_held(tx, CONTRACT, contract.id)
    announced = given.remittance.amount if given.remittance else Decimal(0)
    check_paid_as_agreed(tx, contract, announced=announced)
    agreement = agreement_of_contract(tx.session, contract)
    return _place(tx, agreement, contract.id, quantities, given)


@command
def place_order_from_quotation(
    tx: Tx, number: str, quantities: Mapping[int, Decimal], given: OrderInput
) -> Done:
    """Orders from a quotation that the customer accepted, where the company lets that suffice.

    The quotation enters the register of contracts under its own number with its first order. Raises
    what ordering from a contract raises, and Conflict where a contract is needed or drawn.
    """
    quotation = lock_quotation_row(tx, find_quotation(tx.session, tx.actor, number).id)
    require_orderable_quotation(tx.session, quotation)
    check_not_held(tx, QUOTATION, quotation.id)
    agreement = agreement_of_quotation(tx.session, quotation)
    customer = tx.session.get_one(Customer, quotation.customer_id)
    if contract_in_force(tx.session, customer.id, quotation.number, tx.today) is None:
        enter(tx, customer, quotation.number)
    return _place(tx, agreement, None, quantities, given)


#: The act of each kind of agreement.
PLACING = {CONTRACT: place_order_from_contract, QUOTATION: place_order_from_quotation}


def _place(
    tx: Tx,
    agreement: Agreement,
    contract_id: int | None,
    quantities: Mapping[int, Decimal],
    given: OrderInput,
) -> Done:
    customer = customer_in_reach(tx, agreement.customer_id)
    order = new_order(tx, customer)
    order.contract_id, order.quotation_id = contract_id, agreement.quotation_id
    order.contract_number = agreement.number
    lines = wanted_lines(agreement, quantities)
    fill(tx, order, customer, replace(given, lines=lines, contract_number="", order_date=None))
    submit(tx, order, given, "OrderSubmitted")
    return done_with(order)


def wanted_lines(agreement: Agreement, quantities: Mapping[int, Decimal]) -> list[WantedLine]:
    """The lines that something is wanted of. Raises RuleBroken at ``lines.<id>`` for one without
    an article, at ``lines`` when nothing is wanted."""
    wanted = []
    for line in agreement.lines:
        quantity = quantities.get(line.id, Decimal(0))
        if not quantity:
            continue
        if line.product_id is None:
            raise RuleBroken(NO_ARTICLE, f"agreed.{line.id}")
        wanted.append(WantedLine(line.product_id, quantity, agreed=agreement.price(line)))
    if not wanted:
        raise RuleBroken(NOTHING_WANTED, "lines")
    return wanted
