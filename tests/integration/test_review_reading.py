"""Who reads a review, whose queue it stands in, and what a list of reviews says."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.reviewing import CONVENED, SMALL, Reviewing
from tests.support.trials import AUTHOR
from webapp.models import (
    Branch,
    ReviewSeat,
    Role,
    RolePermission,
    StandIn,
    SupervisionWatch,
    User,
    UserRole,
)
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import Forbidden, NotFound
from webapp.services.core.permissions import Reach
from webapp.services.core.transaction import writing
from webapp.services.reviews.listing import ReviewFilter, count_mine, list_reviews
from webapp.services.reviews.reach import check_readable
from webapp.services.reviews.reading import get_review
from webapp.services.reviews.seating import seats_to_fill, take_seat
from webapp.services.reviews.work import KIND
from webapp.services.work.queues import Queue, last_touched, my_work


@pytest.fixture
def filed(reviewing: Reviewing) -> str:
    """A review in its first round; nobody's role lets him see such documents any more."""
    reviewing.panel(SMALL)
    number = reviewing.file()[0]
    with writing(reviewing.session, SYSTEM) as tx:
        for right in tx.session.scalars(
            select(RolePermission).where(RolePermission.permission == "return.review")
        ):
            tx.session.delete(right)
    return number


def reads(reviewing: Reviewing, who: str, number: str) -> bool:
    actor, today = reviewing.company.actor(who), company_day(utc_now())
    listed = list_reviews(reviewing.session, actor, ReviewFilter(), utc_now()).rows
    try:
        check_readable(reviewing.session, actor, number, today)
    except NotFound:
        with pytest.raises(NotFound):
            get_review(reviewing.session, actor, number, utc_now())
        assert number not in [row.number for row in listed]
        return False
    assert get_review(reviewing.session, actor, number, utc_now()).number == number
    assert number in [row.number for row in listed]
    return True


def stands_in(reviewing: Reviewing, deputy: str, absent: str, days: int = 1) -> None:
    """From today for so many days; of yesterday only with -1."""
    today = company_day(utc_now())
    with writing(reviewing.session, SYSTEM) as tx:
        tx.session.add(
            StandIn(
                user_id=reviewing.user_id(absent),
                deputy_id=reviewing.user_id(deputy),
                first_day=min(today, today + timedelta(days=days)),
                last_day=today + timedelta(days=days),
                reason="",
                version=1,
                trail_length=0,
                trail_head="",
            )
        )


def give_right(reviewing: Reviewing, who: str, permission: str, reach: Reach) -> None:
    with writing(reviewing.session, SYSTEM) as tx:
        role = Role(
            code=f"only-{permission}",
            name=permission,
            name_en=permission,
            version=1,
            trail_length=0,
            trail_head="",
            permissions=[RolePermission(permission=permission, scope=reach)],
        )
        tx.session.add(role)
        tx.session.flush()
        tx.session.add(UserRole(user_id=reviewing.user_id(who), role_id=role.id))


@pytest.mark.rule("B3", "B5")
def test_its_people_read_it_and_nobody_else(reviewing: Reviewing, filed: str) -> None:
    assert all(reads(reviewing, who, filed) for who in ("tech1", "tech2", "purch1", AUTHOR))
    # The president's seat comes when it is his turn.
    strangers = ("fin1", "president1", "ship", "kh001")
    assert not any(reads(reviewing, who, filed) for who in strangers)
    for who, key in (("tech1", "shape"), ("purch1", "price"), ("prod1", "dates")):
        reviewing.fill(filed, who, key)
    assert reads(reviewing, "president1", filed)


def test_a_stand_in_reads_it_in_his_days(reviewing: Reviewing, filed: str) -> None:
    stands_in(reviewing, "fin1", "tech1", -1)
    assert not reads(reviewing, "fin1", filed)
    stands_in(reviewing, "fin1", "tech1")
    assert reads(reviewing, "fin1", filed)


@pytest.mark.parametrize(("reach", "is_read"), [(Reach.ALL, True), (Reach.OWN, False)])
def test_the_right_to_such_documents_reaches_it_with_its_customer(
    reviewing: Reviewing, filed: str, reach: Reach, is_read: bool
) -> None:
    give_right(reviewing, "fin1", "return.review", reach)
    assert reads(reviewing, "fin1", filed) == is_read


