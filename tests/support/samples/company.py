"""Chains, panels, roles, staff and their stand-ins."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.panel_acts import away
from tests.support.samples.kinds import NO_ROW, Area, Kind, Sample, always
from webapp.models import StandIn, User
from webapp.services.identity.accounts import actor_of
from webapp.services.reviews.stand_ins import name_stand_in


def _variants(session: Session, user: User) -> list[Sample]:
    return [Sample("general"), Sample("special", "missing")]


def _stand_ins(session: Session, user: User) -> list[Sample]:
    """One of the sales head's, by whoever asks."""
    sales = session.scalars(select(User).where(User.user_name == "sales")).one()
    under_way = select(StandIn.id).where(StandIn.user_id == sales.id, StandIn.ended_at.is_(None))
    if session.scalar(under_way) is None:
        name_stand_in(session, actor_of(session, sales), away())
    return [Sample(one) for one in session.scalars(under_way)]


AREA = Area(
    (
        Kind("chain", ("chains/<kind>",), "nothing", always("order")),
        Kind("variant", ("<variant>",), "nothing", _variants),
        Kind("panel", ("panels/<code>",), "nothing", always("order_review")),
        Kind("stage", ("<stage>",), "nothing", always("quotation")),
        Kind("stand_in", ("stand-ins/<int:stand_in_id>",), NO_ROW, _stand_ins),
        Kind("role", ("roles/<code>",), "nobody", always("finance_reviewer")),
        # Nobody who signs in while the walk goes on.
        Kind("staff", ("staff/<user_name>",), "nobody", always("review3")),
    ),
    standing={"chains.split": "missing"},
)
