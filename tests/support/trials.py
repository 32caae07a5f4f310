"""Documents of a small kind of their own, to be put before panels of reviews.

The engine knows of a document what its kind declares and nothing more: this one is a row of the
company's lists, whose name is its status and whose position the version that was filed last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Branch, ChoiceItem, Customer, Review, User
from webapp.services.core.errors import N_, Conflict
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.reviews import kinds
from webapp.services.reviews.approval import find_approval
from webapp.services.reviews.opening import Filed, file_for_review
from webapp.services.reviews.ruling import withdraw_reviews
from webapp.services.reviews.sheets import Fact, MaterialToJudge, ReviewSheet, Section

KIND = "trial"
ABANDONED = "abandoned"
#: Who wrote the case, and files it.
AUTHOR = "sales1"
STEEL = MaterialToJudge(
    "steel", "45 钢", "Φ20", "t", Decimal(4100), Decimal(4000), date(2026, 11, 2)
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A version of the document: its parts by name, and who wrote it."""

    inputs: Mapping[str, Any] = field(default_factory=lambda: {"shape": 1, "price": 1, "dates": 1})
    authors: tuple[str, ...] = (AUTHOR,)
    product_kind: str = "regular"
    branch: str = "HQ"


@command
def file_trial(tx: Tx, number: str, trial: Trial) -> Done:
    """Puts the next version of the document up for approval; the first one makes it."""
    row = _row(tx, number)
    row.position += 1
    row.version += 1
    row.name = "review"
    people = tx.session.scalars(select(User.id).where(User.user_name.in_(trial.authors)))
    branch = tx.session.scalars(select(Branch.id).where(Branch.code == trial.branch)).one()
    tx.session.flush()
    reviews = file_for_review(
        tx,
        Filed(
            kind=KIND,
            document_id=row.id,
            number=number,
            version=row.position,
            branch_id=branch,
            customer_id=tx.session.scalars(select(Customer.id).limit(1)).one(),
            product_kind=trial.product_kind,
            inputs=trial.inputs,
            authors=frozenset(people),
        ),
    )
    return Done(number, row.name, row.version, {"reviews": [one.number for one in reviews]})


@command
def abandon_trial(tx: Tx, number: str) -> Done:
    """Gives the document up, with its reviews (B8)."""
    row = _row(tx, number)
    row.name = ABANDONED
    withdraw_reviews(tx, KIND, row.id, "no profit")
    return Done(number, row.name, row.version)


def _row(tx: Tx, number: str) -> ChoiceItem:
    row = tx.session.scalar(
        select(ChoiceItem)
        .where(ChoiceItem.list_key == KIND, ChoiceItem.code == number)
        .with_for_update()
    )
    if row is None:
        row = ChoiceItem(list_key=KIND, code=number, name="", name_en="", position=0, version=0)
        tx.session.add(row)
        tx.session.flush()
    if row.name == ABANDONED:
        raise Conflict(N_("%(number)s has moved on meanwhile. Nothing was changed."), number=number)
    return row


def _lock(tx: Tx, document_id: int) -> None:
    tx.session.scalars(
        select(ChoiceItem).where(ChoiceItem.id == document_id).with_for_update()
    ).one()


def _react(tx: Tx, review: Review) -> None:
    row = tx.session.get_one(ChoiceItem, review.document_id)
    if row.name == ABANDONED:
        raise Conflict(
            N_("%(number)s has moved on meanwhile. Nothing was changed."), number=row.code
        )
    approval = find_approval(tx.session, KIND, row.id, row.position)
    row.name = "approved" if approval else review.outcome or "review"


def _is_filed(session: Session, document_id: int, version: int) -> bool:
    return 0 < version <= session.get_one(ChoiceItem, document_id).position


def _sheet(session: Session, document_id: int, version: int) -> ReviewSheet:
    number = session.get_one(ChoiceItem, document_id).code
    facts = (Fact("Version", version, "quantity"),)
    return ReviewSheet(number, (Section("shape", "Shape", facts),), (STEEL,))


TRIAL = kinds.ReviewedKind(
    key=KIND,
    label="Trial",
    endpoint="returns.show",
    view=Permission.RETURN_REVIEW,
    inputs={"shape": "Shape", "price": "Price", "dates": "Dates"},
    lock=_lock,
    react=_react,
    is_filed=_is_filed,
    sheet=_sheet,
)
