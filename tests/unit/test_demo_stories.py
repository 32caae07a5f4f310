"""The plans of the demonstration's orders, and the working time that they are told in."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from webapp.demo.office_hours import DAY, OfficeHours
from webapp.demo.people import STAFF
from webapp.demo.stories import KNOWN, WANTED, stories
from webapp.services.core.clock import COMPANY_ZONE
from webapp.services.identity.demo import DEMO_LIST

STORIES = stories()
#: Before opening, at noon, at night, on a Sunday, and in the week of a long holiday.
MOMENTS = [
    datetime(2026, 11, 23, 0, 15, tzinfo=UTC),
    datetime(2026, 11, 24, 4, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 19, 0, tzinfo=UTC),
    datetime(2026, 11, 22, 4, 0, tzinfo=UTC),
    datetime(2026, 10, 5, 4, 0, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS)
def test_working_time_runs_back_through_open_hours_only(now: datetime) -> None:
    hours = OfficeHours(now)
    moments = [hours.before(quarter * 15.0) for quarter in range(1, 3000)]
    assert moments[0] < now
    assert all(later > earlier for later, earlier in itertools.pairwise(moments))
    for moment in moments:
        check_open(moment.astimezone(COMPANY_ZONE), now)


@pytest.mark.parametrize("now", MOMENTS)
def test_no_story_ends_after_now(now: datetime) -> None:
    assert OfficeHours(now).before(-30.0) == OfficeHours(now).before(0) <= now


def check_open(moment: datetime, now: datetime) -> None:
    assert (8, 30) <= (moment.hour, moment.minute) <= (18, 0)
    if now - moment > timedelta(days=2):
        assert moment.weekday() != 6
        assert (moment.month, moment.day) not in {(10, day) for day in range(1, 8)}


@pytest.mark.parametrize("now", MOMENTS)
def test_what_is_fresh_is_younger_than_a_day_whenever_it_is_asked(now: datetime) -> None:
    assert now - OfficeHours(now).before(0.55 * DAY) < timedelta(hours=24)


def test_as_many_orders_as_are_wanted() -> None:
    assert sum(WANTED.values()) == len(STORIES) == 400
    assert all(story.acts[0][0] == "submit" for story in STORIES)


@pytest.mark.parametrize("now", MOMENTS)
def test_four_months_are_filled(now: datetime) -> None:
    hours = OfficeHours(now)
    first = min(hours.before(next(story.moments())[0]) for story in STORIES)
    assert timedelta(days=110) < now - first < timedelta(days=130)


def test_acts_follow_each_other() -> None:
    for story in STORIES:
        moments = [minutes for minutes, _ in story.moments()]
        assert moments == sorted(moments, reverse=True)
        assert moments[-1] == pytest.approx(story.ends)


def test_large_customers_order_more() -> None:
    clients = Counter(story.client for story in STORIES)
    assert len(clients) == 40
    assert {client for client, _ in clients.most_common(2)} == set(KNOWN)


@pytest.mark.rule("A11")
def test_every_account_that_is_offered_exists() -> None:
    names = {person.user_name for person in STAFF} | {f"kh{number:03}" for number in range(1, 41)}
    assert {account.user_name for account in DEMO_LIST} <= names


def test_the_plans_are_always_the_same() -> None:
    assert stories() == STORIES
