"""What is kept in a customer's file, checked before it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Branch, ChoiceItem, Customer, CustomerLevel, Region, User
from webapp.services.catalog.prices import discount_on
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.identifiers import CreditCodeStanding
from webapp.services.core.parsing import MONEY_LIMIT, parse_money
from webapp.services.core.rows import row_of
from webapp.services.core.transaction import Tx
from webapp.services.customers.rules import parse_credit_code, parse_phone
from webapp.services.settings import lists

MOST_PAYMENT_DAYS = 365
LONGEST: Mapping[str, int] = {
    "name": 120,
    "responsibility_code": 40,
    "contact": 60,
    "contract_number": 60,
    "invoice_title": 120,
    "invoice_address": 200,
    "invoice_bank": 200,
    "internal_remark": 500,
}
LISTS = {
    "grade": lists.GRADE,
    "channel": lists.CHANNEL,
    "market_position": lists.MARKET_POSITION,
}
#: What only those who grade customers may set: 客户级别、归属区域、授信额度.
GRADED = frozenset({"level", "region", "grade", "credit_limit", "payment_days"})
#: What a customer may never read of his own file.
INTERNAL = frozenset(
    {"credit_limit", "payment_days", "internal_remark", "review_due", "reviewed_on", *LISTS}
)


@dataclass(frozen=True, slots=True)
class CustomerInput:
    """A customer's file as it is to be. Places and people go by their codes.

    ``level`` '' is the one without a discount, ``branch`` '' head office; ``salesperson`` is a
    user name, and without one a shared ``responsibility_code`` stands for who keeps the customer.
    ``credit_limit`` is CNY, ``payment_days`` days from delivery to payment, 0 for cash.
    """

    name: str
    region: str
    level: str = ""
    branch: str = ""
    salesperson: str = ""
    responsibility_code: str = ""
    contact: str = ""
    phone: str = ""
    contract_number: str = ""
    credit_code: str = ""
    invoice_title: str = ""
    invoice_address: str = ""
    invoice_bank: str = ""
    credit_limit: Decimal = Decimal("0.00")
    payment_days: int = 0
    grade: str = ""
    channel: str = ""
    market_position: str = ""
    review_due: date | None = None
    internal_remark: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """An input as it can be stored: tidied, with the rows that its codes stand for."""

    given: CustomerInput
    ids: Mapping[str, int | None]
    is_old_number: bool = False

    def columns(self) -> dict[str, Any]:
        """The values of the customer's columns."""
        plain = {field.name: getattr(self.given, field.name) for field in fields(CustomerInput)}
        rows = {f"{name}_id": self.ids[name] for name in self.ids}
        return {**{name: value for name, value in plain.items() if name not in self.ids}, **rows}


def check_input(tx: Tx, given: CustomerInput, before: CustomerInput | None = None) -> Checked:
    """Tidies an input and looks up what it names; what was stored ``before`` may stay as it is.

    Raises RuleBroken with everything that is wrong, each at its field.
    """
    problems = Problems()
    _check_texts(given, problems)
    if not (given.salesperson or given.responsibility_code):
        problems.add("salesperson", N_("Choose a salesperson, or give a responsibility code."))
    given = replace(given, phone=_read(parse_phone, given.phone, "phone", problems))
    given, is_old = _with_tax_number(given, before, problems)
    given = _with_credit(given, problems)
    _check_lists(tx.session, given, before, problems)
    given, ids = _look_up(tx, given, before, problems)
    problems.refuse()
    return Checked(given, ids, is_old)


def read_input(session: Session, customer: Customer) -> CustomerInput:
    """A customer's file as an input that would change nothing."""
    row = session.execute(
        select(Region.code, CustomerLevel.code, Branch.code, User.user_name)
        .select_from(Customer)
        .join(Region, Region.id == Customer.region_id)
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .join(Branch, Branch.id == Customer.branch_id)
        .outerjoin(User, User.id == Customer.salesperson_id)
        .where(Customer.id == customer.id)
    ).one()
    codes = dict(zip(("region", "level", "branch", "salesperson"), row, strict=True))
    return row_of(CustomerInput, customer, **{**codes, "salesperson": codes["salesperson"] or ""})


