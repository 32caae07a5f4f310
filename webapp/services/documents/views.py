"""What the page of any document on a chain shows: its papers, its story and its steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperView:
    """An attached file, reached by its token."""

    token: str
    name: str
    media_type: str
    size: int
    purpose: str
    shipment_id: int | None
    is_internal: bool
    attached_at: datetime


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the timeline. ``who`` is empty where the reader is not to know."""

    name: str
    at: datetime
    who: str
    by_company: bool
    data: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the document's chain as it stands: done, current, todo or off."""

    key: str
    label: str
    state: str
    at: datetime | None
    by: str
    level: str = ""
