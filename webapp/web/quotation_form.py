"""The editor of a revision: reads what was typed, keeps it, and says what is wrong where."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.services.catalog.taxes import tax_rates
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_
from webapp.services.core.parsing import (
    QUANTITY_PLACES,
    ParseError,
    parse_money,
    parse_quantity,
)
from webapp.services.quotations.contents import TEXTS, CostInput, LineInput, RevisionInput
from webapp.web.context import db, now
from webapp.web.forms import NEEDED, DayField, Form, MoneyField, text_field
from webapp.web.language import say
from webapp.web.quotation_rows import (
    CostRow,
    LineRow,
    changed_rows,
    plain,
    read_rows,
    rows_of,
    without_empty,
)
from webapp.web.templating import qty

HUNDRED = Decimal(100)
NOTHING = Decimal("0.0000")
ROWS_WRONG = N_("Some rows do not fit yet. See what is said at each of them.")


class QuotationForm(Form):
    """Terms as fields, lines and their costs as rows."""

    valid_until = DayField(validators=[NEEDED])
    tax_rate = text_field(10)
    selling_expense = MoneyField()
    lead_days = text_field(10)
    payment_days = text_field(10)
    advance_percent = text_field(10)
    delivery_terms = text_field(TEXTS["delivery_terms"])
    payment_terms = text_field(TEXTS["payment_terms"])
    quality_terms = text_field(TEXTS["quality_terms"])
    packaging_terms = text_field(TEXTS["packaging_terms"])
    remark = text_field(TEXTS["remark"])
    change_note = text_field(TEXTS["change_note"])

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LineRow] = read_rows(request.form) if request.method == "POST" else []

    def fill(self, content: RevisionInput) -> None:
        """The fields of a revision as it stands."""
        for name in (*TEXTS, "valid_until", "selling_expense"):
            self._fields[name].data = getattr(content, name)
        self.tax_rate.data = str(content.tax_rate)
        self.lead_days.data = str(content.lead_days)
        self.payment_days.data = str(content.payment_days)
        self.advance_percent.data = plain(qty(content.advance_percent * HUNDRED))
        self.rows = rows_of(content)

    def change_rows(self, act: str) -> None:
        """Puts a row in or takes one out."""
        self.rows = changed_rows(self.rows, act)

    def content(self) -> RevisionInput | None:
        """What was entered; None when something of it cannot be read."""
        self.rows = without_empty(self.rows)
        is_read = self.validate()
        given = self._content(strict=True)
        if self.refused:
            self.refused.setdefault("", []).append(gettext(ROWS_WRONG))
        return given if is_read and not self.refused else None

    def as_far_as_read(self) -> RevisionInput:
        """What was entered so far; what cannot be read counts as nothing."""
        return self._content(strict=False)

    def tax_choices(self) -> list[tuple[str, str]]:
        """The tax rates that are in force, and the one that stands here."""
        rates = set(tax_rates(db(), company_day(now())).values())
        standing = self._tax_rate()
        if standing is not None:
            rates.add(standing)
        return [(str(one), f"{qty(one * HUNDRED)} %") for one in sorted(rates, reverse=True)]

    def _content(self, *, strict: bool) -> RevisionInput:
        read = _Reader(self.refused, is_strict=strict)
        lines = tuple(_line(f"lines.{index}", row, read) for index, row in enumerate(self.rows))
        tax_rate = self._tax_rate()
        if tax_rate is None:
            read.refuse("tax_rate", N_("This choice does not exist."))
        advance = read.figure("advance_percent", self.advance_percent.data, _percent)
        return RevisionInput(
            lines=lines,
            valid_until=self.valid_until.data or company_day(now()),
            tax_rate=tax_rate or NOTHING,
            selling_expense=self.selling_expense.data or Decimal("0.00"),
            lead_days=int(read.figure("lead_days", self.lead_days.data, _whole)),
            payment_days=int(read.figure("payment_days", self.payment_days.data, _whole)),
            advance_percent=advance / HUNDRED,
            **{name: self._fields[name].data or "" for name in TEXTS},
        )

    def _tax_rate(self) -> Decimal | None:
        try:
            return parse_money(self.tax_rate.data or "", decimals=4)
        except ParseError:
            return None


class _Reader:
    """Reads figures; what cannot be read is nothing, and is said at its field when ``strict``."""

    def __init__(self, refused: dict[str, list[str]], *, is_strict: bool) -> None:
        self.refused = refused
        self.is_strict = is_strict

    def figure(self, place: str, typed: Any, parser: Callable[[str], Decimal]) -> Decimal:
        if not (typed or "").strip():
            return NOTHING
        try:
            return parser(typed)
        except ParseError as wrong:
            if self.is_strict:
                self.refused.setdefault(place, []).append(say(wrong.message))
            return NOTHING

    def refuse(self, place: str, text: str) -> None:
        if self.is_strict:
            self.refused.setdefault(place, []).append(gettext(text))


def _line(place: str, row: LineRow, read: _Reader) -> LineInput:
    return LineInput(
        code=row.code,
        name=row.name,
        specification=row.specification,
        quantity=read.figure(f"{place}.quantity", row.quantity, _quantity),
        unit=row.unit,
        price=read.figure(f"{place}.price", row.price, _price),
        costs=tuple(
            _cost(f"{place}.costs.{index}", cost, read) for index, cost in enumerate(row.costs)
        ),
    )


def _cost(place: str, row: CostRow, read: _Reader) -> CostInput:
    return CostInput(
        kind=row.kind,
        name=row.name,
        specification=row.specification,
        quantity=read.figure(f"{place}.quantity", row.quantity, _quantity),
        unit=row.unit,
        price=read.figure(f"{place}.price", row.price, _price),
        rate=row.rate,
    )


def _quantity(text: str) -> Decimal:
    return parse_quantity(text, QUANTITY_PLACES)


def _price(text: str) -> Decimal:
    return parse_money(text, decimals=4)


def _percent(text: str) -> Decimal:
    return parse_money(text.rstrip("%％ "))


def _whole(text: str) -> Decimal:
    return parse_quantity(text, 0)
