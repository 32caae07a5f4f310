"""Working time of the invented company, counted back from the moment of seeding.

Histories are told from their end, so that what waits now has waited for a plausible while at
whatever hour and weekday the demonstration is set up.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from webapp.services.core.clock import COMPANY_ZONE

OPENS = time(8, 30)
CLOSES = time(18, 0)
#: Minutes of a whole working day.
DAY = 570.0
SUNDAY = 6
#: Public holidays of fixed date, as (month, day).
HOLIDAYS = frozenset({(1, 1), (5, 1), *((10, day) for day in range(1, 8))})
DAYS_KNOWN = 200


class OfficeHours:
    """Monday to Saturday without holidays, 08:30 to 18:00 at the company; today and yesterday are
    always worked."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(COMPANY_ZONE)
        self._windows = [window for window in self._days() if window[0] < window[1]]
        lengths = ((closes - opens) / timedelta(minutes=1) for opens, closes in self._windows)
        self._until = list(accumulate(lengths))

    def before(self, minutes: float) -> datetime:
        """The moment that lies so many working minutes before now, in UTC; what would lie after
        now is now."""
        minutes = max(minutes, 0.0)
        index = bisect_left(self._until, minutes)
        later = self._until[index - 1] if index else 0.0
        closes = self._windows[index][1]
        return (closes - timedelta(minutes=minutes - later)).astimezone(UTC)

    def _days(self) -> list[tuple[datetime, datetime]]:
        today = self.now.date()
        days = (today - timedelta(days=back) for back in range(DAYS_KNOWN))
        return [self._hours(day) for day in days if _is_worked(day, today)]

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        opens = datetime.combine(day, OPENS, COMPANY_ZONE)
        closes = datetime.combine(day, CLOSES, COMPANY_ZONE)
        return opens, min(closes, self.now)


def _is_worked(day: date, today: date) -> bool:
    is_free = day.weekday() == SUNDAY or (day.month, day.day) in HOLIDAYS
    return not is_free or (today - day).days <= 1
