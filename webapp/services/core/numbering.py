"""Document numbers: ``DH-O-20160801-000001``, unique under any concurrency; gaps are allowed."""

from __future__ import annotations

from webapp.models import NumberRange
from webapp.services.core.transaction import Tx
from webapp.services.core.upsert import dialect_insert

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


def next_number(tx: Tx, prefix: str) -> str:
    """The next number of a range on the company's calendar day.

    The range's row stays locked until the commit, so ask late in a transaction.
    """
    day = tx.today
    statement = (
        dialect_insert(tx.session, NumberRange)
        .values(prefix=prefix, day=day, last=1)
        .on_conflict_do_update(
            index_elements=["prefix", "day"], set_={"last": NumberRange.last + 1}
        )
        .returning(NumberRange.last)
    )
    last = tx.session.execute(statement).scalar_one()
    return f"{prefix}-{day:%Y%m%d}-{last:06d}"
