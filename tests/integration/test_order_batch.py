"""Many orders passed at once, each in its own transaction, and notes kept inside the company."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.support.company import Company, a_picture
from webapp.models import Event
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.files.storing import Paper
from webapp.services.orders.batch import Marked, pass_marked
from webapp.services.orders.filters import OrderFilter
from webapp.services.orders.notes import change_remark, file_inside
from webapp.services.orders.queues import list_orders
from webapp.services.orders.review import pass_step

KEY = "a-key-of-a-batch-that-is-long"


@pytest.mark.rule("A10")
def test_one_refusal_holds_back_no_other(company: Company) -> None:
    orders = [company.place() for _ in range(3)]
    pass_step(company.session, company.actor("sales"), orders[1].number, 1, "order_review")
    marked = [Marked(order.number, order.version) for order in orders]
    outcomes = pass_marked(company.session, company.actor("review"), KEY, "order_review", marked)
    assert [one.is_done for one in outcomes] == [True, False, True]
    assert {company.order(one.number).status for one in orders} == {"finance_review"}
    assert company.order(orders[1].number).version == 2


def test_the_same_batch_again_gives_the_same_answers(company: Company) -> None:
    order = company.place()
    reviewer = company.actor("review")
    marked = [Marked(order.number, order.version)]
    answers = [
        pass_marked(company.session, reviewer, KEY, "order_review", marked) for _ in range(2)
    ]
    assert answers[0] == answers[1]
    passed = select(func.count()).where(Event.name == "StepPassed")
    assert company.session.scalar(passed) == 1


def test_a_batch_without_a_key_passes_nothing(company: Company) -> None:
    order = company.place()
    marked = [Marked(order.number, order.version)]
    outcomes = pass_marked(company.session, company.actor("review"), "", "order_review", marked)
    assert [one.is_done for one in outcomes] == [False]
    with pytest.raises(RuleBroken):
        pass_marked(company.session, company.actor("review"), KEY, "order_review", [])


def test_the_remark_is_internal_in_the_trail_too(company: Company) -> None:
    order = company.place()
    reviewer = company.actor("review")
    change_remark(company.session, reviewer, order.number, order.version, "slow payer")
    event = company.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.data, event.internal) == ({}, {"before": "", "after": "slow payer"})
    with pytest.raises(Conflict):
        change_remark(company.session, reviewer, order.number, order.version, "again")
    with pytest.raises(Forbidden):
        change_remark(company.session, company.actor("ship"), order.number, 2, "no")


def test_internal_papers_reach_as_far_as_the_order(company: Company) -> None:
    other = company.place(by="kh002")
    papers = [Paper("other", a_picture())]
    with pytest.raises(NotFound):
        file_inside(company.session, company.actor("region1"), other.number, papers)
    with pytest.raises(Forbidden):
        file_inside(company.session, company.actor("kh002"), other.number, papers)
    assert file_inside(company.session, company.actor("finance"), other.number, papers).version


@pytest.mark.parametrize("status", ["", "order_review"])
@pytest.mark.parametrize("sort", ["", "oldest", "newest"])
def test_lists_are_paged_both_ways_without_losing_a_row(
    company: Company, status: str, sort: str
) -> None:
    made = [company.place(company.wanted(NUT_8="1")).number for _ in range(7)]
    reviewer = company.actor("review")
    wanted = OrderFilter(status=status, sort=sort)  # type: ignore[arg-type]
    now = company.order(made[0]).created_at
    seen, after, pages = [], "", []
    while not pages or after:
        page = list_orders(company.session, reviewer, wanted, now, after=after, rows=3)
        seen += [row.number for row in page.rows]
        pages.append(page)
        after = page.after
    newest_first = sort == "newest" or (not sort and not status)
    assert seen == (made[::-1] if newest_first else made)
    back = list_orders(company.session, reviewer, wanted, now, before=pages[-1].previous, rows=3)
    assert back.rows == pages[1].rows
    assert (back.previous, back.after) == (pages[1].previous, pages[1].after)
