"""Naming who sits in one's seats while one is away, and ending it early."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.panel_acts import away
from tests.support.racing import at_once, winners
from webapp.db import Database
from webapp.models import Notice, User
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.identity.staff import disable_staff
from webapp.services.reviews.stand_ins import (
    COMING,
    CURRENT,
    PAST,
    end_stand_in,
    list_stand_ins,
    name_stand_in,
    own_stand_ins,
)
from webapp.services.trail.verifying import verify_trail

pytestmark = pytest.mark.rule("B3")
TODAY = company_day(datetime.now(UTC))


def notices(company: Company) -> list[tuple[str, str]]:
    company.session.rollback()
    rows = company.session.execute(
        select(User.user_name, Notice.name)
        .join(User, User.id == Notice.user_id)
        .where(Notice.document_kind == "stand_in")
        .order_by(Notice.id)
    )
    return [(user_name, name) for user_name, name in rows]


def test_one_names_his_own_and_both_see_it(company: Company) -> None:
    sales, review = company.actor("sales"), company.actor("review")
    name_stand_in(company.session, sales, away())
    name_stand_in(company.session, sales, away(begins=10))
    for reader, may_end in ((sales, True), (review, False)):
        rows = list_stand_ins(company.session, reader, TODAY)
        assert [(one.standing, one.deputy, one.may_end) for one in rows] == [
            (CURRENT, "review", may_end),
            (COMING, "review", may_end),
        ]
    assert list_stand_ins(company.session, company.actor("finance"), TODAY) == []
    assert own_stand_ins(company.session, company.actor("admin"), TODAY) == []
    assert len(list_stand_ins(company.session, company.actor("admin"), TODAY)) == 2
    assert notices(company) == [("review", "StandInNamed")] * 2
    assert list(verify_trail(company.session)) == []


def test_who_manages_reviews_names_them_for_others(company: Company) -> None:
    for_sales = replace(away(), user_name="sales")
    with pytest.raises(Forbidden):
        name_stand_in(company.session, company.actor("finance"), for_sales)
    nobody = replace(away(), user_name="nobody")
    with pytest.raises(NotFound):
        name_stand_in(company.session, company.actor("admin"), nobody)
    name_stand_in(company.session, company.actor("admin"), for_sales)
    assert notices(company) == [("review", "StandInNamed"), ("sales", "StandInNamedForYou")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (away("sales"), "deputy"),
        (away("nobody"), "deputy"),
        (away("kh001"), "deputy"),
        (replace(away(), first_day=None), "first_day"),
        (replace(away(), last_day=None), "last_day"),
        (away(days=0), "last_day"),
        (away(begins=-9), "last_day"),
        (away(days=400), "last_day"),
        (replace(away(), reason="x" * 201), "reason"),
    ],
)
def test_what_will_not_do(company: Company, given: object, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        name_stand_in(company.session, company.actor("sales"), given)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_a_disabled_account_stands_in_for_nobody(company: Company) -> None:
    disable_staff(company.session, company.actor("admin"), "review", 1, "left")
    with pytest.raises(RuleBroken):
        name_stand_in(company.session, company.actor("sales"), away())


@pytest.mark.parametrize(("begins", "days"), [(0, 1), (2, 5), (-1, 9)])
def test_nobody_has_two_on_one_day(company: Company, begins: int, days: int) -> None:
    sales = company.actor("sales")
    name_stand_in(company.session, sales, away(days=3))
    with pytest.raises(RuleBroken) as refused:
        name_stand_in(company.session, sales, away("finance", begins=begins, days=days))
    assert list(refused.value.fields) == ["first_day"]
    name_stand_in(company.session, sales, away("finance", begins=3))
    name_stand_in(company.session, company.actor("finance"), away("review"))


def test_it_ends_early_once(company: Company) -> None:
    sales = company.actor("sales")
    done = name_stand_in(company.session, sales, away())
    with pytest.raises(Forbidden):
        end_stand_in(company.session, company.actor("review"), int(done.number), done.version)
    end_stand_in(company.session, company.actor("admin"), int(done.number), done.version)
    with pytest.raises(Conflict):
        end_stand_in(company.session, sales, int(done.number), done.version + 1)
    with pytest.raises(NotFound):
        end_stand_in(company.session, sales, 999, 1)
    rows = list_stand_ins(company.session, sales, TODAY)
    assert [(one.standing, one.ended_on) for one in rows] == [(PAST, TODAY)]
    assert set(notices(company)) == {
        ("review", "StandInNamed"),
        ("review", "StandInEnded"),
        ("sales", "StandInEndedForYou"),
    }
    name_stand_in(company.session, sales, away("finance"))


def test_what_is_over_is_past(company: Company) -> None:
    sales = company.actor("sales")
    name_stand_in(company.session, sales, away(days=1))
    rows = list_stand_ins(company.session, sales, TODAY + timedelta(days=1))
    assert [(one.standing, one.may_end) for one in rows] == [(PAST, False)]


def test_two_named_at_once_do_not_overlap(company: Company, database: Database) -> None:
    sales = company.actor("sales")
    company.session.rollback()
    outcomes = at_once(
        database,
        [
            lambda session, deputy=deputy: name_stand_in(session, sales, away(deputy))
            for deputy in ("review", "finance")
        ],
    )
    assert len(winners(outcomes)) == 1
