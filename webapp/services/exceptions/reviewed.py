"""Exceptions from payment before the review engine: what is judged, and what follows (C3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Contract, Customer, PaymentException, Review
from webapp.services.contracts.kinds import KIND as CONTRACT
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.documents.acting import wrong_state
from webapp.services.exceptions import kinds
from webapp.services.exceptions.paying import VERSION
from webapp.services.reviews import rules
from webapp.services.reviews.approval import find_approval
from webapp.services.reviews.kinds import ReviewedKind
from webapp.services.reviews.sheets import Fact, ReviewSheet, Section, SheetTable


def lock(tx: Tx, exception_id: int) -> None:
    """Locks the application that a review is about, after the contract that its case is held by."""
    _, contract_id = case_of(tx.session, exception_id)
    tx.session.execute(select(Contract.id).where(Contract.id == contract_id).with_for_update())
    tx.session.scalars(
        select(PaymentException)
        .where(PaymentException.id == exception_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def case_of(session: Session, exception_id: int) -> tuple[str, int]:
    """The contract whose case the application is part of (L2)."""
    found = select(PaymentException.contract_id).where(PaymentException.id == exception_id)
    return CONTRACT, session.scalars(found).one()


def react(tx: Tx, review: Review) -> None:
    """Admitted with the general manager's approval, else refused; an appeal opens it again."""
    exception = tx.session.get_one(PaymentException, review.document_id)
    if review.status == rules.APPEAL:
        if exception.status != kinds.REFUSED:
            raise wrong_state(exception)
        _move(tx, exception, kinds.REVIEW)
    elif exception.status == kinds.WITHDRAWN:
        return
    elif find_approval(tx.session, kinds.KIND, exception.id, VERSION):
        _move(tx, exception, kinds.ADMITTED)
    elif review.outcome != rules.ACCEPTED:
        _move(tx, exception, kinds.REFUSED)


def _move(tx: Tx, exception: PaymentException, status: str) -> None:
    if exception.status == status:
        return
    exception.status, exception.status_since = status, tx.now
    exception.version += 1
    tx.record(exception, "ExceptionDecided", internal={"status": status})
    tx.notify(
        exception.created_by_id,
        "ExceptionDecided",
        {"status": status},
        kind=kinds.KIND,
        number=exception.number,
    )


def is_filed(session: Session, exception_id: int, version: int) -> bool:
    """An application is put up by applying; without a panel nobody could have admitted it."""
    return False


def sheet(session: Session, exception_id: int, version: int) -> ReviewSheet:
    """What is owed, and why it should be admitted all the same."""
    exception, contract, customer = session.execute(
        select(PaymentException, Contract, Customer)
        .join(Contract, Contract.id == PaymentException.contract_id)
        .join(Customer, Customer.id == PaymentException.customer_id)
        .where(PaymentException.id == exception_id)
    ).one()
    rows = tuple(
        (one["number"], Decimal(one["amount"]), date.fromisoformat(one["since"]))
        for one in exception.debts
    )
    owed = SheetTable(((N_("Document"), "text"), (N_("Owed (CNY)"), "money"),
                       (N_("Owed since"), "day")), rows)  # fmt: skip
    facts = (
        Fact(N_("Customer"), customer.name),
        Fact(N_("Contract"), contract.number),
        Fact(N_("Amount of the contract"), contract.total_amount, "money"),
    )
    return ReviewSheet(
        title=f"{customer.name} · {contract.number}",
        sections=(
            Section("", N_("Contract"), facts),
            Section(
                "debts",
                kinds.INPUTS["debts"],
                (Fact(N_("Owed altogether"), exception.debt_amount, "money"),),
                (owed,),
            ),
            Section("reason", kinds.INPUTS["reason"], (Fact(N_("Reason"), exception.reason),)),
        ),
        papers_of=((kinds.KIND, exception.id),),
    )


EXCEPTION_KIND = ReviewedKind(
    key=kinds.KIND,
    label=N_("Exception from payment"),
    endpoint="exceptions.show",
    view=Permission.CONTRACT_VIEW,
    inputs=kinds.INPUTS,
    lock=lock,
    react=react,
    is_filed=is_filed,
    sheet=sheet,
    case=case_of,
)
