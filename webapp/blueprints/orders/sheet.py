"""The lines of an order as staff type them: read, checked, and drawn again with what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from webapp.services.core.errors import Message, RuleBroken
from webapp.services.core.quantities import plain
from webapp.services.ordering.lines import RawLine, RowProblems, resolve_lines
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.views import LineView, OrderView
from webapp.web.context import db
from webapp.web.forms import Form
from webapp.web.order_lines import EditorRow, article_labels, editor_rows, read_lines, rows_named


class Sheet:
    """The rows of one editor. ``kept`` are products that may stay though they left the shelf."""

    def __init__(self, raw: Sequence[RawLine], kept: frozenset[int] = frozenset()) -> None:
        self.raw = list(raw)
        self.kept = kept
        self.problems: RowProblems = {}

    @classmethod
    def typed(cls, kept: frozenset[int] = frozenset()) -> Sheet:
        return cls(read_lines(request.form), kept)

    @classmethod
    def of_order(cls, order: OrderView) -> Sheet:
        raw = [_raw(row, line) for row, line in enumerate(order.lines, start=1)]
        return cls(raw, products_of(order))

    def resolve(self) -> list[WantedLine]:
        """The wanted lines; check ``problems`` before they are used."""
        wanted, self.problems = resolve_lines(db(), self.raw, self.kept)
        return wanted

    def absorb(self, refused: RuleBroken, form: Form) -> None:
        """Puts refusals that name a line or an article at their row, all others at the form."""
        left: dict[str, list[Message]] = {}
        for place, messages in refused.fields.items():
            rows = rows_named(place, self.raw)
            for row in rows:
                self.problems.setdefault(row, []).extend(messages)
            if not rows:
                left[place] = messages
        if left:
            form.absorb(RuleBroken.of(left))

    def rows(self, spare: int = 3) -> list[EditorRow]:
        return editor_rows(self.raw, self.problems, article_labels(self.raw), spare=spare)


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
