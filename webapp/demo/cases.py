"""An order being played: who has a hand in it, what is ordered, and where it stands by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from sqlalchemy import select

from webapp.demo.stories import Story
from webapp.demo.wording import RESTOCKED
from webapp.demo.world import Article, Client, World
from webapp.models import Order
from webapp.services.catalog.shelf import available_stock
from webapp.services.core.actor import Actor
from webapp.services.core.transaction import Done, Tx
from webapp.services.stock import ledger

#: What an order line comes to, CNY from and to, by the customer's level.
LINE_WORTH = {"A": (300, 3600), "B": (150, 1500), "C": (60, 600)}
MOST_LINES = {"A": 11, "B": 8, "C": 5}
#: A word in a customer's name tells what he mostly buys.
TASTES = {
    "紧固": "FAST", "标准件": "FAST", "锁": "BUILD", "装饰": "BUILD", "建材": "BUILD",
    "建筑": "BUILD", "工具": "HTOOL", "机电": "PTOOL", "模具": "PTOOL", "轴承": "PTOOL",
    "水暖": "PLUMB", "阀门": "PLUMB", "卫浴": "PLUMB", "水电": "PLUMB", "电工": "ELEC",
    "交电": "ELEC", "智能": "ELEC", "劳保": "SAFE", "工业": "SAFE", "船舶": "SUND",
}  # fmt: skip
#: Reviewers by the branch of the customer, the usual one first.
REVIEWERS = {"HQ": ("review", "review2", "sales"), "GZ": ("review3", "review"), "CD": ("review2",)}
Basket = list[tuple[Article, Decimal]]


@dataclass
class Case:
    """One story with its people, and the order that has come of it so far."""

    story: Story
    world: World
    client: Client
    placer: Actor
    reviewer: Actor
    accountant: Actor
    keeper: Actor
    chance: Random
    number: str = ""
    version: int = 0
    out: list[str] = field(default_factory=list)
    travelling: list[str] = field(default_factory=list)
    #: Held until the end, so that the session need not read its lines again for every act.
    row: Order | None = None

    def stands(self, done: Done) -> None:
        self.number, self.version = done.number, done.version

    def order(self, tx: Tx) -> Order:
        if self.row is None:
            statement = select(Order).where(Order.number == self.number)
            self.row = tx.session.scalars(statement).one()
        return self.row


def cast(story: Story, world: World) -> Case:
    """Chooses the people; who placed an order for a customer does not review it."""
    chance = Random(f"order {story.index}")
    client = world.clients[story.client]
    placer = client.actor
    if story.by_staff:
        placer = world.staff[chance.choice((client.demo.salesperson, "sales"))]
    reviewers = [world.staff[name] for name in REVIEWERS[client.demo.branch]]
    reviewers = [one for one in reviewers if one is not placer]
    return Case(
        story=story,
        world=world,
        client=client,
        placer=placer,
        reviewer=chance.choices(reviewers, range(len(reviewers), 0, -1))[0],
        accountant=world.staff[chance.choice(("finance", "finance", "finance2"))],
        keeper=world.keepers[client.warehouse_id],
        chance=chance,
    )


def fill_basket(tx: Tx, case: Case) -> Basket:
    """What the customer puts together today: mostly his own trade, all of it to be had."""
    low, high = LINE_WORTH[case.client.demo.level]
    count = case.chance.randint(2, MOST_LINES[case.client.demo.level])
    trade = _trade(case)
    own = [article for article in case.world.articles if article.top_category in trade]
    chosen: dict[int, tuple[Article, Decimal]] = {}
    while len(chosen) < count:
        article = case.chance.choice(own if case.chance.random() < 0.8 else case.world.articles)
        if article.demo.kind != "regular" and case.chance.random() < 0.7:
            continue
        worth = Decimal(round(low * (high / low) ** case.chance.random()))
        chosen[article.id] = (article, article.quantity_for(worth))
    basket = _without_sold_out(tx, case, list(chosen.values()))
    return basket if len(basket) > 1 else fill_basket(tx, case)


def _trade(case: Case) -> set[str]:
    taste = Random(f"taste of {case.client.demo.code}")
    tops = sorted({article.top_category for article in case.world.articles})
    named = {top for word, top in TASTES.items() if word in case.client.demo.name}
    return named | set(taste.sample(tops, 2))


def _without_sold_out(tx: Tx, case: Case, basket: Basket) -> Basket:
    available = _available(tx, case, basket)
    return [
        (article, quantity)
        for article, quantity in basket
        if not article.is_scarce or available.get(article.id, 0) >= quantity
    ]


def _available(tx: Tx, case: Case, basket: Basket) -> dict[int, Decimal]:
    articles = [article.id for article, _ in basket]
    return available_stock(tx.session, case.client.warehouse_id, articles)


def restock(tx: Tx, case: Case, needed: Basket) -> None:
    """The keeper takes in new goods of whatever would not suffice."""
    available = _available(tx, case, needed)
    short = [
        (article, quantity)
        for article, quantity in needed
        if available.get(article.id, 0) < quantity
    ]
    movements = [
        ledger.Movement(
            article.id,
            quantity + article.quantity_for(Decimal(case.chance.randint(3, 9) * 1000)),
        )
        for article, quantity in short
    ]
    keeper = tx.acting_as(case.keeper, tx.now)
    ledger.post(keeper, case.client.warehouse_id, "in", movements, reason=RESTOCKED)


def lines_as_basket(case: Case, order: Order) -> Basket:
    """What an order asks for, as its basket."""
    articles = {article.id: article for article in case.world.articles}
    return [(articles[line.product_id], line.quantity) for line in order.lines]
