"""Applying for an exception from the terms of payment, and giving an application up; the clerk's
way of giving an order back to sales (C3)."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Contract, Customer, PaymentException
from webapp.services.chains.queries import get_chain
from webapp.services.contracts.kinds import KIND as CONTRACT
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.numbering import LONGEST_NUMBER, PAYMENT_EXCEPTION, next_number
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.documents.holds import check_not_held
from webapp.services.exceptions import kinds
from webapp.services.exceptions.paying import VERSION, Debt, admitting, debts_of, owed
from webapp.services.exceptions.reviewed import lock
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds as orders
from webapp.services.orders.locking import lock_order
from webapp.services.orders.review import waiting_step
from webapp.services.reviews.opening import Filed, file_for_review
from webapp.services.reviews.ruling import withdraw_reviews

LONGEST_REASON = 1000
LONGEST_CONTRACT = 60
NOTHING_OWED = N_("%(number)s is paid as agreed and nothing older is owed: no exception is needed.")
NO_PANEL = N_("No panel decides on exceptions. Somebody has to switch one on first.")
WAITS = N_("%(number)s waits for a decision already.")
COVERED = N_("%(number)s lets this contract’s orders through already.")


@command
def apply_for_exception(tx: Tx, contract_number: str, reason: str) -> Done:
    """Asks to take a contract's orders in spite of what is owed; what that is now is kept with
    the application, and covers no more.

    The deputy is heard, the general manager alone admits. Raises Forbidden, NotFound, RuleBroken
    without a reason or when nothing is owed, Conflict while another waits or covers it, or no
    panel is there to decide.
    """
    tx.actor.require(Permission.CONTRACT_MANAGE)
    contract = _lock_contract(tx, contract_number)
    check_not_held(tx, CONTRACT, contract.id)
    reason = _checked(reason)
    debts = debts_of(tx.session, contract, tx.now)
    if not debts:
        raise RuleBroken(NOTHING_OWED, number=contract.number)
    _refuse_second(tx, contract, debts)
    exception = _exception(tx, contract, reason, debts)
    tx.session.add(exception)
    data = {"contract": contract.number, "amount": str(exception.debt_amount)}
    tx.record(exception, "ExceptionApplied", internal=data, reason=reason)
    authors = frozenset() if tx.actor.user_id is None else frozenset({tx.actor.user_id})
    if not file_for_review(tx, _filed(exception, contract, authors)):
        raise Conflict(NO_PANEL)
    return done_with(exception)


@command
def withdraw_exception(tx: Tx, number: str, version: int) -> Done:
    """Gives an application up while it waits. Raises NotFound, Conflict once it is decided and
    while the case is on hold."""
    tx.actor.require(Permission.CONTRACT_MANAGE)
    exception = tx.session.scalar(
        select(PaymentException)
        .join(Customer, Customer.id == PaymentException.customer_id)
        .where(
            PaymentException.number == number[:LONGEST_NUMBER],
            reaches_customers(tx.actor, Permission.CONTRACT_MANAGE),
        )
    )
    if exception is None:
        raise NotFound()
    lock(tx, exception.id)
    check_not_held(tx, CONTRACT, exception.contract_id)
    if exception.status != kinds.REVIEW or exception.version != version:
        raise wrong_state(exception)
    exception.status, exception.status_since = kinds.WITHDRAWN, tx.now
    exception.version += 1
    tx.record(exception, "ExceptionWithdrawn", internal={"status": kinds.WITHDRAWN})
    withdraw_reviews(tx, kinds.KIND, exception.id, "")
    return done_with(exception)


@command
def return_to_sales(tx: Tx, number: str, version: int, remark: str) -> Done:
    """The clerk gives an order from a contract back to sales because of what is owed: it goes on
    waiting in order review, and whoever sells it is told what is owed.

    Raises RuleBroken when nothing is owed, Conflict when it stands elsewhere, Forbidden.
    """
    order = lock_order(tx, number, version)
    chain = get_chain(tx.session, order.chain_version_id)
    waiting_step(tx, order, chain, orders.ORDER_REVIEW)
    if order.contract_id is None:
        raise wrong_state(order)
    contract = tx.session.get_one(Contract, order.contract_id)
    debts = debts_of(tx.session, contract, tx.now)
    if not debts:
        raise RuleBroken(NOTHING_OWED, number=contract.number)
    order.version += 1
    facts = [[one.number, str(one.amount)] for one in debts]
    tx.record(order, "ReturnedToSales", internal={"debts": facts}, reason=remark.strip()[:500])
    told = {"amount": f"{owed(debts):,}", "contract": contract.number, "reason": remark.strip()}
    for user_id in dict.fromkeys((contract.salesperson_id, order.salesperson_id)):
        tx.notify(user_id, "OrderOwed", told, kind=orders.KIND, number=order.number)
    return done_with(order)


@command
def report_refusal(tx: Tx, contract_number: str) -> Done:
    """Tells whoever sells a contract that its customer could not order from it for what is owed;
    part of refusing him, who is not told why. Raises Forbidden, NotFound."""
    customer_id = tx.actor.require_customer()
    contract = tx.session.scalar(
        select(Contract).where(
            Contract.number == contract_number[:LONGEST_CONTRACT],
            Contract.customer_id == customer_id,
        )
    )
    if contract is None:
        raise NotFound()
    told = {"amount": f"{owed(debts_of(tx.session, contract, tx.now)):,}"}
    tx.notify(
        contract.salesperson_id, "ContractOwed", told, kind="contract", number=contract.number
    )
    return Done(contract.number, contract.status, contract.version)


def _lock_contract(tx: Tx, number: str) -> Contract:
    """A contract in force within reach; raises NotFound, Conflict."""
    contract = tx.session.scalar(
        select(Contract)
        .join(Customer, Customer.id == Contract.customer_id)
        .where(
            Contract.number == number[:LONGEST_CONTRACT],
            reaches_customers(tx.actor, Permission.CONTRACT_MANAGE),
        )
        .with_for_update(of=Contract)
    )
    if contract is None:
        raise NotFound()
    if contract.in_force is None or contract.status in ("ended", "void"):
        raise wrong_state(contract)
    return contract


def _checked(reason: str) -> str:
    if len(reason.strip()) > LONGEST_REASON:
        raise RuleBroken(N_("At most %(most)s characters."), "reason", most=LONGEST_REASON)
    needs_reason(reason[:1] if reason.strip() else "")
    return reason.strip()


def _refuse_second(tx: Tx, contract: Contract, debts: tuple[Debt, ...]) -> None:
    waiting = tx.session.scalar(
        select(PaymentException.number).where(
            PaymentException.contract_id == contract.id, PaymentException.status == kinds.REVIEW
        )
    )
    if waiting is not None:
        raise Conflict(WAITS, number=waiting)
    covering = admitting(tx.session, contract.id, owed(debts))
    if covering is not None:
        raise Conflict(COVERED, number=covering)


def _exception(
    tx: Tx, contract: Contract, reason: str, debts: tuple[Debt, ...]
) -> PaymentException:
    return PaymentException(
        number=next_number(tx, PAYMENT_EXCEPTION),
        status=kinds.REVIEW,
        status_since=tx.now,
        created_at=tx.now,
        version=1,
        level=0,
        trail_length=0,
        trail_head="",
        contract_id=contract.id,
        customer_id=contract.customer_id,
        branch_id=contract.branch_id,
        created_by_id=tx.actor.user_id,
        reason=reason,
        debts=[
            {
                "number": one.number,
                "amount": str(one.amount),
                "since": one.since.isoformat(),
                "why": one.why,
            }
            for one in debts
        ],
        debt_amount=owed(debts),
    )


def _filed(exception: PaymentException, contract: Contract, authors: frozenset[int]) -> Filed:
    return Filed(
        kind=kinds.KIND,
        document_id=exception.id,
        number=exception.number,
        version=VERSION,
        branch_id=exception.branch_id,
        customer_id=exception.customer_id,
        product_kind=contract.product_kind,
        inputs={"debts": exception.debts, "reason": exception.reason},
        authors=authors,
    )
