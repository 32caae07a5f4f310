"""What became of prices since the company began: steel and copper went up, lamps were cleared
out, good customers got their own, and some of it is still to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand, once
from webapp.demo.world import Article, World
from webapp.services.catalog.price_batch import BatchInput, change_prices, preview_change
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_levels import FactorInput, set_factor
from webapp.services.catalog.price_rules import PERCENT, Adjustment
from webapp.services.catalog.price_setting import set_price, take_back_price
from webapp.services.core.actor import Actor
from webapp.services.core.transaction import Tx

CENT = Decimal("0.01")
Agreed = tuple[int, int, str, int, int, int | None, str]
#: Category, percent, working days before now, days from then until it begins, and why.
CHANGES = (
    ("BOLT", "3", 78, 0, "线材采购价上涨，螺栓类上调 3%"),
    ("LAMP", "-5", 31, 0, "年末清理灯具库存"),
    ("VALV", "4", 4, 18, "铜价上涨，已提前通知客户"),
)
#: Customer, article of those in the tree, share of the base price, days before now, first and
#: last day from then, and why.
AGREED: tuple[Agreed, ...] = (
    (0, 11, "0.78", 60, 0, None, "年度框架协议"),
    (0, 57, "0.80", 40, 0, 90, "门店装修项目，量价挂钩"),
    (1, 11, "0.80", 55, 0, None, "年度框架协议"),
    (1, 120, "0.75", 70, 0, 20, "秋季促销专供价"),
    (2, 200, "0.79", 12, 7, 97, "与竞争对手报价持平"),
)


def price_strands(world: World) -> Iterator[Strand]:
    """Everything that the sales head set, each at its moment."""
    sales = world.staff["sales"]
    for category, percent, ago, ahead, reason in CHANGES:
        found = [one for one in world.articles if one.demo.category == category]
        yield once(ago * DAY, sales, partial(_change, found, Decimal(percent), ahead, reason))
    for agreed in AGREED:
        yield once(agreed[3] * DAY, sales, partial(_agree, world, agreed))
    yield once(45 * DAY, sales, _raise_level)
    yield _taken_back(world, sales)


def _agree(world: World, agreed: Agreed, tx: Tx) -> None:
    place, article, share, _, first, last, reason = agreed
    begins = tx.today + timedelta(days=first)
    ends = tx.today + timedelta(days=last) if last is not None else None
    demo = world.articles[article].demo
    price = (demo.base_price * Decimal(share)).quantize(CENT)
    customer = world.clients[place].demo.code
    set_price.act(tx, PriceInput(demo.code, price, "", customer, begins, ends, reason))


def _change(articles: Sequence[Article], percent: Decimal, ahead: int, reason: str, tx: Tx) -> None:
    codes = tuple(article.demo.code for article in articles)
    begins = tx.today + timedelta(days=ahead)
    given = BatchInput(codes, Adjustment(PERCENT, percent, CENT), begins, reason)
    seen = preview_change(tx.session, tx.actor, given, tx.today).seen
    change_prices.act(tx, given, seen)


def _raise_level(tx: Tx) -> None:
    set_factor.act(tx, FactorInput("B", Decimal("0.9300"), tx.today, "二级经销商完成上半年任务"))


def _taken_back(world: World, sales: Actor) -> Strand:
    """A price that was to come was taken back."""
    demo = world.articles[80].demo
    price = (demo.base_price * 2).quantize(CENT)
    tx = yield 9 * DAY, sales
    begins = tx.today + timedelta(days=40)
    done = set_price.act(tx, PriceInput(demo.code, price, valid_from=begins, reason="厂家调价函"))
    tx = yield 8 * DAY, sales
    take_back_price.act(tx, demo.code, done.details["price_id"], "厂家撤回调价")
