"""Tax classes of articles and their rates by day (dated data: a rate is followed, not edited)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import TaxClass, TaxRate
from webapp.services.core.clock import BEGINNING
from webapp.services.core.keeping import keep
from webapp.services.core.transaction import Tx

STANDARD = "VAT13"
#: Code, Chinese and English name, and the rate that a company is founded with.
FOUNDING = (
    (STANDARD, "增值税 13%（一般货物）", "VAT 13 % (most goods)", Decimal("0.1300")),
    ("VAT9", "增值税 9%（农产品、图书、运输）", "VAT 9 % (farm produce, books)", Decimal("0.0900")),
    ("VAT6", "增值税 6%（服务）", "VAT 6 % (services)", Decimal("0.0600")),
    ("VAT0", "增值税 0%（出口）", "VAT 0 % (export)", Decimal("0.0000")),
)


def tax_rates(session: Session, on: date) -> Mapping[int, Decimal]:
    """The rate of every class on a day, by the class's id."""
    return keep(session, ("tax rates", on), lambda: _read_rates(session, on))


def _read_rates(session: Session, on: date) -> Mapping[int, Decimal]:
    newest_first = TaxRate.valid_from.desc()
    rank = func.row_number().over(partition_by=TaxRate.tax_class_id, order_by=newest_first)
    ranked = (
        select(TaxRate.tax_class_id, TaxRate.rate, rank.label("rank"))
        .where(TaxRate.valid_from <= on)
        .subquery()
    )
    rows = session.execute(select(ranked.c.tax_class_id, ranked.c.rate).where(ranked.c.rank == 1))
    return MappingProxyType({row.tax_class_id: row.rate for row in rows})


def create_tax_class(tx: Tx, code: str, name: str, name_en: str, rate: Decimal) -> TaxClass:
    """A class with its first rate, which holds from the beginning."""
    made = TaxClass(code=code, name=name, name_en=name_en, trail_length=0, trail_head="")
    tx.session.add(made)
    tx.session.flush()
    tx.session.add(
        TaxRate(
            tax_class_id=made.id,
            rate=rate,
            valid_from=BEGINNING,
            set_at=tx.now,
            set_by_id=tx.actor.user_id,
        )
    )
    tx.record(made, "TaxClassCreated", {"code": code, "rate": str(rate)})
    return made


def standard_tax_class(session: Session) -> int:
    """The id of the class of most goods, for what comes in without saying."""
    return session.scalars(
        select(TaxClass.id).order_by(TaxClass.code != STANDARD, TaxClass.id).limit(1)
    ).one()
