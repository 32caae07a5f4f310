"""The register of contracts (G12): contracts made on paper, and which number an order may name.

A contract drawn here stands in the register from the day that it is filed (B10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from webapp.models import Contract, Customer
from webapp.services.contracts import kinds
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.documents.acting import done_with
from webapp.services.files.storing import Paper, attach
from webapp.services.identity.scope import reaches_customers

LONGEST_NUMBER = 60
LONGEST_TITLE = 120
MOST_CHOICES = 200
TAKEN = N_("This number stands in the register already.")
UNKNOWN = N_("There is no contract “%(number)s” of this customer in the register.")
NOT_IN_FORCE = N_("Contract %(number)s is not in force on %(day)s.")


@dataclass(frozen=True, slots=True)
class PaperContract:
    """A contract made on paper. ``customer`` is a code; without days it holds from the beginning
    and until it is ended. ``scan`` is the signed paper."""

    number: str
    customer: str
    title: str = ""
    kind: str = kinds.SALE
    valid_from: date | None = None
    valid_until: date | None = None
    scan: Paper | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """A contract that an order may name: its id, and the version that binds, 0 of a paper one."""

    id: int
    number: str
    title: str
    revision: int


@command
def register_contract(tx: Tx, given: PaperContract) -> Done:
    """Puts a contract made on paper into the register; orders may name it from then on.

    Raises Forbidden, RuleBroken at each field, also for a number that stands there already.
    """
    tx.actor.require(Permission.CONTRACT_MANAGE)
    customer = tx.session.scalar(
        select(Customer).where(
            Customer.code == given.customer.strip(),
            reaches_customers(tx.actor, Permission.CONTRACT_MANAGE),
        )
    )
    _check(tx, given)
    if customer is None:
        raise RuleBroken(N_("There is no such customer."), "customer")
    contract = enter(
        tx,
        customer,
        given.number,
        title=given.title.strip(),
        kind=given.kind,
        days=(given.valid_from, given.valid_until),
    )
    if given.scan is not None:
        attach(tx, kinds.KIND, contract.id, [given.scan], is_internal=True)
    return done_with(contract)


def enter(
    tx: Tx,
    customer: Customer,
    number: str,
    *,
    title: str = "",
    kind: str = kinds.SALE,
    days: tuple[date | None, date | None] = (None, None),
    field: str = "number",
) -> Contract:
    """The row of a paper contract, part of the act that makes it known; raises RuleBroken at the
    field for a number that stands in the register already."""
    contract = Contract(
        number=number.strip(),
        origin=kinds.REGISTERED,
        kind=kind,
        title=title,
        customer_id=customer.id,
        branch_id=customer.branch_id,
        salesperson_id=customer.salesperson_id,
        created_by_id=tx.actor.user_id,
        revision=0,
        in_force=0,
        valid_from=days[0],
        valid_until=days[1],
        status=kinds.FILED,
        status_since=tx.now,
        created_at=tx.now,
        version=1,
        trail_length=0,
        trail_head="",
    )
    with unique(tx, field, TAKEN):
        tx.session.add(contract)
    tx.record(
        contract,
        "ContractRegistered",
        {"customer": customer.code, "from": _told(days[0]), "until": _told(days[1])},
    )
    return contract


def contract_in_force(session: Session, customer_id: int, number: str, day: date) -> InForce | None:
    """The customer's contract under this number, when it binds on that day."""
    given = {"customer": customer_id, "number": number[:LONGEST_NUMBER], "day": day}
    row = session.execute(IN_FORCE, given).first()
    return None if row is None else row_of(InForce, row, revision=row.in_force)


def contracts_in_force(
    session: Session, actor: Actor, permission: Permission, code: str, day: date
) -> list[InForce]:
    """What the file and the orders of a customer in the right's reach may name, by number."""
    rows = session.execute(
        select(Contract.id, Contract.number, Contract.title, Contract.in_force)
        .join(Customer, Customer.id == Contract.customer_id)
        .where(Customer.code == code, reaches_customers(actor, permission), is_in_force(day))
        .order_by(Contract.number)
        .limit(MOST_CHOICES)
    )
    return [row_of(InForce, row, revision=row.in_force) for row in rows]


def is_in_force(day: Any) -> ColumnElement[bool]:
    """Filter on ``Contract``: a version of it binds on that day, which may be a part of a
    statement. While an amendment is under way,
    the version before it goes on."""
    return and_(
        Contract.in_force.is_not(None),
        Contract.status.not_in(kinds.CLOSED),
        or_(Contract.valid_from.is_(None), Contract.valid_from <= day),
        or_(Contract.valid_until.is_(None), Contract.valid_until >= day),
    )


#: Every order asks it: built once.
IN_FORCE = select(Contract.id, Contract.number, Contract.title, Contract.in_force).where(
    Contract.customer_id == bindparam("customer"),
    Contract.number == bindparam("number"),
    is_in_force(bindparam("day")),
)


def check_in_register(
    session: Session, customer_id: int, number: str, day: date, problems: Problems
) -> None:
    """Adds what is wrong with a number at ``contract_number``; whose else it is, is not told."""
    if contract_in_force(session, customer_id, number, day) is not None:
        return
    known = session.scalar(
        select(Contract.id).where(
            Contract.customer_id == customer_id,
            Contract.number == number[:LONGEST_NUMBER],
            Contract.in_force.is_not(None),
        )
    )
    if known is None:
        problems.add("contract_number", UNKNOWN, number=number)
    else:
        problems.add("contract_number", NOT_IN_FORCE, number=number, day=day.isoformat())


def _check(tx: Tx, given: PaperContract) -> None:
    problems = Problems()
    number = given.number.strip()
    if not number:
        problems.add("number", N_("Please fill this in."))
    if len(number) > LONGEST_NUMBER:
        problems.add("number", N_("At most %(most)s characters."), most=LONGEST_NUMBER)
    if len(given.title.strip()) > LONGEST_TITLE:
        problems.add("title", N_("At most %(most)s characters."), most=LONGEST_TITLE)
    if given.kind not in kinds.CONTRACT_KINDS:
        problems.add("kind", N_("This choice does not exist."))
    if given.valid_from and given.valid_until and given.valid_until < given.valid_from:
        problems.add("valid_until", N_("The last day lies before the first one."))
    if given.scan is None and tx.actor.kind == "company":
        problems.add("scan", N_("Please attach the scan of the signed contract."))
    problems.refuse()


def _told(day: date | None) -> str:
    return "" if day is None else day.isoformat()
