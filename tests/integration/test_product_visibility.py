"""A restricted article is seen by its levels only, through every door that leads to articles."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.integration.test_product_acts import change
from tests.support.company import Company, a_picture
from webapp.models import CustomerLevel, Product, StoredFile
from webapp.services.catalog.favourites import set_favourite
from webapp.services.catalog.pictures import find_picture
from webapp.services.catalog.prices import begin_discount
from webapp.services.catalog.products import add_pictures
from webapp.services.catalog.queries import (
    ShelfFilter,
    category_tree,
    get_product,
    get_shelf_row,
    list_products,
)
from webapp.services.catalog.searching import suggest_products
from webapp.services.catalog.units import UnitRow
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.errors import NotFound, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.files.storing import Paper
from webapp.services.ordering.cart import set_quantity
from webapp.services.ordering.lines import RawLine, article_names, resolve_lines, typed_quantity
from webapp.services.ordering.menu import menu_counts
from webapp.services.ordering.order_form import FormWords, write_order_form
from webapp.services.ordering.queries import get_cart
from webapp.services.orders.again import order_again
from webapp.services.orders.commands import resubmit_order
from webapp.services.orders.placing import OrderInput
from webapp.services.orders.queries import get_order
from webapp.services.orders.review import edit_lines, send_back

pytestmark = pytest.mark.rule("H1")

CODE = "LOCK-1"
BARCODE = "6900000000045"


def now() -> datetime:
    return datetime.now(UTC)


def restrict(company: Company) -> None:
    """From now on the lock is for the level B, which neither customer has."""
    with writing(company.session, SYSTEM) as tx:
        level = CustomerLevel(code="B", name="B级", name_en="Level B")
        tx.session.add(level)
        tx.session.flush()
        begin_discount(tx, level.id, Decimal(1))
    box = UnitRow("箱", "box", Decimal(5), "6900000009994")
    change(company, CODE, levels=("B",), units=(box,))


def shelf(company: Company, actor: Actor, **wanted: Any) -> list[str]:
    page = list_products(company.session, actor, ShelfFilter(**wanted), now())
    return [row.code for row in page.rows]


def listed(company: Company, actor: Actor) -> bool:
    return CODE in shelf(company, actor)


def searched(company: Company, actor: Actor) -> bool:
    return CODE in shelf(company, actor, query="lock")


def counted(company: Company, actor: Actor) -> bool:
    return [one.count for one in category_tree(company.session, actor)] == [4]


def suggested(company: Company, actor: Actor) -> bool:
    return CODE in [one.code for one in suggest_products(company.session, actor, BARCODE)]


def opened(company: Company, actor: Actor) -> bool:
    return _is_there(lambda: get_product(company.session, actor, CODE, now()))


def drawn_anew(company: Company, actor: Actor) -> bool:
    return _is_there(lambda: get_shelf_row(company.session, actor, CODE, now()))


def put_into_the_cart(company: Company, actor: Actor) -> bool:
    return _is_there(lambda: set_quantity(company.session, actor, CODE, Decimal(1)))


def counted_in_units(company: Company, actor: Actor) -> bool:
    return _is_there(lambda: typed_quantity(company.session, actor, CODE, "1"))


def marked(company: Company, actor: Actor) -> bool:
    return _is_there(lambda: set_favourite(company.session, actor, CODE, True))


def typed(company: Company, actor: Actor) -> bool:
    raw = [RawLine(1, CODE.lower(), "1"), RawLine(2, BARCODE, "1")]
    wanted, _ = resolve_lines(company.session, actor, raw)
    assert len(wanted) in (0, 2)
    return bool(wanted)


def named(company: Company, actor: Actor) -> bool:
    return bool(article_names(company.session, actor, [RawLine(1, CODE, "1")]))


def on_the_order_form(company: Company, actor: Actor) -> bool:
    words = FormWords("form", "note", "sheet", ("code",) * 8, True)
    book = write_order_form(company.session, actor, now(), words)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    return CODE in [row[0] for row in rows]


def pictured(company: Company, actor: Actor) -> bool:
    company.session.rollback()
    token = company.session.scalar(
        select(StoredFile.token)
        .join(Product, Product.picture_id == StoredFile.id)
        .where(Product.code == CODE)
    )
    return find_picture(company.session, actor, token or "") is not None


DOORS = (
    listed,
    searched,
    counted,
    suggested,
    opened,
    drawn_anew,
    put_into_the_cart,
    counted_in_units,
    marked,
    typed,
    named,
    on_the_order_form,
    pictured,
)


def _is_there(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_restricted_article_is_behind_no_door(
    company: Company, door: Callable[[Company, Actor], bool]
) -> None:
    add_pictures(company.session, company.actor("sales"), CODE, 1, [a_picture()])
    assert door(company, company.actor("kh001"))
    restrict(company)
    assert not door(company, company.actor("kh001"))
    change(company, CODE, levels=("A", "B"))
    assert door(company, company.actor("kh001"))


def test_it_leaves_carts_and_favourites_that_it_lies_in(company: Company) -> None:
    buyer = company.actor("kh001")
    set_quantity(company.session, buyer, CODE, Decimal(1))
    set_quantity(company.session, buyer, "NUT-8", Decimal(1))
    set_favourite(company.session, buyer, CODE, True)
    restrict(company)
    buyer = company.actor("kh001")
    assert [row.product.code for row in get_cart(company.session, buyer, now()).rows] == ["NUT-8"]
    assert menu_counts(company.session, buyer).cart == 1
    assert shelf(company, buyer, favourites=True) == []


def test_it_stays_readable_on_orders_and_is_not_ordered_again(company: Company) -> None:
    order = company.place(company.wanted(LOCK_1="2", NUT_8="1"))
    add_pictures(company.session, company.actor("sales"), CODE, 1, [a_picture()])
    restrict(company)
    buyer = company.actor("kh001")
    view = get_order(company.session, buyer, order.number, now())
    assert view.lines[0].code == CODE
    assert pictured(company, buyer)
    assert not pictured(company, company.actor("kh002"))
    again = order_again(company.session, buyer, order.number, now())
    assert [(row.is_sold, row.changes) for row in again] == [(False, ("gone",)), (True, ())]


def test_it_may_stay_on_an_order_that_is_submitted_again(company: Company) -> None:
    order = company.place(company.wanted(LOCK_1="2"))
    restrict(company)
    review = company.actor("review")
    send_back(company.session, review, order.number, order.version, "draft", "unclear")
    buyer, order = company.actor("kh001"), company.order(order.number)
    raw = [RawLine(1, CODE, "1", str(order.lines[0].id))]
    wanted, problems = resolve_lines(company.session, buyer, raw, company.products.values())
    assert problems == {}
    given = OrderInput(
        lines=wanted,
        requested_date=(now() + timedelta(days=3)).date(),
        papers=(Paper("signature", a_picture()),),
    )
    done = resubmit_order(company.session, buyer, order.number, order.version, given)
    assert done.status == "order_review"


@pytest.mark.parametrize("who", ["kh001", "sales", "system"])
def test_nobody_places_it_for_a_customer_who_does_not_see_it(company: Company, who: str) -> None:
    restrict(company)
    with pytest.raises(RuleBroken) as refused:
        company.place(company.wanted(LOCK_1="1"), by=who)
    assert set(refused.value.fields) == {"lines.0"}


def test_nobody_puts_it_on_an_order_of_such_a_customer(company: Company) -> None:
    order = company.place()
    restrict(company)
    review = company.actor("review")
    wanted = company.wanted(LOCK_1="1")
    with pytest.raises(RuleBroken):
        edit_lines(company.session, review, order.number, order.version, wanted)


def test_the_company_finds_it_everywhere(company: Company) -> None:
    restrict(company)
    review = company.actor("review")
    assert suggested(company, review)
    assert named(company, review)
    assert pictured(company, review) is False


def test_a_unit_is_found_by_its_bar_code_and_counted(company: Company) -> None:
    restrict(company)
    review = company.actor("review")
    raw = [RawLine(1, "6900000009994", "1"), RawLine(2, CODE, "1 箱"), RawLine(3, CODE, "2 桶")]
    wanted, problems = resolve_lines(company.session, review, raw)
    assert [line.quantity for line in wanted] == [Decimal(5), Decimal(5)]
    assert set(problems) == {3}
    assert [one.code for one in suggest_products(company.session, review, raw[0].code)] == [CODE]