def differing(before: CustomerInput, after: CustomerInput) -> list[str]:
    """The fields that are not as they were, in the order of the file."""
    names = [field.name for field in fields(CustomerInput)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _check_texts(given: CustomerInput, problems: Problems) -> None:
    for name, most in LONGEST.items():
        if len(getattr(given, name)) > most:
            problems.add(name, N_("At most %(most)s characters."), most=most)
    for name in ("name", "region"):
        if not getattr(given, name):
            problems.add(name, N_("Please fill this in."))


def _read(parser: Any, text: str, field: str, problems: Problems) -> str:
    """What the parser makes of a text that may be empty."""
    try:
        return str(parser(text)) if text else ""
    except RuleBroken as refused:
        problems.take(field, refused)
        return text


def _with_tax_number(
    given: CustomerInput, before: CustomerInput | None, problems: Problems
) -> tuple[CustomerInput, bool]:
    try:
        found = parse_credit_code(given.credit_code)
    except RuleBroken as refused:
        if before is None or before.credit_code != given.credit_code:
            problems.take("credit_code", refused)
        return given, False
    return replace(given, credit_code=found.code), found.standing is CreditCodeStanding.OLD


def _with_credit(given: CustomerInput, problems: Problems) -> CustomerInput:
    if not 0 <= given.payment_days <= MOST_PAYMENT_DAYS:
        problems.add("payment_days", N_("From 0 to %(most)s."), most=MOST_PAYMENT_DAYS)
    if not given.credit_limit.is_finite() or not 0 <= given.credit_limit < MONEY_LIMIT:
        problems.add("credit_limit", N_("This amount is out of bounds."))
        return given
    try:
        return replace(given, credit_limit=parse_money(given.credit_limit))
    except RuleBroken as refused:
        problems.take("credit_limit", refused)
        return given


def _check_lists(
    session: Session, given: CustomerInput, before: CustomerInput | None, problems: Problems
) -> None:
    """What is chosen must stand on its list; what was taken off since may stay in the file."""
    chosen = {name: getattr(given, name) for name in LISTS if getattr(given, name)}
    if before is not None:
        chosen = {name: code for name, code in chosen.items() if code != getattr(before, name)}
    if not chosen:
        return
    rows = session.execute(
        select(ChoiceItem.list_key, ChoiceItem.code).where(
            ChoiceItem.list_key.in_([LISTS[name] for name in chosen]),
            ChoiceItem.removed_at.is_(None),
        )
    )
    known = {(key, code) for key, code in rows}
    for name, code in chosen.items():
        if (LISTS[name], code) not in known:
            problems.add(name, N_("This choice does not exist."))


def _look_up(
    tx: Tx, given: CustomerInput, before: CustomerInput | None, problems: Problems
) -> tuple[CustomerInput, dict[str, int | None]]:
    session = tx.session
    level = given.level or plainest_level(tx)
    branch = given.branch or session.scalar(select(Branch.code).where(Branch.is_head_office)) or ""
    given = replace(given, level=level, branch=branch, salesperson=given.salesperson.lower())
    ids: dict[str, int | None] = {
        "region": session.scalar(select(Region.id).where(Region.code == given.region)),
        "level": session.scalar(select(CustomerLevel.id).where(CustomerLevel.code == level)),
        "branch": session.scalar(select(Branch.id).where(Branch.code == branch)),
    }
    for name, found in ids.items():
        if found is None and getattr(given, name):
            problems.add(name, N_("This choice does not exist."))
    ids["salesperson"] = _salesperson(session, given, before, problems)
    return given, ids


def _salesperson(
    session: Session, given: CustomerInput, before: CustomerInput | None, problems: Problems
) -> int | None:
    if not given.salesperson:
        return None
    statement = select(User.id).where(User.user_name == given.salesperson, User.kind == "company")
    if before is None or before.salesperson != given.salesperson:
        statement = statement.where(User.disabled_at.is_(None))
    found = session.scalar(statement)
    if found is None:
        problems.add("salesperson", N_("There is no such salesperson."))
    return found


def plainest_level(tx: Tx) -> str:
    """Code of the level whose customers pay the most of the base price, the oldest of several."""
    factor = discount_on(CustomerLevel.id, tx.today)
    statement = select(CustomerLevel.code).order_by(factor.desc().nulls_last(), CustomerLevel.id)
    return tx.session.scalar(statement.limit(1)) or ""
