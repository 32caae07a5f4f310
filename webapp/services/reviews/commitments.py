"""From the times that departments commit to the date that is promised (L4), and to the due date
of each department (L10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.services.reviews.panels import Panel


@dataclass(frozen=True, slots=True)
class Commitment:
    """A department's days, and the days from the start to its due date."""

    seat: str
    label: str
    label_en: str
    days: int
    due_after: int

    def due_on(self, start: date) -> date:
        return start + timedelta(days=self.due_after)


def plan_of(panel: Panel, committed: Mapping[str, int]) -> tuple[Commitment, ...]:
    """Each department's due date: those of one order work side by side, and the next order
    begins when the slowest of the one before is done. Seats without a committed time are left
    out."""
    plan: list[Commitment] = []
    start = 0
    for order in sorted({seat.time_order for seat in panel.seats if seat.time_order}):
        seats = [one for one in panel.seats if one.time_order == order and one.key in committed]
        for seat in seats:
            days = committed[seat.key]
            plan.append(Commitment(seat.key, seat.label, seat.label_en, days, start + days))
        start += max((committed[seat.key] for seat in seats), default=0)
    return tuple(plan)


def lead_days(panel: Panel, committed: Mapping[str, int]) -> int:
    """Days from the start until the last department is done; 0 when none committed a time."""
    return max((one.due_after for one in plan_of(panel, committed)), default=0)
