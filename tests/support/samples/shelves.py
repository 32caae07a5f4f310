"""Slips on stock."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import Area, Kind, Sample, always
from webapp.models import StockSlip, User


def _slips(session: Session, user: User) -> list[Sample]:
    """Slips are nobody's; a stocktaking under way stands apart from other drafts."""
    rows = session.execute(
        select(StockSlip.number, StockSlip.kind, StockSlip.status).order_by(StockSlip.id)
    )
    return [
        Sample(number, "counting" if (kind, status) == ("count", "draft") else status)
        for number, kind, status in rows
    ]


AREA = Area(
    (
        Kind("slip", ("slips/<number>",), "RK-20200101-000001", _slips),
        Kind("slip_kind", ("slips/new/<kind>",), "nothing", always("in")),
    ),
    standing={
        "stock.edit": "draft",
        "stock.post": "draft",
        "stock.void": "draft",
        "stock.count": "counting",
    },
)
