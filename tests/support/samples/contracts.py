"""Contracts; each customer has one that is drawn up and one to be signed, besides those on
paper."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.contracting import put_quotation
from tests.support.samples.kinds import Area, Kind, Sample
from webapp.models import Contract, ContractRevision, Customer, Product, User
from webapp.services.contracts.drawing import draw_contract
from webapp.services.core.actor import SYSTEM
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import writing

NOBODYS = "HT-20200101-000001"


def _contracts(session: Session, user: User) -> list[Sample]:
    customer_id = user.customer_id or 0
    there = {one.status for one in _read(session, customer_id)}
    for status in ("draft", "approved"):
        if status not in there:
            _draw(session, customer_id, status)
    return _read(session, customer_id)


def _read(session: Session, customer_id: int) -> list[Sample]:
    rows = session.execute(
        select(Contract.number, Contract.status)
        .where(Contract.customer_id == customer_id)
        .order_by(Contract.status != "approved", Contract.id.desc())
    )
    return [Sample(number, status) for number, status in rows]


def _draw(session: Session, customer_id: int, status: str) -> None:
    """One that stands where it would after its reviews, which nobody was asked for."""
    quotation = f"BJ-S-{customer_id}-{status}"
    with writing(session, SYSTEM) as tx:
        product_id = tx.session.scalars(select(Product.id).order_by(Product.id).limit(1)).one()
        put_quotation(tx, tx.session.get_one(Customer, customer_id), quotation, product_id)
    number = draw_contract(session, SYSTEM, quotation).number
    if status == "draft":
        return
    with writing(session, SYSTEM) as tx:
        tx.session.execute(update(Contract).where(Contract.number == number).values(status=status))
        judged = select(Contract.id).where(Contract.number == number).scalar_subquery()
        tx.session.execute(
            update(ContractRevision)
            .where(ContractRevision.contract_id == judged)
            .values(submitted_at=tx.now)
        )


AREA = Area(
    (
        Kind(
            "contract",
            ("contracts/<path:number>",),
            NOBODYS,
            _contracts,
            owned=True,
            right=Permission.CONTRACT_VIEW,
        ),
    ),
    standing={
        "contracts.show": "approved",
        "contracts.edit": "draft",
        "contracts.paper": "approved",
        "contracts.sheet": "approved",
        "portal_contracts.show": "approved",
        "portal_contracts.paper": "approved",
        "contracts.draw": "formal",
    },
    asked={"contracts.draw": ("quotation", "quotation")},
)
