"""The lines of an order as staff type them: read, checked, and drawn again with what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from webapp.services.core.quantities import plain
from webapp.services.ordering.lines import RawLine, resolve_lines
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.views import LineView, OrderView
from webapp.web.context import actor, db
from webapp.web.order_lines import LineSheet, read_lines


class Sheet(LineSheet):
    """The rows of one order. ``kept`` are products that may stay though they left the shelf."""

    def __init__(
        self,
        raw: Sequence[RawLine],
        kept: frozenset[int] = frozenset(),
        *,
        is_agreed: bool = False,
    ) -> None:
        super().__init__(raw)
        self.kept = kept
        self.is_agreed = is_agreed

    @classmethod
    def typed(cls) -> Sheet:
        """Of an order that is not there yet."""
        return cls(read_lines(request.form))

    @classmethod
    def typed_for(cls, order: OrderView) -> Sheet:
        return cls(read_lines(request.form), products_of(order), is_agreed=bool(order.made_from))

    @classmethod
    def of_order(cls, order: OrderView) -> Sheet:
        named = [line for line in order.lines if not line.is_gift]
        raw = [_raw(row, line) for row, line in enumerate(named, start=1)]
        return cls(raw, products_of(order), is_agreed=bool(order.made_from))

    def resolve(self) -> list[WantedLine]:
        """The wanted lines; check ``problems`` before they are used."""
        wanted, self.problems = resolve_lines(
            db(), actor(), self.raw, self.kept, is_agreed=self.is_agreed
        )
        return wanted


def products_of(order: OrderView) -> frozenset[int]:
    return frozenset(line.product_id for line in order.lines)


def _raw(row: int, line: LineView) -> RawLine:
    return RawLine(
        row=row,
        code=line.code,
        quantity=plain(line.quantity),
        line_id=str(line.id),
        special_price=plain(line.price) if line.price_source == "special" else "",
        remark=line.remark,
        is_free=line.is_free,
    )
