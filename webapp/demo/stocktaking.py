"""The shelves of the invented company: goods that came in, a stocktaking that is booked, one that
is under way, broken goods that wait for a signature; and export orders with an own chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from random import Random

from sqlalchemy import select

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand, once
from webapp.demo.world import Article, World
from webapp.models import Category, OrderKind, StockBalance, StockSlip, StockSlipLine
from webapp.services.chains.commands import split_chain
from webapp.services.core.transaction import Done, Tx
from webapp.services.orders import kinds as orders
from webapp.services.orders.order_kinds import KindInput, change_order_kind
from webapp.services.shelves import kinds
from webapp.services.shelves.counting import Counted, enter_counts, start_count
from webapp.services.shelves.lines import WantedMove
from webapp.services.shelves.slips import SlipInput, open_slip, post_slip

SUPPLIER = "永固五金厂到货，送货单 YG-8842"
BROKEN = "搬运破损，待报废"
QUARTER = "季度盘点"
IN_DOUBT = "货架抽查"
COUNTED_WHOLE = "TAPE"
UNDER_WAY = "LOCK"


def offer_export(tx: Tx) -> None:
    """Export orders are on, and run on a chain of their own."""
    kind = tx.session.scalars(select(OrderKind).where(OrderKind.code == "export")).one()
    given = KindInput(kind.name, kind.name_en, kind.number_prefix, is_on=True)
    change_order_kind.act(tx, kind.code, kind.version, given)
    split_chain.act(tx, orders.KIND, kind.code)


def shelf_strands(world: World) -> Iterator[Strand]:
    """What the keeper of the first warehouse did in the last days, and how many minutes ago."""
    place = next(iter(world.warehouses.values()))
    keeper = world.keepers[place]
    scarce = [article for article in world.articles if article.is_scarce]

    def bring_in(tx: Tx) -> None:
        _write(tx, kinds.IN, place, SUPPLIER, scarce[:6], "20", post=True)

    def write_off(tx: Tx) -> None:
        _write(tx, kinds.OUT, place, BROKEN, _well_stocked(tx, world, place)[:3], "1")

    acts: list[tuple[float, Callable[[Tx], None]]] = [
        (2 * DAY, bring_in),
        (DAY, lambda tx: _take_stock(tx, place)),
        (90, lambda tx: _begin_count(tx, place)),
        (40, write_off),
    ]
    return (once(minutes, keeper, act) for minutes, act in acts)


def _write(
    tx: Tx,
    kind: str,
    place: int,
    reason: str,
    articles: Sequence[Article],
    quantity: str,
    *,
    post: bool = False,
) -> None:
    lines = [WantedMove(article.id, Decimal(quantity)) for article in articles]
    open_slip.act(tx, SlipInput(kind, place, lines, reason), post=post)


def _well_stocked(tx: Tx, world: World, place: int) -> list[Article]:
    rows = tx.session.scalars(
        select(StockBalance.product_id).where(
            StockBalance.warehouse_id == place,
            StockBalance.on_hand > StockBalance.reserved + Decimal(10),
        )
    )
    stocked = set(rows)
    return [article for article in world.articles if article.id in stocked]


def _take_stock(tx: Tx, place: int) -> None:
    """A whole category counted and booked; two articles are found to differ."""
    done = _sheet(tx, place, COUNTED_WHOLE, QUARTER)
    done = _count(tx, done, _lines(tx, done))
    post_slip.act(tx, done.number, done.version)


def _begin_count(tx: Tx, place: int) -> None:
    """Half of a category counted so far."""
    done = _sheet(tx, place, UNDER_WAY, IN_DOUBT)
    lines = _lines(tx, done)
    _count(tx, done, lines[: len(lines) // 2])


def _sheet(tx: Tx, place: int, category: str, reason: str) -> Done:
    category_id = tx.session.scalars(select(Category.id).where(Category.code == category)).one()
    return start_count.act(tx, place, category_id, reason)


def _lines(tx: Tx, done: Done) -> list[StockSlipLine]:
    slip = tx.session.scalars(select(StockSlip).where(StockSlip.number == done.number)).one()
    tx.session.refresh(slip)
    return slip.lines


def _count(tx: Tx, done: Done, lines: Sequence[StockSlipLine]) -> Done:
    """Everything as the books say, but two lines of which more is there."""
    more = set(Random("counted").sample(range(len(lines)), 2))
    counts = [
        Counted(line.id, None, (line.book or Decimal(0)) + (2 if index in more else 0))
        for index, line in enumerate(lines)
    ]
    return enter_counts.act(tx, done.number, counts)
