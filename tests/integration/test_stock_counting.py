"""Stocktaking: several people count one sheet, work goes on meanwhile, differences are booked."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from webapp.db import Database
from webapp.models import Category, Product, StockSlip, StockSlipLine
from webapp.services.checking.books import check_books
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.shelves import kinds
from webapp.services.shelves.counting import Counted, enter_counts, start_count
from webapp.services.shelves.lines import WantedMove
from webapp.services.shelves.slip_queries import get_slip, list_lines
from webapp.services.shelves.slips import SlipInput, open_slip, post_slip, void_slip

pytestmark = pytest.mark.rule("H1")


def begun(company: Company) -> str:
    ship = company.actor("ship")
    return start_count(company.session, ship, company.warehouse_id, None, "quarter").number


def lines_of(company: Company, number: str) -> dict[str, StockSlipLine]:
    with Session(company.session.get_bind()) as fresh:
        rows = fresh.execute(
            select(Product.code, StockSlipLine)
            .join(Product, Product.id == StockSlipLine.product_id)
            .join(StockSlip, StockSlip.id == StockSlipLine.slip_id)
            .where(StockSlip.number == number)
        )
        return {row[0]: row[1] for row in rows}


def count(company: Company, number: str, **found: str | None) -> None:
    lines = lines_of(company, number)
    counts = [
        Counted(line.id, line.counted, None if text is None else Decimal(text))
        for code, text in found.items()
        for line in [lines[code.replace("_", "-")]]
    ]
    enter_counts(company.session, company.actor("ship"), number, counts)


def post(company: Company, number: str) -> None:
    ship = company.actor("ship")
    version = get_slip(company.session, ship, number).version
    post_slip(company.session, ship, number, version)


def move(company: Company, kind: str, code: str, quantity: str) -> None:
    lines = [WantedMove(company.products[code], Decimal(quantity))]
    given = SlipInput(kind, company.warehouse_id, lines, "meanwhile")
    open_slip(company.session, company.actor("ship"), given, post=True)


def test_the_sheet_has_every_article_with_what_the_books_say(company: Company) -> None:
    number = begun(company)
    assert number.startswith("PD-")
    books = {code: line.book for code, line in lines_of(company, number).items()}
    assert books == {"BOLT-8": 1000, "NUT-8": 500, "PIPE-20": 80, "LOCK-1": 5}


def test_differences_are_booked_and_blanks_left_alone(company: Company) -> None:
    number = begun(company)
    count(company, number, BOLT_8="990", NUT_8="503", PIPE_20="80")
    post(company, number)
    assert company.stock("BOLT-8") == (990, 0)
    assert company.stock("NUT-8") == (503, 0)
    assert company.stock("LOCK-1") == (5, 0)
    assert list(check_books(company.session, Path("no-such-file"))) == []


@pytest.mark.parametrize("moment", ["before counting", "after counting"])
def test_what_moves_while_counting_goes_on_still_stands(company: Company, moment: str) -> None:
    """Two bolts are missing in the end, whenever 100 others came in."""
    number = begun(company)
    if moment == "before counting":
        move(company, kinds.IN, "BOLT-8", "100")
        count(company, number, BOLT_8="1098")
    else:
        count(company, number, BOLT_8="998")
        move(company, kinds.IN, "BOLT-8", "100")
    post(company, number)
    assert company.stock("BOLT-8") == (1098, 0)


def test_what_an_order_took_while_counting_is_not_missed_twice(company: Company) -> None:
    number = begun(company)
    count(company, number, BOLT_8="1000")
    move(company, kinds.OUT, "BOLT-8", "30")
    post(company, number)
    assert company.stock("BOLT-8") == (970, 0)


def test_two_people_count_different_lines_of_one_sheet(
    company: Company, database: Database
) -> None:
    number = begun(company)
    lines = lines_of(company, number)
    ship, admin = company.actor("ship"), company.actor("admin")
    company.session.rollback()
    start, refused = threading.Barrier(2), []

    def counts(actor: Actor, code: str, found: str) -> None:
        with database.session() as session:
            start.wait()
            try:
                one = Counted(lines[code].id, None, Decimal(found))
                enter_counts(session, actor, number, [one])
            except RuleBroken as error:
                refused.append(error)

    both = [
        threading.Thread(target=counts, args=(ship, "BOLT-8", "1")),
        threading.Thread(target=counts, args=(admin, "NUT-8", "2")),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(20)
    assert refused == []
    found = {code: line.counted for code, line in lines_of(company, number).items()}
    assert (found["BOLT-8"], found["NUT-8"]) == (1, 2)


def test_a_count_of_somebody_else_is_not_overwritten_unseen(company: Company) -> None:
    number = begun(company)
    count(company, number, NUT_8="480")
    lines = lines_of(company, number)
    late = [
        Counted(lines["NUT-8"].id, None, Decimal(470)),
        Counted(lines["PIPE-20"].id, None, Decimal(79)),
    ]
    ship = company.actor("ship")
    with pytest.raises(RuleBroken) as refused:
        enter_counts(company.session, ship, number, late)
    assert list(refused.value.fields) == [f"counted.{lines['NUT-8'].id}"]
    assert lines_of(company, number)["PIPE-20"].counted is None
    knowing = [Counted(lines["NUT-8"].id, Decimal(480), Decimal(470)), late[1]]
    done = enter_counts(company.session, ship, number, knowing)
    assert done.details["changed"] == 2
    same = [Counted(lines["NUT-8"].id, Decimal(480), Decimal(470))]
    assert enter_counts(company.session, ship, number, same).details["changed"] == 0


def test_who_posts_has_seen_every_count(company: Company) -> None:
    number = begun(company)
    count(company, number, NUT_8="480")
    ship = company.actor("ship")
    seen = get_slip(company.session, ship, number).version
    count(company, number, BOLT_8="1")
    with pytest.raises(Conflict):
        post_slip(company.session, ship, number, seen)
    assert company.stock("NUT-8") == (500, 0)


def test_a_loss_of_promised_goods_names_the_orders(company: Company) -> None:
    order = company.place(company.wanted(LOCK_1="4"))
    number = begun(company)
    count(company, number, LOCK_1="3")
    with pytest.raises(RuleBroken) as refused:
        post(company, number)
    (message,) = refused.value.fields["stock.LOCK-1"]
    assert message.params["orders"] == order.number
    assert company.stock("LOCK-1") == (5, 4)


def test_two_sheets_never_count_the_same_article(company: Company) -> None:
    number = begun(company)
    ship = company.actor("ship")
    with pytest.raises(RuleBroken) as refused:
        begun(company)
    assert refused.value.message.params["number"] == number
    version = get_slip(company.session, ship, number).version
    void_slip(company.session, ship, number, version, "begun twice")
    assert begun(company) != number


def test_a_sheet_may_be_of_one_category_and_is_posted_only_when_counted(company: Company) -> None:
    ship = company.actor("ship")
    place = company.warehouse_id
    category = company.session.scalars(select(Category.id)).first()
    number = start_count(company.session, ship, place, category).number
    with pytest.raises(RuleBroken):
        post(company, number)
    for wrong_place, wrong_category in ((2**31 - 1, None), (place, 2**31 - 1)):
        with pytest.raises(RuleBroken):
            start_count(company.session, ship, wrong_place, wrong_category)


def test_counts_are_bounded_and_belong_to_the_sheet(company: Company) -> None:
    number = begun(company)
    lines = lines_of(company, number)
    ship = company.actor("ship")
    for found in ("-1", "1000000000"):
        given = [Counted(lines["NUT-8"].id, None, Decimal(found))]
        with pytest.raises(RuleBroken):
            enter_counts(company.session, ship, number, given)
    with pytest.raises(NotFound):
        enter_counts(company.session, ship, number, [Counted(2**31 - 1, None, Decimal(1))])
    for who in ("sales", "kh001"):
        with pytest.raises(Forbidden):
            enter_counts(company.session, company.actor(who), number, [])
        with pytest.raises(Forbidden):
            start_count(company.session, company.actor(who), company.warehouse_id, None)


def test_lines_are_shown_all_left_or_differing(company: Company) -> None:
    number = begun(company)
    count(company, number, NUT_8="480", BOLT_8="1000")
    sales = company.actor("sales")
    slip = get_slip(company.session, sales, number)
    assert (slip.lines, slip.counted, slip.differing) == (4, 2, 1)
    codes = {
        shown: [one.code for one in list_lines(company.session, sales, slip, shown=shown).rows]
        for shown in ("", "left", "differing")
    }
    assert len(codes[""]) == 4
    assert sorted(codes["left"]) == ["LOCK-1", "PIPE-20"]
    assert codes["differing"] == ["NUT-8"]
    assert get_slip(company.session, company.actor("ship"), number).worth is None


@pytest.mark.parametrize("kind", [kinds.COUNT, kinds.IN, kinds.OUT])
def test_a_slip_is_worth_what_its_lines_show(company: Company, kind: str) -> None:
    # A metre of pipe costs 9.7212, so 12.5 of them are worth half a cent too much: 121.515.
    if kind == kinds.COUNT:
        number = begun(company)
        count(company, number, NUT_8="480", BOLT_8="1007", PIPE_20="67.5")
    else:
        moves = [
            WantedMove(company.products[code], Decimal("12.5")) for code in ("NUT-8", "PIPE-20")
        ]
        given = SlipInput(kind, company.warehouse_id, moves, "why")
        number = open_slip(company.session, company.actor("ship"), given).number
    sales = company.actor("sales")
    slip = get_slip(company.session, sales, number)
    shown = [line.worth or Decimal(0) for line in list_lines(company.session, sales, slip).rows]
    assert slip.worth == sum(shown)
    assert slip.worth
