"""Returns; the demonstration has none of every customer's, so they are asked for here."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import Area, Kind, Sample
from webapp.models import Order, OrderLine, ReturnRequest, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import Done
from webapp.services.identity.accounts import actor_of
from webapp.services.returns.commands import send_return_back
from webapp.services.returns.placing import ReturnedLine, request_return


def _returns(session: Session, user: User) -> list[Sample]:
    """One in review and one that came back to the customer are among them."""
    user_id = user.id
    there = {one.status for one in _read(session, user)}
    if "draft" not in there:
        asked = _ask(session, user)
        send_return_back(session, SYSTEM, asked.number, asked.version, "draft", "数量不清")
    if "return_review" not in there:
        _ask(session, session.get_one(User, user_id))
    return _read(session, session.get_one(User, user_id))


def _read(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(ReturnRequest.number, ReturnRequest.status)
        .where(ReturnRequest.customer_id == user.customer_id)
        .order_by(ReturnRequest.status != "return_review", ReturnRequest.id)
    )
    return [Sample(number, status) for number, status in rows]


def _ask(session: Session, user: User) -> Done:
    order = session.scalars(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.customer_id == user.customer_id, OrderLine.received >= 2)
        .order_by(Order.id.desc())
        .limit(1)
    ).one()
    line = next(line for line in order.lines if line.received >= 2)
    back = [ReturnedLine(line.id, Decimal(1), "外观划伤")]
    return request_return(session, actor_of(session, user), order.number, back, "质量问题")


ORDER = ("order", "order")

AREA = Area(
    (Kind("return", ("returns/<number>",), "DH-R-20200101-000001", _returns, owned=True),),
    standing={
        "portal_returns.edit": "draft",
        "returns.edit": "draft",
        "portal_returns.create": "completed",
        "returns.create": "completed",
    },
    asked={"portal_returns.create": ORDER, "returns.create": ORDER},
)
