"""An act that can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ready:
    """Who would do the act, and with what."""

    who: str
    arguments: tuple[Any, ...]
