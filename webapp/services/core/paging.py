"""Pages of long lists, cut by key: the thousandth page costs what the first does."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from webapp.services.core.errors import N_, RuleBroken

Row = TypeVar("Row")
PAGE_ROWS = 25
#: A larger number cannot be an id and would not fit into a statement.
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page, and where the next one begins; ``previous`` leads back."""

    rows: Sequence[Row]
    after: str = ""
    previous: str = ""


def encode_place(*values: datetime | int | str) -> str:
    """A place in a sorted list as one opaque word for an address."""
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
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
    if isinstance(value, int) and abs(value) > LARGEST_ID:
        raise ValueError
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError
    return value
