"""What the header of an order must have: a date, a reason, a contract, somebody responsible, the
papers of the one who places it, and an address of its customer's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from webapp.models import Attachment, Customer, CustomerAddress, Order
from webapp.services.contracts.register import check_in_register
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.customers.addresses import addresses_of
from webapp.services.orders import kinds
from webapp.services.orders.placing import FURTHEST_DAYS, LARGEST_AMOUNT, OrderInput
from webapp.services.settings.queries import company_rules


def check_header(
    tx: Tx, order: Order, customer: Customer, given: OrderInput, problems: Problems
) -> None:
    """Adds everything that is wrong with the header, each at its field."""
    if not tx.today <= given.requested_date <= tx.today + timedelta(days=FURTHEST_DAYS):
        problems.add("requested_date", N_("The date must be today or later, within two years."))
    if given.reason_code not in kinds.REASONS:
        problems.add("reason_code", N_("Please choose a reason."))
    _check_contract(tx, order, customer, given, problems)
    if customer.salesperson_id is None and not customer.responsibility_code:
        problems.add("", N_("Nobody is responsible for this customer yet. Please ask the company."))
    if given.remittance is not None and not 0 < given.remittance.amount < LARGEST_AMOUNT:
        problems.add("remittance_amount", N_("The amount must be more than zero."))
    _check_invoice(given, problems)
    _check_papers(tx, order, given, problems)


def contract_number(order: Order, customer: Customer, given: OrderInput) -> str:
    """The number that an order names: that of the contract which it was made from, for good; else
    what was entered, or what the customer's file says."""
    if is_agreed(order):
        return order.contract_number
    return given.contract_number or customer.contract_number


def is_agreed(order: Order) -> bool:
    """Whether the order was made from a contract or a quotation (G8)."""
    return order.contract_id is not None or order.quotation_id is not None


def _check_contract(
    tx: Tx, order: Order, customer: Customer, given: OrderInput, problems: Problems
) -> None:
    """A number that stands in the register for this customer and is in force (G2, G12)."""
    number = contract_number(order, customer, given)
    if not number:
        problems.add("contract_number", _without_contract(tx.actor.is_customer))
        return
    day = given.order_date or tx.today
    check_in_register(tx.session, customer.id, number, day, problems)


def _without_contract(is_customer: bool) -> str:
    """A customer cannot enter the number himself: it stands in his file (G2)."""
    if is_customer:
        return N_("Your file has no contract number yet. Please ask the company.")
    return N_("An order needs a contract number.")


def _check_invoice(given: OrderInput, problems: Problems) -> None:
    if given.invoice_kind not in kinds.INVOICES:
        problems.add("invoice_kind", N_("Please choose a kind of invoice."))
    if given.invoice_kind != "none" and not given.invoice_title:
        problems.add("invoice_title", N_("An invoice needs a title."))
    if given.invoice_kind == "special" and not given.invoice_tax_number:
        problems.add("invoice_tax_number", N_("A special invoice needs the tax number."))


def _check_papers(tx: Tx, order: Order, given: OrderInput, problems: Problems) -> None:
    if tx.actor.kind == "system" or given.external_number:
        return
    there = {paper.purpose for paper in given.papers} | _papers_of(tx, order)
    if tx.actor.is_customer:
        signed = there & {"signature", "confirmation"}
        if company_rules(tx.session).confirmation_required and not signed:
            text = N_("Please sign, or upload the form with your company's stamp.")
            problems.add("confirmation", text)
    elif "customer_order" not in there and not is_agreed(order):
        text = N_("Please attach the customer's own order or contract.")
        problems.add("customer_order", text)
    if given.remittance is not None and "remittance" not in there:
        problems.add("remittance_file", N_("Please upload the remittance slip."))


def _papers_of(tx: Tx, order: Order) -> set[str]:
    """Papers already on a draft that is submitted again; a signature signs one version only."""
    if not order.version:
        return set()
    statement = select(Attachment.purpose).where(
        Attachment.document_kind == kinds.KIND, Attachment.document_id == order.id
    )
    return set(tx.session.scalars(statement)) - {"signature"}


def delivery_address(tx: Tx, customer: Customer, address_id: int | None) -> CustomerAddress:
    """The chosen address, else the default one; raises RuleBroken for another customer's."""
    statement = addresses_of(customer.id).limit(1)
    if address_id is not None:
        statement = statement.where(CustomerAddress.id == address_id)
    address = tx.session.scalar(statement)
    if address is None:
        raise RuleBroken(N_("Please choose a delivery address."), "address_id")
    return address
