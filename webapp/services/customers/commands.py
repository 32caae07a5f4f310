"""Opening a customer's file, changing it, and taking him out of business and in again (H1, H3).

These acts know nothing of the web: a form and a brought-in list come to the same doors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from webapp.models import Customer, CustomerAddress, LoginSession, User
from webapp.services.contracts.register import check_in_register, enter
from webapp.services.core.changes import Changes, changes_between
from webapp.services.core.errors import N_, Conflict, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.pinyin import initials
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.customers.address_book import AddressInput, checked_address
from webapp.services.customers.filing import (
    GRADED,
    INTERNAL,
    Checked,
    CustomerInput,
    check_input,
    differing,
    plainest_level,
    read_input,
)
from webapp.services.customers.keepers import begin_keeping, follow_keeper
from webapp.services.customers.locking import lock_file
from webapp.services.customers.rules import parse_customer_code
from webapp.services.documents.acting import needs_reason
from webapp.services.identity.scope import reaches_customer

LONGEST_PINYIN = 120
#: Against what a new file is told.
NOTHING = CustomerInput(name="", region="")
HANDED_OVER = N_("Who keeps a customer changes by handing over, with a reason.")


@command
def create_customer(
    tx: Tx, code: str, given: CustomerInput, address: AddressInput | None = None
) -> Done:
    """Opens a customer's file; he can be ordered for at once, and has no account yet (A3).

    Whoever may not grade customers opens them at the level without a discount, ungraded and for
    cash, where they are in his own reach. A contract number that is typed here enters the
    register (G12); later on one is chosen from there. ``details["warnings"]`` says what is odd
    but allowed. Raises Forbidden, RuleBroken at each field.
    """
    tx.actor.require(Permission.CUSTOMER_MANAGE)
    code = parse_customer_code(code)
    checked = check_input(tx, given)
    customer = Customer(
        **checked.columns(),
        code=code,
        pinyin=initials(checked.given.name)[:LONGEST_PINYIN],
        version=1,
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    _refuse_grading(tx, customer, _ungraded(tx, checked.given), checked.given)
    with unique(tx, "code", N_("Another customer has this code.")):
        tx.session.add(customer)
    if not reaches_customer(tx.actor, Permission.CUSTOMER_MANAGE, customer):
        raise RuleBroken(N_("Choose a region of your own, or yourself as salesperson."), "region")
    if customer.contract_number:
        enter(tx, customer, customer.contract_number, field="contract_number")
    if address is not None:
        _add_first_address(tx, customer, address)
    begin_keeping(tx, customer)
    data, internal = _told(NOTHING, checked.given)
    tx.record(customer, "CustomerCreated", data, internal=internal)
    return _done(customer, warnings=_warnings(tx, customer, checked))


@command
def change_customer(
    tx: Tx,
    code: str,
    version: int | None,
    given: CustomerInput,
    reason: str = "",
    *,
    keep: Collection[str] = (),
) -> Done:
    """Changes a file to what is given; the trail keeps each field before and after (H3).

    Fields named in ``keep`` stay as they are. ``version`` None changes it as it stands. Another
    salesperson is a handover, which takes the right to grade and a reason (H2). Nothing is
    written when nothing differs, which ``details["changed"]`` tells. Raises Forbidden, NotFound,
    Conflict, RuleBroken at each field.
    """
    customer = lock_file(tx, code, version)
    before = read_input(tx.session, customer)
    given = replace(given, **{name: getattr(before, name) for name in keep})
    checked = check_input(tx, given, before)
    changed = differing(before, checked.given)
    if not changed:
        return _done(customer, changed=[], warnings=[])
    if "contract_number" in changed and checked.given.contract_number:
        _check_contract(tx, customer, checked.given.contract_number)
    _refuse_grading(tx, customer, before, checked.given)
    is_graded = _grades(tx, customer)
    for name, value in checked.columns().items():
        setattr(customer, name, value)
    customer.pinyin = initials(customer.name)[:LONGEST_PINYIN]
    customer.version += 1
    if "salesperson" in changed or "responsibility_code" in changed:
        follow_keeper(tx, customer, _reason_to_hand_over(changed, reason, is_graded))
    data, internal = _told(before, checked.given)
    tx.record(customer, "CustomerChanged", data, internal=internal, reason=reason.strip())
    return _done(customer, changed=changed, warnings=_warnings(tx, customer, checked))


@command
def disable_customer(tx: Tx, code: str, version: int, reason: str) -> Done:
    """Takes a customer out of business: he cannot sign in from his next request on, and nobody
    can order for him. His open orders go on. Raises Conflict when he is out already."""
    reason = needs_reason(reason)
    customer = lock_file(tx, code, version)
    if customer.disabled_at is not None:
        raise Conflict(N_("This customer is disabled already."))
    customer.disabled_at = tx.now
    account = select(User.id).where(User.customer_id == customer.id)
    tx.session.execute(delete(LoginSession).where(LoginSession.user_id.in_(account)))
    customer.version += 1
    tx.record(customer, "CustomerDisabled", reason=reason)
    return _done(customer)


@command
def enable_customer(tx: Tx, code: str, version: int) -> Done:
    """Takes a customer back into business. Raises Conflict when he never was out."""
    customer = lock_file(tx, code, version)
    if customer.disabled_at is None:
        raise Conflict(N_("This customer is not disabled."))
    customer.disabled_at = None
    customer.version += 1
    tx.record(customer, "CustomerEnabled")
    return _done(customer)


def _check_contract(tx: Tx, customer: Customer, number: str) -> None:
    """Raises RuleBroken for a number that is not in the register for this customer (G12)."""
    problems = Problems()
    check_in_register(tx.session, customer.id, number, tx.today, problems)
    problems.refuse()


def _ungraded(tx: Tx, given: CustomerInput) -> CustomerInput:
    """The same file as anybody may open it: no discount, no grade, no credit."""
    cash = Decimal("0.00")
    level = plainest_level(tx)
    return replace(given, level=level, grade="", credit_limit=cash, payment_days=0)


def _grades(tx: Tx, customer: Customer) -> bool:
    return reaches_customer(tx.actor, Permission.CUSTOMER_GRADE, customer)


def _refuse_grading(
    tx: Tx, customer: Customer, before: CustomerInput, after: CustomerInput
) -> None:
    """Level, region and credit belong to those who grade this customer (permission 20)."""
    if _grades(tx, customer):
        return
    graded = [name for name in differing(before, after) if name in GRADED]
    if graded:
        raise RuleBroken(N_("Your role may not set this."), graded[0])


def _reason_to_hand_over(changed: Iterable[str], reason: str, is_graded: bool) -> str:
    if "salesperson" not in changed:
        return reason.strip()
    if not is_graded or not reason.strip():
        raise RuleBroken(HANDED_OVER, "salesperson")
    return needs_reason(reason)


def _add_first_address(tx: Tx, customer: Customer, address: AddressInput) -> None:
    given = checked_address(address)
    tx.session.add(
        CustomerAddress(
            customer_id=customer.id,
            contact=given.contact,
            phone=given.phone,
            address=given.address,
            is_default=True,
        )
    )


def _told(before: CustomerInput, after: CustomerInput) -> tuple[Changes, Changes]:
    """What changed, for the trail: what the customer might read, and what he never may."""
    names = differing(before, after)
    plain = [{name: _plain(getattr(one, name)) for name in names} for one in (before, after)]
    open_ = [{name: one[name] for name in names if name not in INTERNAL} for one in plain]
    hidden = [{name: one[name] for name in names if name in INTERNAL} for one in plain]
    return changes_between(*open_), changes_between(*hidden)


def _plain(value: Any) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)


def _warnings(tx: Tx, customer: Customer, checked: Checked) -> list[str]:
    found = []
    if checked.is_old_number:
        found.append(N_("The tax number is an old one of 15 digits. Please ask for the new one."))
    if customer.credit_code and _shares_number(tx, customer):
        found.append(N_("Another customer has the same tax number."))
    return found


def _shares_number(tx: Tx, customer: Customer) -> bool:
    others = select(Customer.id).where(
        Customer.credit_code == customer.credit_code, Customer.id != customer.id
    )
    return tx.session.scalar(others.limit(1)) is not None


def _done(customer: Customer, **details: Any) -> Done:
    status = "active" if customer.disabled_at is None else "disabled"
    return Done(customer.code, status, customer.version, details)
