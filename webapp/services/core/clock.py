"""Times: aware UTC inside, the company's calendar day in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

COMPANY_ZONE = ZoneInfo("Asia/Shanghai")
#: Since when something holds that has no earlier state: the first price, the first rate.
BEGINNING = date(1900, 1, 1)


def utc_now() -> datetime:
    return datetime.now(UTC)


def company_day(at: datetime) -> date:
    """The calendar day at the company at that moment."""
    return at.astimezone(COMPANY_ZONE).date()


def day_begins(day: date) -> datetime:
    """The moment at which a calendar day begins at the company."""
    return datetime.combine(day, time(), COMPANY_ZONE).astimezone(UTC)
