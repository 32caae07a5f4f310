"""What each customer was offered, and the market rates behind it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.contracting import put_quotation
from tests.support.samples.kinds import Area, Kind, Sample, always
from webapp.models import Customer, MarketRate, Product, Quotation, QuotationRevision, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.naming import Named
from webapp.services.core.transaction import writing
from webapp.services.quotations.kinds import OFFERED
from webapp.services.rates.commands import add_rate
from webapp.services.rates.entering import Entered, enter_values


def _offers(session: Session, user: User) -> list[Sample]:
    customer_id = user.customer_id or 0
    if not _read(session, customer_id):
        _offer(session, customer_id)
    return _read(session, customer_id)


def _read(session: Session, customer_id: int) -> list[Sample]:
    rows = session.execute(
        select(Quotation.number, Quotation.status)
        .join(
            QuotationRevision,
            (QuotationRevision.quotation_id == Quotation.id) & (QuotationRevision.number == 1),
        )
        .where(
            Quotation.customer_id == customer_id,
            Quotation.status == OFFERED,
            QuotationRevision.offered_at.is_not(None),
        )
        .order_by(Quotation.id)
    )
    return [Sample(number, status) for number, status in rows]


def _offer(session: Session, customer_id: int) -> None:
    """One that was offered a day ago, as its own acts leave it."""
    with writing(session, SYSTEM) as tx:
        product_id = tx.session.scalars(select(Product.id).order_by(Product.id).limit(1)).one()
        owner = tx.session.get_one(Customer, customer_id)
        offered_at = tx.now - timedelta(days=1)
        number = f"BJ-A-{customer_id}"
        put_quotation(tx, owner, number, product_id, status=OFFERED, offered_at=offered_at)


def _rates(session: Session, user: User) -> list[Sample]:
    """With two values, so that there is a curve."""
    first = select(MarketRate.code).order_by(MarketRate.id).limit(1)
    if session.scalar(first) is None:
        add_rate(session, SYSTEM, "CU", "material", Named("电解铜", "Copper"), "元/吨")
        with writing(session, SYSTEM) as tx:
            for ago in (1, 0):
                entered = [Entered("CU", Decimal(72000 + ago))]
                enter_values.act(tx, tx.today - timedelta(days=ago), entered)
    return [Sample(code) for code in session.scalars(first)]


AREA = Area(
    (
        Kind("offer", ("offers/<number>",), "BJ-20200101-000001", _offers, owned=True),
        Kind("offered_revision", ("<int:revision>.pdf",), 99, always(1)),
        Kind("rate", ("rates/<code>",), "NOTHING", _rates),
    ),
)
