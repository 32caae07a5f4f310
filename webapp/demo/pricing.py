"""What became of prices since the company began: steel and copper went up, lamps were cleared
out, good customers got their own, and some of it is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from webapp.demo.office_hours import DAY, OfficeHours
from webapp.demo.world import Article, World
from webapp.services.catalog.price_batch import BatchInput, change_prices, preview_change
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_levels import FactorInput, set_factor
from webapp.services.catalog.price_rules import PERCENT, Adjustment
from webapp.services.catalog.price_setting import set_price, take_back_price
from webapp.services.core.transaction import Tx

CENT = Decimal("0.01")
#: Category, percent, working days before now, days from then until it begins, and why.
CHANGES = (
    ("BOLT", "3", 78, 0, "线材采购价上涨，螺栓类上调 3%"),
    ("LAMP", "-5", 31, 0, "年末清理灯具库存"),
    ("VALV", "4", 4, 18, "铜价上涨，已提前通知客户"),
)
#: Customer, article of those in the tree, share of the base price, days before now, first and
#: last day from then, and why.
AGREED = (
    (0, 11, "0.78", 60, 0, None, "年度框架协议"),
    (0, 57, "0.80", 40, 0, 90, "门店装修项目，量价挂钩"),
    (1, 11, "0.80", 55, 0, None, "年度框架协议"),
    (1, 120, "0.75", 70, 0, 20, "秋季促销专供价"),
    (2, 200, "0.79", 12, 7, 97, "与竞争对手报价持平"),
)


def keep_prices(root: Tx, world: World, hours: OfficeHours) -> None:
    """Everything that the sales head set, each at its moment."""
    for category, percent, ago, ahead, reason in CHANGES:
        tx = _at(root, world, hours, ago)
        found = [one for one in world.articles if one.demo.category == category]
        _change(tx, found, Decimal(percent), tx.today + timedelta(days=ahead), reason)
    for place, article, share, ago, first, last, reason in AGREED:
        tx = _at(root, world, hours, ago)
        begins = tx.today + timedelta(days=first)
        ends = tx.today + timedelta(days=last) if last is not None else None
        demo = world.articles[article].demo
        price = (demo.base_price * Decimal(share)).quantize(CENT)
        customer = world.clients[place].demo.code
        given = PriceInput(demo.code, price, "", customer, begins, ends, reason)
        set_price.act(tx, given)
    _factors(root, world, hours)


def _at(root: Tx, world: World, hours: OfficeHours, days: int) -> Tx:
    return root.acting_as(world.staff["sales"], hours.before(days * DAY))


def _change(
    tx: Tx, articles: Sequence[Article], percent: Decimal, begins: date, reason: str
) -> None:
    codes = tuple(article.demo.code for article in articles)
    given = BatchInput(codes, Adjustment(PERCENT, percent, CENT), begins, reason)
    seen = preview_change(tx.session, tx.actor, given, tx.today).seen
    change_prices.act(tx, given, seen)


def _factors(root: Tx, world: World, hours: OfficeHours) -> None:
    """One level does better since autumn; a price that was to come was taken back."""
    tx = _at(root, world, hours, 45)
    set_factor.act(tx, FactorInput("B", Decimal("0.9300"), tx.today, "二级经销商完成上半年任务"))
    tx = _at(root, world, hours, 9)
    code = world.articles[80].demo.code
    price = (world.articles[80].demo.base_price * 2).quantize(CENT)
    begins = tx.today + timedelta(days=40)
    done = set_price.act(tx, PriceInput(code, price, valid_from=begins, reason="厂家调价函"))
    take_back_price.act(_at(root, world, hours, 8), code, done.details["price_id"], "厂家撤回调价")
