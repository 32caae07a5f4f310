"""Reading slips: their list, one of them, and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    Select,
    SQLColumnExpression,
    case,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from webapp.models import Product, StockBalance, StockSlip, StockSlipLine, User, Warehouse
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.money import round_money
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events
from webapp.services.documents.views import EventView
from webapp.services.shelves import kinds, rules

#: Lines of a sheet that are shown at once, so that a tablet can hold them.
SHEET_LINES = 200
DIFFERENCE = StockSlipLine.counted - func.coalesce(StockSlipLine.book, 0)
#: What a line moves, as ``rules.moves`` says it; nothing while it is not counted.
MOVES: dict[str, SQLColumnExpression[Decimal] | SQLColumnExpression[Decimal | None]] = {
    kinds.IN: StockSlipLine.quantity,
    kinds.OUT: -StockSlipLine.quantity,
    kinds.COUNT: DIFFERENCE,
}
#: A quantity has three decimals and a cost four, so their product has seven.
UNITS_A_CENT = 10**5
SHOWN: dict[str, ColumnElement[bool]] = {
    "": StockSlipLine.id.is_not(None),
    "left": StockSlipLine.counted.is_(None),
    "differing": StockSlipLine.counted.is_not(None) & (DIFFERENCE != 0),
}


@dataclass(frozen=True, slots=True)
class SlipFilter:
    """``search`` is a part of a number or a reason, or the code of an article on it."""

    search: str = ""
    kind: str = ""
    status: str = ""
    warehouse_id: int | None = None


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip in its list; ``lines`` of which ``counted`` in a stocktaking."""

    id: int
    number: str
    kind: str
    status: str
    warehouse: str
    warehouse_en: str
    reason: str
    made_at: datetime
    made_by: str
    posted_at: datetime | None
    lines: int
    counted: int


@dataclass(frozen=True, slots=True)
class SlipView:
    """One slip. ``worth`` of its differences or goods is CNY at cost, None for who may not know;
    ``differing`` are the counted lines that are not as the books say."""

    id: int
    number: str
    kind: str
    status: str
    version: int
    warehouse_id: int
    warehouse: str
    warehouse_en: str
    reason: str
    made_at: datetime
    made_by: str
    posted_at: datetime | None
    posted_by: str
    lines: int
    counted: int
    differing: int
    worth: Decimal | None
    may_change: bool
    events: tuple[EventView, ...]

    @property
    def is_count(self) -> bool:
        return self.kind == kinds.COUNT


@dataclass(frozen=True, slots=True)
class SlipLineView:
    """A line of a slip; ``on_hand`` is what is there now, ``worth`` CNY at cost of what it
    moves."""

    id: int
    position: int
    code: str
    barcode: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    quantity: Decimal
    book: Decimal | None
    counted: Decimal | None
    difference: Decimal | None
    on_hand: Decimal
    remark: str
    worth: Decimal | None


