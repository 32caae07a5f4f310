"""Stand-ins sit for somebody on his days, by the same rules as he does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.support.reviewing import (
    Reviewing,
)
from webapp.models import (
    Notice,
    ReviewSeat,
    StandIn,
    User,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import Forbidden
from webapp.services.core.transaction import writing
from webapp.services.reviews import seating

pytestmark = pytest.mark.rule("B3", "B5")


def put_in(reviewing: Reviewing, absent: str, deputy: str, first: int = 0, last: int = 0) -> None:
    """``deputy`` sits for ``absent`` from so many days ahead of today to so many."""
    with writing(reviewing.session, SYSTEM) as tx:
        tx.session.add(
            StandIn(
                user_id=reviewing.user_id(absent),
                deputy_id=reviewing.user_id(deputy),
                first_day=tx.today + timedelta(days=first),
                last_day=tx.today + timedelta(days=last),
            )
        )


def test_a_stand_in_sits_for_somebody_on_his_days(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    put_in(reviewing, "tech1", "store1", first=1, last=9)
    put_in(reviewing, "purch1", "store1", first=-9, last=-1)
    for key in ("shape", "price"):
        assert reviewing.refusal(number, "store1", key) == seating.NOT_HERE
    put_in(reviewing, "tech1", "store1")
    reviewing.fill(number, "store1", "shape")
    assert reviewing.given_by("shape") == tuple(map(reviewing.user_id, ("store1", "tech1")))


def test_a_stand_in_sits_in_one_seat_only(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    put_in(reviewing, "tech1", "store1")
    put_in(reviewing, "purch1", "store1")
    reviewing.fill(number, "store1", "shape")
    assert reviewing.refusal(number, "store1", "price") == seating.SITS_ALREADY


def test_nobody_stands_in_for_an_author_or_for_who_has_left(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file(authors=("sales1", "tech1", "store1"))
    put_in(reviewing, "tech1", "qual1")
    put_in(reviewing, "tech2", "store1")
    assert reviewing.refusal(number, "qual1", "shape") == seating.NOT_HERE
    assert reviewing.refusal(number, "store1", "shape") == seating.WROTE_IT
    put_in(reviewing, "purch1", "ipr1")
    with writing(reviewing.session, SYSTEM) as tx:
        left = update(User).where(User.user_name == "purch1").values(disabled_at=tx.now)
        tx.session.execute(left)
    assert reviewing.refusal(number, "ipr1", "price") == seating.NOT_HERE


def test_those_who_can_fill_a_seat_are_told_and_nobody_else(reviewing: Reviewing) -> None:
    put_in(reviewing, "purch1", "store1")
    reviewing.panel()
    reviewing.file(authors=("sales1", "tech1"))
    reviewing.session.rollback()
    told = reviewing.session.execute(
        select(User.user_name, Notice.name).join(User, User.id == Notice.user_id)
    )
    assert {tuple(row) for row in told} == {
        (who, "SeatAsked") for who in ("tech2", "purch1", "store1", "prod1")
    }


def test_holders_are_those_whom_the_seat_lets_in(reviewing: Reviewing) -> None:
    """The list of who could fill a seat and the act itself never disagree."""
    put_in(reviewing, "tech1", "store1")
    put_in(reviewing, "purch1", "store1")
    put_in(reviewing, "prod1", "sales1")
    reviewing.panel()
    (number,) = reviewing.file()
    reviewing.fill(number, "store1", "shape")
    day = company_day(utc_now())
    session = reviewing.session
    session.rollback()
    seats = session.scalars(select(ReviewSeat).where(ReviewSeat.status == "waiting")).all()
    found = seating.holders(session, seats, day)
    listed = {(who, seat_id) for seat_id, people in found.items() for who in people}
    everybody = session.execute(select(User.id, User.user_name)).all()
    actors = {id_: reviewing.company.actor(name) for id_, name in everybody}
    seats = session.scalars(select(ReviewSeat).where(ReviewSeat.status == "waiting")).all()
    let_in = set()
    for id_, actor in actors.items():
        for seat in seats:
            try:
                seating.take_seat(session, actor, seat, day)
            except Forbidden:
                continue
            let_in.add((id_, seat.id))
    assert listed == let_in
