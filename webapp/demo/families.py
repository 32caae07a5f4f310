"""What the demonstration wholesaler sells, by family: read from `families.csv` beside this file.

In `specifications` the articles are parted by `|`; a trailing `*` marks one in trial (new), a
trailing `!` one with special demands. Prices are CNY with tax and run from the first article
of a family to the last; `cost` is the share of the price that the article costs.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Family:
    """Articles that differ only in size: what they share, and how their prices run."""

    category: str
    name: str
    name_en: str
    shape: str
    finish: str
    accent: str
    unit: str
    brand: str
    specifications: tuple[str, ...]
    first_price: Decimal
    last_price: Decimal
    minimum: Decimal
    step: Decimal
    lead_days: int
    cost: Decimal


@cache
def families() -> tuple[Family, ...]:
    """All families, in the order of the catalogue."""
    text = resources.files(__package__).joinpath("families.csv").read_text(encoding="utf-8")
    return tuple(_family(row) for row in csv.DictReader(text.splitlines()))


def _family(row: dict[str, str]) -> Family:
    return Family(
        category=row["category"],
        name=row["name"],
        name_en=row["name_en"],
        shape=row["shape"],
        finish=row["finish"],
        accent=row["accent"],
        unit=row["unit"],
        brand=row["brand"],
        specifications=tuple(row["specifications"].split("|")),
        first_price=Decimal(row["first_price"]),
        last_price=Decimal(row["last_price"]),
        minimum=Decimal(row["minimum"]),
        step=Decimal(row["step"]),
        lead_days=int(row["lead_days"]),
        cost=Decimal(row["cost"]),
    )
