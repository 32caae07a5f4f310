"""The form of a contract's terms: texts, the delivery date, and rows of instalments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import partial
from typing import TypeVar

from flask import request

from webapp.services.contracts.terms import MOST_INSTALMENTS, TEXTS, Instalment, Terms
from webapp.services.core.errors import N_, DomainError, Message
from webapp.services.core.parsing import parse_date, parse_quantity
from webapp.web.forms import DayField, Form, clean_text, text_field
from webapp.web.language import say

Value = TypeVar("Value")
SPARE_ROWS = 2
LONGEST_CELL = 120
MISSING = N_("Please fill this in.")
parse_percent = partial(parse_quantity, decimals=2)


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """A row as it was typed; ``share`` in percent."""

    day: str = ""
    share: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.day or self.share or self.note)


class ContractForm(Form):
    """Everything that is agreed beside products and prices."""

    title = text_field(120)
    delivery_date = DayField()
    delivery_terms = text_field(TEXTS["delivery_terms"])
    quality_terms = text_field(TEXTS["quality_terms"])
    technical_terms = text_field(TEXTS["technical_terms"])
    packaging_terms = text_field(TEXTS["packaging_terms"])
    payment_terms = text_field(TEXTS["payment_terms"])
    ip_clause = text_field(TEXTS["ip_clause"])
    liability = text_field(TEXTS["liability"])
    other_terms = text_field(TEXTS["other_terms"])
    instalments: list[InstalmentRow]
    paid: tuple[Instalment, ...] = ()

    @classmethod
    def showing(cls, title: str, terms: Terms) -> ContractForm:
        """The form as the terms fill it in."""
        plain = {field.name: getattr(terms, field.name) for field in fields(Terms)}
        form = cls(data={**plain, "title": title})
        form.instalments = _shown(terms.payment_dates)
        return form

    def is_valid(self) -> bool:
        """Reads what was sent; what cannot be read stands at its field."""
        self.instalments = _typed()
        found = [self._read(place, row) for place, row in enumerate(self.instalments)]
        self.paid = tuple(one for one in found if one is not None)
        return self.validate() and not self.refused

    def terms(self) -> Terms:
        """What was entered; ask after the form is valid."""
        texts = {name: self[name].data or "" for name in TEXTS}
        return Terms(
            delivery_date=self.delivery_date.data,
            payment_dates=self.paid,
            **texts,
        )

    def rows(self) -> list[InstalmentRow]:
        """The rows with some to spare."""
        spare = min(SPARE_ROWS, MOST_INSTALMENTS - len(self.instalments))
        return [*self.instalments, *(InstalmentRow() for _ in range(spare))]

    def _read(self, place: int, row: InstalmentRow) -> Instalment | None:
        day = self._cell(f"payment.{place}.day", row.day, parse_date)
        share = self._cell(f"payment.{place}.share", row.share, parse_percent)
        if day is None or share is None:
            return None
        return Instalment(day, share / 100, row.note)

    def _cell(self, name: str, text: str, parser: Callable[[str], Value]) -> Value | None:
        """What the cell says; None, with the refusal at its place, when nothing can be read."""
        if not text:
            self.refused[name] = [say(Message(MISSING))]
            return None
        try:
            return parser(text)
        except DomainError as refused:
            self.refused[name] = [say(refused.message)]
            return None


def _typed() -> list[InstalmentRow]:
    """The rows that were sent, empty ones left out."""
    found = []
    for place in range(MOST_INSTALMENTS):
        cells = (
            clean_text(request.form.get(f"{name}.{place}", "")[:LONGEST_CELL])
            for name in ("day", "share", "note")
        )
        row = InstalmentRow(*cells)
        if not row.is_empty:
            found.append(row)
    return found


def _shown(instalments: Iterable[Instalment]) -> list[InstalmentRow]:
    return [
        InstalmentRow(one.day.isoformat(), f"{(one.share * 100).normalize():f}", one.note)
        for one in instalments
    ]
