"""Evaluating customers, kept for management (K4): appended, never changed."""

from __future__ import annotations

import calendar
from datetime import date

from sqlalchemy import select

from webapp.models import ChoiceItem, CustomerEvaluation
from webapp.services.core.errors import N_, Problems
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import lock_file
from webapp.services.settings.lists import GRADE

LONGEST_TEXT = 2000
#: Months after which the file may be due again; 0 leaves the day open.
AFTER_MONTHS = (0, 1, 3, 6, 12, 24)


@command
def evaluate_customer(
    tx: Tx, code: str, version: int | None, grade: str, text: str, months: int
) -> Done:
    """Adds an evaluation, which sets the customer's grade and when his file is due again.

    Raises Forbidden without the right to grade, NotFound, Conflict, RuleBroken at its fields.
    """
    customer = lock_file(tx, code, version, Permission.CUSTOMER_GRADE)
    text = text.strip()
    _check(tx, grade, text, months)
    due = months_after(tx.today, months) if months else None
    before = _plain(customer.grade, customer.review_due)
    tx.session.add(
        CustomerEvaluation(
            customer_id=customer.id,
            grade=grade,
            text=text,
            made_at=tx.now,
            made_by_id=tx.actor.user_id,
        )
    )
    customer.grade, customer.reviewed_on, customer.review_due = grade, tx.today, due
    customer.version += 1
    told = {"before": before, "after": _plain(grade, due), "text": text}
    tx.record(customer, "CustomerEvaluated", internal=told)
    return Done(customer.code, version=customer.version)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _check(tx: Tx, grade: str, text: str, months: int) -> None:
    problems = Problems()
    known = select(ChoiceItem.id).where(
        ChoiceItem.list_key == GRADE, ChoiceItem.code == grade, ChoiceItem.removed_at.is_(None)
    )
    if tx.session.scalar(known) is None:
        problems.add("grade", N_("This choice does not exist."))
    if not text:
        problems.add("text", N_("Please fill this in."))
    elif len(text) > LONGEST_TEXT:
        problems.add("text", N_("At most %(most)s characters."), most=LONGEST_TEXT)
    if months not in AFTER_MONTHS:
        problems.add("months", N_("This choice does not exist."))
    problems.refuse()


def _plain(grade: str, due: date | None) -> dict[str, str | None]:
    return {"grade": grade, "review_due": due.isoformat() if due else None}
