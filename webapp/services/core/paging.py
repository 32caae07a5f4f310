"""Pages of long lists, cut by key: the thousandth page costs what the first does."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session

from webapp.services.core.errors import N_, RuleBroken

Row = TypeVar("Row")
PAGE_ROWS = 25
#: A larger number would not fit into a statement.
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page, and where the next one begins; ``previous`` leads back."""

    rows: Sequence[Row]
    after: str = ""
    previous: str = ""


def encode_place(*values: date | int | str) -> str:
    """A place in a sorted list as one opaque word for an address."""
    plain = [v.isoformat() if isinstance(v, date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode_place(text: str, *kinds: Callable[[Any], Any]) -> tuple[Any, ...]:
    """The values of a place, each read by its kind; raises RuleBroken for a forged one."""
    try:
        padded = text + "=" * (-len(text) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if len(values) != len(kinds):
            raise ValueError
        return tuple(_checked(kind(value)) for kind, value in zip(kinds, values, strict=True))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise RuleBroken(N_("This place in the list does not exist.")) from error


def _checked(value: Any) -> Any:
    """What a statement can take; raises ValueError for all else."""
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ValueError
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError
    return value


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a list is sorted: by ``columns``, selected under their own names, read by ``kinds``."""

    columns: tuple[Any, ...]
    kinds: tuple[Callable[[Any], Any], ...]
    is_ascending: bool


def read_page(
    session: Session,
    statement: Select[Any],
    sorting: Sorting,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[Any]:
    """The rows behind ``after`` or in front of ``before``. Raises RuleBroken for a forged place."""
    ascending = sorting.is_ascending != bool(before)
    if before or after:
        here = tuple_(*sorting.columns)
        there = tuple_(*decode_place(before or after, *sorting.kinds))
        statement = statement.where(here > there if ascending else here < there)
    order_by = [column if ascending else column.desc() for column in sorting.columns]
    found = list(session.execute(statement.order_by(*order_by).limit(rows + 1)))
    is_more = len(found) > rows
    found = found[:rows][::-1] if before else found[:rows]

    def place_of(row: Any) -> str:
        return encode_place(*(getattr(row, column.key) for column in sorting.columns))

    return Page(
        found,
        after=place_of(found[-1]) if found and (is_more or before) else "",
        previous=place_of(found[0]) if found and (is_more if before else after) else "",
    )


def as_moment(text: str) -> datetime:
    """A moment out of a place."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(text)
    return value.astimezone(UTC)


def as_id(value: int) -> int:
    """An id out of a place."""
    if not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
        raise ValueError(value)
    return value


def as_text(value: Any) -> str:
    """A text out of a place, as a database can compare it."""
    if not isinstance(value, str) or any(c < " " or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValueError(value)
    return value
