"""Quotations at the desk; each customer has one that is drafted and one to be offered."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.contracting import put_quotation
from tests.support.samples.kinds import Area, Kind, Sample
from webapp.models import Customer, Product, Quotation, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import writing
from webapp.services.quotations import kinds

WANTED = (kinds.APPROVED, kinds.DRAFTING)


def _quotations(session: Session, user: User) -> list[Sample]:
    customer_id = user.customer_id or 0
    there = {one.status for one in _read(session, customer_id)}
    for status in WANTED:
        if status not in there:
            _put(session, customer_id, status)
    return _read(session, customer_id)


def _read(session: Session, customer_id: int) -> list[Sample]:
    rows = session.execute(
        select(Quotation.number, Quotation.status)
        .where(Quotation.customer_id == customer_id)
        .order_by(Quotation.status != kinds.APPROVED, Quotation.id)
    )
    return [Sample(number, status) for number, status in rows]


def _put(session: Session, customer_id: int, status: str) -> None:
    """One that stands there, with the only revision that it has."""
    with writing(session, SYSTEM) as tx:
        product_id = tx.session.scalars(select(Product.id).order_by(Product.id).limit(1)).one()
        owner = tx.session.get_one(Customer, customer_id)
        filed_at = None if status == kinds.DRAFTING else tx.now
        number = f"BJ-Q-{customer_id}-{status}"
        put_quotation(tx, owner, number, product_id, status=status, filed_at=filed_at)


AREA = Area(
    (
        Kind(
            "quotation",
            ("quotations/<number>",),
            "BJ-20200101-000001",
            _quotations,
            owned=True,
            right=Permission.QUOTATION_VIEW,
        ),
    ),
    standing={
        "quotations.edit": kinds.DRAFTING,
        "quotations.save": kinds.DRAFTING,
        "quotations.figures": kinds.DRAFTING,
        "quotations.file": kinds.DRAFTING,
        "quotations.offer": kinds.APPROVED,
        "quotations.send_offer": kinds.APPROVED,
        "quotations.draft": "reviewed",
    },
    asked={"quotations.draft": ("inquiry", "inquiry")},
)