@pytest.mark.rule("L2")
def test_supervision_reads_what_it_watches(reviewing: Reviewing, filed: str) -> None:
    give_right(reviewing, "fin1", "supervision.watch", Reach.ALL)
    assert not reads(reviewing, "fin1", filed)
    review = reviewing.review(filed)
    with writing(reviewing.session, SYSTEM) as tx:
        tx.session.add(
            SupervisionWatch(
                document_kind=review.document_kind,
                document_id=review.document_id,
                document_number=review.document_number,
                customer_id=review.customer_id,
                amount=1_000_000,
                since=utc_now(),
                hold_reason="",
                version=1,
                trail_length=0,
                trail_head="",
            )
        )
    assert reads(reviewing, "fin1", filed)


def may_take(session: Session, reviewing: Reviewing, who: str, seat: ReviewSeat) -> bool:
    try:
        take_seat(session, reviewing.company.actor(who), seat, company_day(utc_now()))
    except Forbidden:
        return False
    return True


def test_queues_hold_exactly_the_seats_that_may_be_taken(reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED, code="convened")
    reviewing.panel(SMALL)
    first = reviewing.file("TR-1")
    reviewing.fill(first[1], "tech1", "shape")
    reviewing.file("TR-2", authors=(AUTHOR, "purch1"))
    stands_in(reviewing, "fin1", "purch1")
    stands_in(reviewing, "tech1", "prod1")
    stands_in(reviewing, "qual1", "prod1")
    session, today = reviewing.session, company_day(utc_now())
    for who in ("tech1", "tech2", "purch1", "prod1", "fin1", "qual1", "gm1", AUTHOR, "ship"):
        actor = reviewing.company.actor(who)
        seats = session.scalars(select(ReviewSeat).where(ReviewSeat.status == "waiting")).all()
        queued = {row.id for row in session.execute(seats_to_fill(actor, today))}
        assert queued == {one.id for one in seats if may_take(session, reviewing, who, one)}, who


def test_my_work_counts_each_review_once(reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED)
    reviewing.file()
    stands_in(reviewing, "gm1", "helper1")
    session, later = reviewing.session, utc_now() + timedelta(hours=25)
    gm = reviewing.company.actor("gm1")
    (queue,) = of_reviews(session, gm, later)
    assert (queue.label, queue.count, queue.overdue) == ("Reviews to convene", 1, 1)
    assert count_mine(session, gm, later) == 1
    assert of_reviews(session, reviewing.company.actor("tech1"), later) == []


def of_reviews(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """As the list of reviews asks for them; a person's whole work has the same."""
    found = my_work(session, actor, now, of=KIND)
    assert [queue for queue in my_work(session, actor, now) if queue in found] == found
    return found


def test_what_somebody_acted_on_is_remembered(reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    reviewing.fill(number, "tech1", "shape")
    (touched,) = last_touched(reviewing.session, reviewing.company.actor("tech1"), utc_now())
    assert (touched.kind, touched.number, touched.status) == ("review", number, "opinions")
    assert last_touched(reviewing.session, reviewing.company.actor("purch1"), utc_now()) == []


def test_a_list_is_narrowed_and_sorted(reviewing: Reviewing) -> None:
    reviewing.panel()
    first, second = reviewing.file("TR-1")[0], reviewing.file("TR-2")[0]
    for who, key in (("tech1", "shape"), ("purch1", "price"), ("prod1", "dates")):
        reviewing.fill(second, who, key)
    gm = reviewing.company.actor("gm1")

    def found(**wanted: str) -> list[str]:
        page = list_reviews(reviewing.session, gm, ReviewFilter(**wanted), utc_now())
        return [row.number for row in page.rows]

    assert found() == [second, first]
    assert found(sort="number") == [first, second]
    assert found(search="tr-2") == [second]
    assert found(search="KH001") == [second, first]
    assert found(state="closed") == []
    assert found(state="open") == [second, first]
    assert found(outcome="accepted") == []
    assert found(panel="committee") == []
    assert found(state="mine") == []
    tech = reviewing.company.actor("tech2")
    mine = list_reviews(reviewing.session, tech, ReviewFilter(state="opinion"), utc_now())
    assert [row.number for row in mine.rows] == [first]
    row = list_reviews(reviewing.session, gm, ReviewFilter(search=second), utc_now()).rows[0]
    assert [seat.verdict for seat in row.seats if seat.kind == "opinion"] == ["agree"] * 3


def test_head_office_seats_are_not_those_of_a_branch(reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    with writing(reviewing.session, SYSTEM) as tx:
        branch = Branch(code="SZ", name="深圳", name_en="Shenzhen", trail_length=0, trail_head="")
        tx.session.add(branch)
        tx.session.flush()
        user = tx.session.scalars(select(User).where(User.user_name == "tech2")).one()
        user.branch_id = branch.id
    turn = get_review(reviewing.session, reviewing.company.actor("tech2"), number, utc_now()).turn
    assert turn.seats == ()
