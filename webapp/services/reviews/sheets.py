"""What a review lays before people: the document in sections, each part named by its input."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

FactKind = Literal["text", "word", "money", "price", "quantity", "percent", "day", "days"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label (gettext id) and its value, shown as its kind: a word is a gettext id itself, a
    percentage the share, 0.3 for 30 %."""

    label: str
    value: Any
    kind: FactKind = "text"


@dataclass(frozen=True, slots=True)
class SheetTable:
    """Columns of gettext id and kind; rows of values in their order."""

    columns: tuple[tuple[str, FactKind], ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document; ``input`` is the part's name among the kind's inputs, '' for what
    nobody judges. ``title`` is a gettext id."""

    input: str
    title: str
    facts: tuple[Fact, ...] = ()
    tables: tuple[SheetTable, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialToJudge:
    """A material's price beside the latest market price on file; CNY a unit, None when there is
    none. ``key`` names it among the answers."""

    key: str
    name: str
    specification: str
    unit: str
    price: Decimal
    market_price: Decimal | None
    market_day: date | None


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """One version of a document as it is judged; for the company only."""

    title: str
    sections: tuple[Section, ...]
    materials: tuple[MaterialToJudge, ...] = ()
    #: Kind and id of each holder of papers, the document first.
    papers_of: tuple[tuple[str, int], ...] = ()
    #: What the case amounts to and earns, for who reads nothing else: amount, cost, profit, margin.
    headline: tuple[Fact, ...] = ()
