"""Orders made from contracts and quotations, at their price and within what is left (G8, F5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.agreeing import Agreeing
from tests.support.company import Company, reprice
from tests.support.promoting import a_promotion, publish
from tests.support.racing import at_once, winners
from tests.support.reviewing import Reviewing
from webapp.db import Database
from webapp.models import ContractLine, Order, OrderLine, PanelSetting
from webapp.services.checking import agreements
from webapp.services.contracts.amending import amend_contract, drop_amendment, end_contract
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, DomainError, NotFound, RuleBroken
from webapp.services.core.transaction import Done, writing
from webapp.services.orders.agreements import AgreedLine, shared_out
from webapp.services.orders.commands import resubmit_order
from webapp.services.orders.from_agreements import (
    place_order_from_contract,
    place_order_from_quotation,
)
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import edit_lines, send_back, void_order
from webapp.services.orders.tying import tie_article
from webapp.services.promotions.terms import GIFT, PERCENT

D = Decimal


@pytest.fixture
def agreeing(company: Company) -> Agreeing:
    return Agreeing(Reviewing(company))


def refusal(act: object) -> DomainError:
    assert callable(act)
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value


@pytest.mark.rule("G8", "F5")
@pytest.mark.parametrize("by", ["kh001", "sales"])
def test_an_order_has_its_contracts_price_and_names_its_line(agreeing: Agreeing, by: str) -> None:
    number = agreeing.contract()
    reprice(agreeing.session, "BOLT-8", "9.9900")
    order = agreeing.order(number, "105", by=by)
    contract = agreeing.contracting.contract(number)
    assert (order.contract_id, order.quotation_id) == (contract.id, contract.quotation_id)
    assert order.contract_number == number
    line = order.lines[0]
    assert (line.price, line.price_source, line.price_id) == (D("1.3500"), "contract", None)
    assert (line.contract_line_id, line.price_fixed) == (agreeing.lines(number)[0], True)
    assert (line.tax_rate, line.amount) == (D("0.1300"), D("141.75"))


@pytest.mark.rule("G8", "F5")
def test_neither_promotions_nor_tax_rates_of_the_day_touch_it(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    with writing(agreeing.session, SYSTEM) as tx:
        line = tx.session.get_one(ContractLine, agreeing.lines(number)[0])
        line.tax_rate = D("0.0900")
    publish(agreeing.company, a_promotion(PERCENT))
    publish(agreeing.company, a_promotion(GIFT))
    ordered = agreeing.order(number).lines[0]
    assert (ordered.price, ordered.promotion_id, ordered.reduction) == (D("1.3500"), None, D(0))
    assert ordered.tax_rate == D("0.0900")


@pytest.mark.rule("G8")
def test_no_more_than_is_left_can_be_ordered(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    agreeing.order(number, "600")
    refused = refusal(lambda: agreeing.order(number, "401"))
    assert isinstance(refused, RuleBroken)
    assert refused.message.params["left"] == "400"
    last = agreeing.order(number, "400")
    assert isinstance(refusal(lambda: agreeing.order(number, "1")), RuleBroken)
    admin = agreeing.company.actor("admin")
    void_order(agreeing.session, admin, last.number, last.version, "not wanted")
    assert agreeing.order(number, "400").total_amount == D("540.00")


@pytest.mark.rule("G8")
def test_an_edit_keeps_the_price_and_stays_within_the_contract(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    order = agreeing.order(number, "600")
    agreeing.order(number, "300")
    clerk, line = agreeing.company.actor("review"), order.lines[0]
    edit = partial(edit_lines, agreeing.session, clerk, order.number, order.version)
    wanted = WantedLine(line.product_id, D("700"), line_id=line.id)
    assert isinstance(refusal(lambda: edit([replace(wanted, quantity=D("701"))])), RuleBroken)
    assert isinstance(refusal(lambda: edit([replace(wanted, special_price=D(1))])), RuleBroken)
    assert isinstance(refusal(lambda: edit([replace(wanted, is_free=True)])), RuleBroken)
    nuts = WantedLine(agreeing.company.products["NUT-8"], D(1))
    assert isinstance(refusal(lambda: edit([wanted, nuts])), RuleBroken)
    # Another line of the same article belongs to the contract as well.
    edit([replace(wanted, quantity=D("650")), WantedLine(line.product_id, D("50"))])
    lines = agreeing.company.order(order.number).lines
    assert {(one.price, one.price_source, one.contract_line_id) for one in lines} == {
        (D("1.3500"), "contract", line.contract_line_id)
    }


@pytest.mark.rule("G8", "F5")
def test_an_order_that_came_back_keeps_its_contract(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    order = agreeing.order(number, "600")
    admin, customer = agreeing.company.actor("admin"), agreeing.company.actor("kh001")
    send_back(agreeing.session, admin, order.number, order.version, "draft", "unclear")
    # What came back still counts, so that it can be submitted again.
    assert isinstance(refusal(lambda: agreeing.order(number, "401")), RuleBroken)
    reprice(agreeing.session, "BOLT-8", "9.9900")
    line = order.lines[0]
    again = replace(
        agreeing.given(contract_number="something else"),
        lines=[WantedLine(line.product_id, D("900"), line_id=line.id)],
    )
    version = agreeing.company.order(order.number).version
    resubmit_order(agreeing.session, customer, order.number, version, again)
    after = agreeing.company.order(order.number)
    assert (after.contract_number, after.lines[0].price) == (number, D("1.3500"))
    assert after.lines[0].contract_line_id == line.contract_line_id


@pytest.mark.rule("G8")
def test_an_amendment_goes_on_with_what_is_left(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    order = agreeing.order(number, "600")
    contracting = agreeing.contracting
    contracting.act(amend_contract, "sales", number, "later delivery")
    # The version in force binds while the amendment is under way, and after it is dropped.
    assert agreeing.order(number, "100").contract_id == order.contract_id
    contracting.act(drop_amendment, "sales", number, "not needed")
    assert agreeing.order(number, "100").contract_id == order.contract_id
    contracting.act(amend_contract, "sales", number, "later delivery, really")
    agreeing.contracting.reword(number, delivery_terms="两个月内分批")
    agreeing.bring_into_force(number)
    assert agreeing.lines(number)[0] != order.lines[0].contract_line_id
    assert isinstance(refusal(lambda: agreeing.order(number, "201")), RuleBroken)
    assert agreeing.order(number, "200").lines[0].contract_line_id == agreeing.lines(number)[0]


@pytest.mark.rule("G8", "B10")
def test_only_a_contract_in_force_can_be_ordered_from(agreeing: Agreeing) -> None:
    signed = agreeing.contracting.signed()
    agreeing.prepay("100000.00")
    bolts = {agreeing.contracting.revision(signed).lines[0].id: D(10)}
    order = partial(place_order_from_contract, agreeing.session)
    sales, customer = agreeing.company.actor("sales"), agreeing.company.actor("kh001")
    given = agreeing.given()
    assert isinstance(refusal(lambda: order(sales, signed, bolts, given)), Conflict)
    assert isinstance(refusal(lambda: order(customer, signed, bolts, given)), NotFound)
    agreeing.contracting.file(signed)
    stranger = agreeing.company.actor("kh002")
    assert isinstance(refusal(lambda: order(stranger, signed, bolts, given)), NotFound)
    assert order(customer, signed, bolts, given).number
    agreeing.contracting.act(end_contract, "sales", signed, "done")
    assert isinstance(refusal(lambda: order(sales, signed, bolts, given)), Conflict)


@pytest.mark.rule("G8")
def test_a_new_product_needs_its_article_first(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    line = agreeing.lines(number)[1]
    hinges = {line: D("5")}
    sales = agreeing.company.actor("sales")
    order = partial(
        place_order_from_contract, agreeing.session, sales, number, hinges, agreeing.given()
    )
    assert isinstance(refusal(order), RuleBroken)
    tie = partial(tie_article, agreeing.session, sales, "contract", number, line)
    assert isinstance(refusal(lambda: tie("NO-SUCH")), RuleBroken)
    # Agreed by the pair, counted by the piece.
    assert isinstance(refusal(lambda: tie("LOCK-1")), RuleBroken)
    with writing(agreeing.session, SYSTEM) as tx:
        tx.session.get_one(ContractLine, line).unit = "个"
    tie("LOCK-1")
    made = agreeing.company.order(order().number)
    assert (made.lines[0].code, made.lines[0].price) == ("LOCK-1", D("18.5000"))
    assert isinstance(refusal(lambda: tie("NUT-8")), Conflict)


@pytest.mark.rule("G8")
def test_a_quotation_alone_suffices_where_the_company_says_so(agreeing: Agreeing) -> None:
    number = agreeing.contracting.quoted()
    customer = agreeing.company.actor("kh001")
    bolts = agreeing.quoted_lines(number)
    order = partial(
        place_order_from_quotation, agreeing.session, customer, number, bolts, agreeing.given()
    )
    assert isinstance(refusal(order), Conflict)
    agreeing.choose(order_from_quotation="always")
    made = agreeing.company.order(order().number)
    assert (made.contract_number, made.contract_id) == (number, None)
    assert (made.lines[0].price, made.lines[0].price_source) == (D("1.3500"), "quotation")
    agreeing.choose(order_from_quotation="never")
    assert isinstance(refusal(order), Conflict)
    agreeing.choose(order_from_quotation="without_panels")
    with writing(agreeing.session, SYSTEM) as tx:
        for panel in tx.session.scalars(select(PanelSetting)):
            panel.is_on = panel.stage != "contract"
    assert order().number
    assert isinstance(refusal(lambda: [order() for _ in range(9)]), RuleBroken)


@pytest.mark.rule("G8")
def test_what_was_ordered_from_the_quotation_is_not_ordered_again(agreeing: Agreeing) -> None:
    agreeing.choose(order_from_quotation="always")
    quotation = agreeing.contracting.quoted()
    customer = agreeing.company.actor("kh001")
    bolts = agreeing.quoted_lines(quotation)
    given = agreeing.given()
    place_order_from_quotation(agreeing.session, customer, quotation, bolts, given)
    number = agreeing.contracted(quotation)
    agreeing.prepay("100000.00")
    again = partial(place_order_from_quotation, agreeing.session, customer, quotation, bolts)
    assert isinstance(refusal(lambda: again(given)), Conflict)
    assert isinstance(refusal(lambda: agreeing.order(number, "801")), RuleBroken)
    assert agreeing.order(number, "800").number


@pytest.mark.rule("G8")
@pytest.mark.databases("postgresql")
def test_two_orders_at_once_never_exceed_the_contract(
    agreeing: Agreeing, database: Database
) -> None:
    number = agreeing.contract()
    actors = [agreeing.company.actor(name) for name in ("kh001", "sales", "admin", "kh001")]

    def order(session: Session, by: int) -> Done:
        return agreeing.ask(session, actors[by], number, "300")

    outcomes = at_once(database, [partial(order, by=index) for index in range(4)])
    assert len(winners(outcomes)) == 3
    with database.session() as session:
        taken = session.scalar(select(func.sum(OrderLine.quantity)).join(Order))
    assert taken == D("900")


@pytest.mark.rule("G8")
@pytest.mark.databases("postgresql")
def test_an_edit_and_an_order_at_once_never_exceed_the_contract(
    agreeing: Agreeing, database: Database
) -> None:
    number = agreeing.contract()
    order = agreeing.order(number, "500")
    clerk, customer = agreeing.company.actor("review"), agreeing.company.actor("kh001")
    line = order.lines[0]
    wanted = [WantedLine(line.product_id, D("900"), line_id=line.id)]
    outcomes = at_once(
        database,
        [
            lambda session: edit_lines(session, clerk, order.number, order.version, wanted),
            lambda session: agreeing.ask(session, customer, number, "400"),
        ],
    )
    assert len(winners(outcomes)) == 1


@pytest.mark.rule("G8")
@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [10, 5]),
        ([(1, 7, 4)], [6, 5]),
        ([(99, 7, 4)], [6, 5]),
        ([(1, 7, 8), (99, 7, 4)], [0, 3]),
        ([(None, 7, 15)], [0, 0]),
        ([(2, 7, 5), (99, 7, 11)], [0, 0]),
        ([(99, 8, 4)], [10, 5]),
    ],
)
def test_orders_of_earlier_versions_are_held_against_the_lines_in_force(
    taken: Sequence[tuple[int | None, int, int]], left: Sequence[int]
) -> None:
    def line(line_id: int, quantity: int) -> AgreedLine:
        return AgreedLine(line_id, line_id, 7, "", "", "", "", D(quantity), D(1), D(0))

    held = shared_out(
        [line(1, 10), line(2, 5)], [(one, product, D(many)) for one, product, many in taken]
    )
    assert [one.left for one in held] == [D(many) for many in left]


@pytest.mark.rule("F5", "G8")
def test_the_books_notice_a_price_that_its_contract_does_not_give(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    order = agreeing.order(number, "600")
    assert not list(agreements.check(agreeing.session))
    with writing(agreeing.session, SYSTEM) as tx:
        line = tx.session.get_one(OrderLine, order.lines[0].id)
        line.price, line.quantity = D("1.3600"), D("1200")
    found = [one.what for one in agreements.check(agreeing.session)]
    assert len(found) == 2