def list_slips(
    session: Session,
    actor: Actor,
    wanted: SlipFilter,
    *,
    sort: str = "-number",
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[SlipRow]:
    """Slips, the newest first unless sorted the other way round; raises Forbidden."""
    actor.require(Permission.STOCK_VIEW)
    statement = _slips(wanted)
    place = statement.selected_columns.id
    sorting = Sorting((place,), (as_id,), is_ascending=not sort.startswith("-"))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    found = [row_of(SlipRow, row, made_by=row.made_by or "") for row in page.rows]
    return Page(found, page.after, page.previous)


def _slips(wanted: SlipFilter) -> Select[*tuple[Any, ...]]:
    def counting(condition: ColumnElement[bool]) -> Any:
        of_slip = select(func.count()).where(StockSlipLine.slip_id == StockSlip.id, condition)
        return of_slip.scalar_subquery()

    return (
        select(
            StockSlip.id,
            StockSlip.number,
            StockSlip.kind,
            StockSlip.status,
            StockSlip.reason,
            StockSlip.made_at,
            StockSlip.posted_at,
            Warehouse.name.label("warehouse"),
            Warehouse.name_en.label("warehouse_en"),
            User.name.label("made_by"),
            counting(SHOWN[""]).label("lines"),
            counting(StockSlipLine.counted.is_not(None)).label("counted"),
        )
        .join(Warehouse, Warehouse.id == StockSlip.warehouse_id)
        .outerjoin(User, User.id == StockSlip.made_by_id)
        .where(*_conditions(wanted))
    )


def _conditions(wanted: SlipFilter) -> list[ColumnElement[bool]]:
    exact = (
        (StockSlip.kind, wanted.kind or None),
        (StockSlip.status, wanted.status or None),
        (StockSlip.warehouse_id, wanted.warehouse_id),
    )
    found = [column == value for column, value in exact if value is not None]
    if wanted.search:
        has_article = (
            select(StockSlipLine.slip_id)
            .join(Product, Product.id == StockSlipLine.product_id)
            .where(Product.code == wanted.search.upper())
        )
        found.append(
            or_(
                StockSlip.number.contains(wanted.search.upper(), autoescape=True),
                StockSlip.reason.contains(wanted.search, autoescape=True),
                StockSlip.id.in_(has_article),
            )
        )
    return found


def get_slip(session: Session, actor: Actor, number: str) -> SlipView:
    """The slip under this number; raises NotFound, Forbidden."""
    actor.require(Permission.STOCK_VIEW)
    maker, poster = aliased(User), aliased(User)
    row = session.execute(
        select(StockSlip, Warehouse, maker.name, poster.name)
        .join(Warehouse, Warehouse.id == StockSlip.warehouse_id)
        .outerjoin(maker, maker.id == StockSlip.made_by_id)
        .outerjoin(poster, poster.id == StockSlip.posted_by_id)
        .where(StockSlip.number == number[:LONGEST_NUMBER])
    ).first()
    if row is None:
        raise NotFound()
    slip, warehouse, made_by, posted_by = row
    lines, counted, differing = _counts(session, slip)
    return row_of(
        SlipView,
        slip,
        warehouse=warehouse.name,
        warehouse_en=warehouse.name_en,
        made_by=made_by or "",
        posted_by=posted_by or "",
        lines=lines,
        counted=counted,
        differing=differing,
        worth=_worth(session, slip) if actor.may(Permission.PRICE_MANAGE) else None,
        may_change=slip.status == kinds.DRAFT and actor.may(Permission.STOCK_MANAGE),
        events=read_events(session, actor, StockSlip.__tablename__, slip.id, ()),
    )


def _counts(session: Session, slip: StockSlip) -> tuple[int, int, int]:
    row = session.execute(
        select(
            func.count(),
            func.count(StockSlipLine.counted),
            func.count(case((SHOWN["differing"], 1))),
        ).where(StockSlipLine.slip_id == slip.id)
    ).one()
    return row[0], row[1], row[2]


def _worth(session: Session, slip: StockSlip) -> Decimal:
    """What the lines move at cost, each rounded to a cent as a line shows it: worked out by the
    database, because the sheet of a stocktaking has a line an article."""
    moved = type_coerce(MOVES[slip.kind], BigInteger)
    cost = type_coerce(Product.cost_price, BigInteger)
    cents = func.round(cast(moved, Numeric) * cast(cost, Numeric) / UNITS_A_CENT)
    total = session.scalar(
        select(type_coerce(func.sum(cents), BigInteger))
        .join_from(StockSlipLine, Product, Product.id == StockSlipLine.product_id)
        .where(StockSlipLine.slip_id == slip.id)
    )
    return Decimal(int(total or 0)).scaleb(-2)


def list_lines(
    session: Session,
    actor: Actor,
    slip: SlipView,
    *,
    shown: str = "",
    after: str = "",
    before: str = "",
    rows: int = SHEET_LINES,
) -> Page[SlipLineView]:
    """Lines of a slip in their order: all, those 'left' to count, or those 'differing'."""
    actor.require(Permission.STOCK_VIEW)
    statement: Select[*tuple[Any, ...]] = (
        select(
            StockSlipLine,
            Product,
            func.coalesce(StockBalance.on_hand, 0).label("on_hand"),
            StockSlipLine.position,
        )
        .join(Product, Product.id == StockSlipLine.product_id)
        .outerjoin(
            StockBalance,
            (StockBalance.product_id == Product.id)
            & (StockBalance.warehouse_id == slip.warehouse_id),
        )
        .where(StockSlipLine.slip_id == slip.id, SHOWN.get(shown, SHOWN[""]))
    )
    sorting = Sorting((StockSlipLine.position,), (as_id,), is_ascending=True)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    with_worth = actor.may(Permission.PRICE_MANAGE)
    return Page([_line(slip, row, with_worth) for row in page.rows], page.after, page.previous)


def _line(slip: SlipView, row: Any, with_worth: bool) -> SlipLineView:
    line, product = row[0], row[1]
    worth = round_money(rules.moves(slip.kind, line) * product.cost_price)
    return row_of(
        SlipLineView,
        line,
        code=product.code,
        barcode=product.barcode or "",
        name=product.name,
        name_en=product.name_en,
        specification=product.specification,
        unit=product.unit,
        unit_en=product.unit_en,
        difference=rules.difference(line),
        on_hand=row.on_hand,
        worth=worth if with_worth else None,
    )
