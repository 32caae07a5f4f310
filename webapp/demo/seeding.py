"""The demonstration: an invented wholesaler with four months behind it, made by the real acts.

Everything happens in one transaction; each act has the person and the moment that its story
gives it. The same moment of seeding gives the same history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from webapp.demo import (
    announcing,
    company_acts,
    customer_acts,
    customer_files,
    importing,
    offers,
    pricing,
    shelves,
    staffing,
    stocktaking,
)
from webapp.demo.assortment import round_off
from webapp.demo.cases import Case, cast
from webapp.demo.company import Opening, is_empty
from webapp.demo.office_hours import DAY, OfficeHours
from webapp.demo.returns import Returns
from webapp.demo.stories import KNOWN, Story, stories
from webapp.demo.world import Client, World
from webapp.services.catalog.favourites import set_favourite
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.transaction import Done, Tx, writing
from webapp.services.notices.commands import mark_read
from webapp.services.ordering.cart import set_quantity

#: Working days before now when the company was set up.
FOUNDED = 125
#: Where acts of returns stand among those of the same moment.
BEHIND = 1000
#: Where acts stand that belong to no order.
BESIDE = 1001
Play = Callable[[Tx, Case], Done]
#: How many minutes ago, and what was done.
Aside = tuple[float, Callable[[Tx, datetime], None]]
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
        pricing.keep_prices(root, world, hours)
        staffing.keep_staff(root, world, hours)
        _keep_favourites(root, world, hours)
        sales = world.staff["sales"]
        offers.offer(world, lambda days: root.acting_as(sales, hours.before(days * DAY)))
        announcing.announce(root, world, hours, [announcing.OPENING])
        cases = [cast(story, world) for story in told or stories()]
        aside = [*stocktaking.shelf_acts(world), *customer_files.file_acts(world)]
        _play_all(root, cases, hours, aside)
        importing.bring_in_lists(root, world, hours)
        announcing.announce(root, world, hours, announcing.LATELY)
        _fill_carts(root, world, hours)
        round_off(root, world, hours)
    return True


def _play_all(root: Tx, cases: list[Case], hours: OfficeHours, aside: Sequence[Aside]) -> None:
    """Every act of every story and those beside them, in the order of their moments."""
    acts = [
        (-minutes, number, place, act)
        for number, case in enumerate(cases)
        for place, (minutes, act) in enumerate(case.story.moments())
    ]
    returns = Returns(cases)
    comes_back = [(-minutes, place, BEHIND, act) for minutes, place, act in returns.moments()]
    beside = [(-minutes, index, BESIDE, "") for index, (minutes, _) in enumerate(aside)]
    for earlier, number, place, act in sorted([*acts, *comes_back, *beside]):
        at = hours.before(-earlier)
        if place == BESIDE:
            aside[number][1](root, at)
        elif place == BEHIND:
            returns.play(root, number, act, at)
        else:
            _play(root, cases[number], act, at)


def _play(root: Tx, case: Case, act: str, at: datetime) -> None:
    play, actor = _who(case, act)
    tx = root.acting_as(actor, at)
    if actor.is_customer and case.chance.random() < 0.6:
        mark_read.act(tx)
    case.stands(play(tx, case))
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


def _fill_carts(root: Tx, world: World, hours: OfficeHours) -> None:
    """The customers whom the sign-in page offers find a cart that waits to be ordered."""
    chance = Random("carts")
    for place in KNOWN:
        client: Client = world.clients[place]
        tx = root.acting_as(client.actor, hours.before(20))
        for article in chance.sample(world.articles, 4 + place):
            if not article.is_scarce:
                quantity = article.quantity_for(Decimal(chance.randint(100, 900)))
                set_quantity.act(tx, article.demo.code, quantity)
