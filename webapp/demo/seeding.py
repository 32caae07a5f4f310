"""The demonstration: an invented wholesaler with four months behind it, made by the real acts.

Everything happens in one transaction; each act has the person and the moment that its story
gives it. The same moment of seeding gives the same history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from webapp.demo import company_acts, customer_acts, shelves, stocktaking
from webapp.demo.announcing import announcement_strands
from webapp.demo.assortment import round_off
from webapp.demo.cases import Case, cast
from webapp.demo.company import Opening, is_empty
from webapp.demo.contracting import contract_strands
from webapp.demo.customer_files import file_strands
from webapp.demo.importing import list_strands
from webapp.demo.inquiring import inquiry_strands
from webapp.demo.offers import offer_strands
from webapp.demo.office_hours import DAY, OfficeHours
from webapp.demo.panelling import panel_strands
from webapp.demo.pricing import price_strands
from webapp.demo.quoting import quotation_strands
from webapp.demo.rating import rate_strands
from webapp.demo.returns import return_strands
from webapp.demo.staffing import staff_strands
from webapp.demo.stocktaking import shelf_strands
from webapp.demo.stories import KNOWN, Story, stories
from webapp.demo.strands import Strand, once, play
from webapp.demo.supervising import supervision_strands
from webapp.demo.world import World
from webapp.services.catalog.favourites import set_favourite
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.clock import company_day
from webapp.services.core.transaction import Done, Tx, writing
from webapp.services.notices.commands import mark_read
from webapp.services.ordering.cart import set_quantity

#: Working days before now when the company was set up.
FOUNDED = 125
Play = Callable[[Tx, Case], Done]
BY_CUSTOMER: dict[str, Play] = {
    "resubmit": customer_acts.resubmit,
    "withdraw": customer_acts.withdraw,
    "discard": customer_acts.discard,
    "announce_money": customer_acts.announce_money,
    "receive": customer_acts.receive,
    "receive_short": customer_acts.receive_short,
}
BY_REVIEWER: dict[str, Play] = {
    "review": company_acts.review,
    "edit": company_acts.edit,
    "remark": company_acts.remark,
    "to_customer": company_acts.to_customer,
    "void": company_acts.void,
    "settle": company_acts.settle,
}
BY_ACCOUNTANT: dict[str, Play] = {
    "confirm_money": company_acts.confirm_money,
    "refuse_money": company_acts.refuse_money,
    "pass_finance": company_acts.pass_finance,
    "to_review": company_acts.to_review,
}
BY_KEEPER: dict[str, Play] = {
    "take_out": company_acts.take_out,
    "take_part": company_acts.take_part,
    "take_rest": company_acts.take_out,
    "ship": company_acts.ship,
    "close_short": company_acts.close_short,
}


def seed(session: Session, now: datetime, told: Sequence[Story] | None = None) -> bool:
    """Fills an empty database as if it were ``now``; answers False where a company is already.

    ``told`` are the orders to play, all four hundred unless only some are wanted.
    """
    hours = OfficeHours(now)
    with writing(session, SYSTEM) as root:
        if not is_empty(session):
            return False
        opening = root.acting_as(SYSTEM, hours.before(FOUNDED * DAY))
        world = Opening(opening).found()
        shelves.fill(opening, world)
        stocktaking.offer_export(opening)
        _keep_favourites(root, world, hours)
        play(root, hours, _strands(world, hours, told or stories()))
    return True


def _strands(world: World, hours: OfficeHours, told: Sequence[Story]) -> Iterator[Strand]:
    """Everything that happened since the company was set up."""
    cases = [cast(story, world) for story in told]
    yield from map(_order_strand, cases)
    yield from return_strands(cases)
    yield from inquiry_strands(world)
    yield from quotation_strands(world)
    yield from contract_strands(world)
    yield from supervision_strands(world)
    yield from price_strands(world)
    yield from rate_strands(world)
    yield from staff_strands(world)
    yield from panel_strands(world)
    yield from offer_strands(world, company_day(hours.before(0)))
    yield from announcement_strands(world)
    yield from shelf_strands(world)
    yield from file_strands(world)
    yield from list_strands(world)
    yield from _cart_strands(world)
    yield round_off(world)


def _order_strand(case: Case) -> Strand:
    for minutes, act in case.story.moments():
        perform, actor = _who(case, act)
        tx = yield minutes, actor
        if actor.is_customer and case.chance.random() < 0.6:
            mark_read.act(tx)
        case.stands(perform(tx, case))
        case.order(tx)


def _who(case: Case, act: str) -> tuple[Play, Actor]:
    for acts, actor in (
        (BY_CUSTOMER, case.client.actor),
        (BY_REVIEWER, case.reviewer),
        (BY_ACCOUNTANT, case.accountant),
        (BY_KEEPER, case.keeper),
    ):
        if act in acts:
            return acts[act], actor
    return customer_acts.submit, case.placer


def _keep_favourites(root: Tx, world: World, hours: OfficeHours) -> None:
    chance = Random("favourites")
    for place, client in enumerate(world.clients):
        count = 8 if place in KNOWN else chance.choice((0, 0, 3, 5, 9))
        tx = root.acting_as(client.actor, hours.before(100 * DAY))
        for article in chance.sample(world.articles, count):
            set_favourite.act(tx, article.demo.code, True)


def _cart_strands(world: World) -> Iterator[Strand]:
    """The customers whom the sign-in page offers find a cart that waits to be ordered."""
    for place in KNOWN:
        yield once(20, world.clients[place].actor, partial(_fill_cart, world, place))


def _fill_cart(world: World, place: int, tx: Tx) -> None:
    chance = Random(f"cart {place}")
    for article in chance.sample(world.articles, 4 + place):
        if not article.is_scarce:
            quantity = article.quantity_for(Decimal(chance.randint(100, 900)))
            set_quantity.act(tx, article.demo.code, quantity)
