"""Which column of a foreign table means what, and which lines to refuse: kept in a TOML file.

The format is described in `docs/import-mapping.md`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from webapp.services.core.errors import N_, RuleBroken


class MappingRefused(RuleBroken):
    """A mapping that cannot be used; its message says why."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns in the file; those with a default may be absent."""

    order: str
    product: str
    quantity: str
    price: str
    date: str
    customer: str
    name: str = ""
    region: str = ""
    wanted_on: str = ""
    contract: str = ""
    remark: str = ""

    def titles(self) -> dict[str, str]:
        """The title by field, of those that are named."""
        every = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return {key: title for key, title in every.items() if title}


@dataclass(frozen=True, slots=True)
class LineRules:
    """What makes a line bad besides being unreadable.

    An order number that begins with `cancellation_prefix` is a cancellation (none if empty).
    `refuse_codes` are product codes that stand for no goods and are refused, compared without
    regard to case.
    """

    cancellation_prefix: str = ""
    refuse_codes: frozenset[str] = frozenset()
    quantity_decimals: int = 0
    price_decimals: int = 4


@dataclass(frozen=True, slots=True)
class OrderMapping:
    """How a list of order lines is read; ``constants`` are texts that stand in every line.

    Unless it ``is_complete``, a line may lack its price, which is then that of the price list,
    and its day, which is then today.
    """

    source: str
    columns: Columns
    rules: LineRules
    constants: Mapping[str, str] = field(default_factory=dict)
    is_complete: bool = True


def load_mapping(path: Path) -> OrderMapping:
    """Read a mapping file. Raises MappingRefused naming what is wrong, OSError as `open` does."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingRefused(
            N_("The mapping file cannot be read: %(reason)s."), reason=str(error)
        ) from None
    source = content.pop("source", "")
    columns = content.pop("columns", {})
    rules = content.pop("rules", {})
    _refuse_unknown(content, set())
    if not isinstance(source, str) or not source:
        raise MappingRefused(N_("The mapping needs “%(key)s”."), key="source")
    return OrderMapping(source, _columns(columns), _line_rules(rules))


def _columns(given: dict[str, Any]) -> Columns:
    _refuse_unknown(given, {field.name for field in fields(Columns)})
    for key in ("order", "product", "quantity", "price", "date", "customer"):
        if not given.get(key):
            raise MappingRefused(N_("The mapping needs “%(key)s”."), key=f"columns.{key}")
    return Columns(**{key: str(value) for key, value in given.items()})


def _line_rules(given: dict[str, Any]) -> LineRules:
    _refuse_unknown(given, {field.name for field in fields(LineRules)})
    return LineRules(
        cancellation_prefix=str(given.get("cancellation_prefix", "")),
        refuse_codes=frozenset(str(code).casefold() for code in given.get("refuse_codes", [])),
        quantity_decimals=_decimals(given, "quantity_decimals", 0, 3),
        price_decimals=_decimals(given, "price_decimals", 4, 4),
    )


def _decimals(given: dict[str, Any], key: str, default: int, most: int) -> int:
    value = given.get(key, default)
    if not isinstance(value, int) or not 0 <= value <= most:
        raise MappingRefused(
            N_("“%(key)s” must lie between 0 and %(most)s."), key=f"rules.{key}", most=most
        )
    return value


def _refuse_unknown(given: object, known: set[str]) -> None:
    if not isinstance(given, dict):
        raise MappingRefused(N_("A section of the mapping is not a table."))
    unknown = sorted(set(given) - known)
    if unknown:
        raise MappingRefused(N_("The mapping does not know “%(key)s”."), key=unknown[0])
