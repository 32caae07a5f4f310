"""Goods in and goods out by slips: drafted, posted through the ledger, never changed after (H1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.stages import Stages
from webapp.models import Event, StockEntry
from webapp.services.checking.books import check_books
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.ordering.lines import RawLine
from webapp.services.orders import kinds as orders
from webapp.services.shelves import kinds
from webapp.services.shelves.lines import WantedMove, resolve_moves
from webapp.services.shelves.queries import (
    StockFilter,
    get_article,
    list_movements,
    list_stock,
)
from webapp.services.shelves.slip_queries import SlipFilter, get_slip, list_lines, list_slips
from webapp.services.shelves.slips import SlipInput, change_slip, open_slip, post_slip, void_slip

pytestmark = pytest.mark.rule("H1")


def wanted(company: Company, **quantities: str) -> list[WantedMove]:
    return [
        WantedMove(company.products[code.replace("_", "-")], Decimal(quantity))
        for code, quantity in quantities.items()
    ]


def written(company: Company, kind: str, *, post: bool = False, **quantities: str) -> Done:
    given = SlipInput(kind, company.warehouse_id, wanted(company, **quantities), "why")
    return open_slip(company.session, company.actor("ship"), given, post=post)


def findings(company: Company) -> Iterable[object]:
    company.session.rollback()
    return list(check_books(company.session, Path("no-such-file")))


def test_a_draft_moves_nothing_and_posting_moves_all(company: Company) -> None:
    done = written(company, kinds.IN, BOLT_8="100", LOCK_1="2.5")
    assert (done.number[:3], done.status) == ("RK-", kinds.DRAFT)
    assert company.stock("BOLT-8") == (1000, 0)
    posted = post_slip(company.session, company.actor("ship"), done.number, done.version)
    assert posted.status == kinds.POSTED
    assert company.stock("BOLT-8") == (1100, 0)
    assert company.stock("LOCK-1") == (Decimal("7.5"), 0)
    assert findings(company) == []


def test_a_slip_is_posted_as_it_is_written(company: Company) -> None:
    done = written(company, kinds.OUT, post=True, NUT_8="30")
    assert (done.number[:3], done.status) == ("CR-", kinds.POSTED)
    assert company.stock("NUT-8") == (470, 0)
    entry = company.session.scalars(
        select(StockEntry).where(StockEntry.document_number == done.number)
    ).one()
    assert (entry.kind, entry.on_hand, entry.reason) == ("issue", -30, "why")
    events = company.session.scalars(select(Event.name).where(Event.subject_number == done.number))
    assert list(events) == ["SlipWritten", "SlipPosted"]


def test_what_is_posted_stands(company: Company) -> None:
    done = written(company, kinds.IN, post=True, NUT_8="1")
    ship = company.actor("ship")
    given = SlipInput(kinds.IN, company.warehouse_id, wanted(company, NUT_8="2"))
    with pytest.raises(Conflict):
        change_slip(company.session, ship, done.number, done.version, given)
    with pytest.raises(Conflict):
        void_slip(company.session, ship, done.number, done.version, "wrong")
    with pytest.raises(Conflict):
        post_slip(company.session, ship, done.number, done.version)
    assert company.stock("NUT-8") == (501, 0)


def test_a_draft_is_changed_and_given_up(company: Company) -> None:
    done = written(company, kinds.IN, NUT_8="1", BOLT_8="5")
    ship = company.actor("ship")
    given = SlipInput(kinds.IN, company.warehouse_id, wanted(company, PIPE_20="3", NUT_8="2"), "b")
    changed = change_slip(company.session, ship, done.number, done.version, given)
    slip = get_slip(company.session, ship, done.number)
    lines = list_lines(company.session, ship, slip).rows
    assert [(line.code, line.quantity) for line in lines] == [("PIPE-20", 3), ("NUT-8", 2)]
    with pytest.raises(Conflict):
        change_slip(company.session, ship, done.number, done.version, given)
    with pytest.raises(RuleBroken):
        void_slip(company.session, ship, done.number, changed.version, " ")
    void_slip(company.session, ship, done.number, changed.version, "twice")
    assert company.stock("PIPE-20") == (80, 0)


def test_more_than_is_there_cannot_leave_and_nothing_of_it_does(company: Company) -> None:
    done = written(company, kinds.OUT, NUT_8="10", LOCK_1="6")
    with pytest.raises(RuleBroken) as refused:
        post_slip(company.session, company.actor("ship"), done.number, done.version)
    assert list(refused.value.fields) == ["stock.LOCK-1"]
    assert company.stock("NUT-8") == (500, 0)
    with pytest.raises(RuleBroken):
        written(company, kinds.OUT, post=True, LOCK_1="6")
    slips = list_slips(company.session, company.actor("ship"), SlipFilter())
    assert [row.number for row in slips.rows] == [done.number]


def test_what_orders_hold_cannot_leave_and_they_are_named(company: Company) -> None:
    order = company.place(company.wanted(LOCK_1="4"))
    with pytest.raises(RuleBroken) as refused:
        written(company, kinds.OUT, post=True, LOCK_1="2")
    (message,) = refused.value.fields["stock.LOCK-1"]
    assert message.params["orders"] == order.number
    assert (message.params["left"], message.params["reserved"]) == ("3", "4")
    assert company.stock("LOCK-1") == (5, 4)


def test_a_slip_needs_lines_a_warehouse_and_to_go_out_a_reason(company: Company) -> None:
    ship = company.actor("ship")
    given = SlipInput(kinds.OUT, 2**31 - 1, [])
    with pytest.raises(RuleBroken) as refused:
        open_slip(company.session, ship, given)
    assert set(refused.value.fields) == {"warehouse_id", "reason", "lines"}
    with pytest.raises(NotFound):
        open_slip(company.session, ship, SlipInput(kinds.COUNT, company.warehouse_id, []))
    with pytest.raises(NotFound):
        post_slip(company.session, ship, "RK-1", 1)


@pytest.mark.parametrize("who", ["sales", "region1", "finance", "kh001"])
def test_only_who_manages_stock_writes_slips(company: Company, who: str) -> None:
    done = written(company, kinds.IN, NUT_8="1")
    actor = company.actor(who)
    given = SlipInput(kinds.IN, company.warehouse_id, wanted(company, NUT_8="2"))
    for act in (
        lambda: open_slip(company.session, actor, given),
        lambda: change_slip(company.session, actor, done.number, done.version, given),
        lambda: post_slip(company.session, actor, done.number, done.version),
        lambda: void_slip(company.session, actor, done.number, done.version, "x"),
    ):
        with pytest.raises(Forbidden):
            act()


def test_rows_are_read_by_code_and_bar_code_and_added_up(company: Company) -> None:
    raw = [
        RawLine(1, "bolt-8", "10"),
        RawLine(2, "6900000000014", "2.5", remark="broken box"),
        RawLine(3, "NUT-8", ""),
        RawLine(4, "GONE", "1"),
        RawLine(5, "NUT-8", "0"),
        RawLine(6, "NUT-8", "1e309"),
    ]
    moves, problems = resolve_moves(company.session, company.actor("ship"), raw)
    assert [(one.quantity, one.remark) for one in moves] == [(Decimal("12.5"), "broken box")]
    assert sorted(problems) == [3, 4, 5, 6]


def test_the_list_says_what_there_is_and_its_worth_to_who_may_know(company: Company) -> None:
    company.place(company.wanted(LOCK_1="5"))
    written(company, kinds.OUT, post=True, NUT_8="500")
    sales, ship = company.actor("sales"), company.actor("ship")

    def codes(**narrowed: str) -> list[str]:
        wanted = StockFilter(**narrowed)
        return [row.code for row in list_stock(company.session, sales, wanted).rows]

    assert codes() == ["BOLT-8", "LOCK-1", "NUT-8", "PIPE-20"]
    assert codes(state="out") == ["NUT-8"]
    assert codes(state="below") == ["LOCK-1", "NUT-8"]
    assert codes(search="lock") == ["LOCK-1"]
    by_least = list_stock(company.session, ship, StockFilter(), sort="available", rows=2)
    rest = list_stock(
        company.session, ship, StockFilter(), sort="available", rows=2, after=by_least.after
    )
    assert [row.available for row in (*by_least.rows, *rest.rows)] == [0, 0, 80, 1000]
    assert {row.worth for row in by_least.rows} == {None}
    lock = list_stock(company.session, sales, StockFilter(search="LOCK-1")).rows[0]
    assert lock.worth is not None


def test_movements_tell_what_was_left_and_hide_orders_out_of_reach(company: Company) -> None:
    order = Stages(company).passed_until(orders.SHIPMENT)
    other = company.place(company.wanted(BOLT_8="10"), by="kh002")
    done = written(company, kinds.IN, post=True, BOLT_8="7")
    reader = company.actor("region1")
    rows = list_movements(
        company.session, reader, get_article(company.session, reader, "bolt-8")
    ).rows
    assert [(row.kind, row.left) for row in rows][:2] == [("in", 987), ("reserve", 980)]
    assert [row.document for row in rows][:2] == [done.number, ""]
    assert rows[1].who == ""
    told = {row.order for row in rows}
    assert order.number in told
    assert other.number not in told
