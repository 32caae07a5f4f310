"""Document numbers: ``DH-O-20160801-000001``, unique under any concurrency; gaps are allowed."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import Table

from webapp.models import NumberRange
from webapp.services.core.transaction import Tx
from webapp.services.core.upsert import insert_of

RETURN = "DH-R"
OUTBOUND = "CK"
WAY = "L"
GOODS_IN = "RK"
GOODS_OUT = "CR"
STOCKTAKING = "PD"
ANNOUNCEMENT = "GG"
IMPORT = "DR"
PROMOTION = "CX"
INQUIRY = "XJ"
QUOTATION = "BJ"
REVIEW = "PS"
CONTRACT = "HT"
PAYMENT_EXCEPTION = "TL"
#: What no kind of order may be numbered with.
OTHER_PREFIXES = frozenset(
    {RETURN, OUTBOUND, WAY, GOODS_IN, GOODS_OUT, STOCKTAKING, ANNOUNCEMENT, IMPORT, PROMOTION}
    | {INQUIRY, QUOTATION, REVIEW, CONTRACT, PAYMENT_EXCEPTION}
)
#: What is longer is no number: it is cut before it is looked for.
LONGEST_NUMBER = 40
RANGES = cast(Table, NumberRange.__table__)


def next_number(tx: Tx, prefix: str) -> str:
    """The next number of a range on the company's calendar day.

    The range's row stays locked until the commit, so ask late in a transaction.
    """
    connection = tx.session.connection()
    taken = {"prefix": prefix, "day": tx.today, "last": 1}
    last = connection.execute(_taking(connection.dialect.name), taken).scalar_one()
    return f"{prefix}-{tx.today:%Y%m%d}-{last:06d}"


@cache
def _taking(dialect: str) -> Any:
    """The statement that moves a range on by one, made once."""
    return (
        insert_of(dialect)(RANGES)
        .on_conflict_do_update(
            index_elements=["prefix", "day"], set_={"last": RANGES.c["last"] + 1}
        )
        .returning(RANGES.c["last"])
    )
