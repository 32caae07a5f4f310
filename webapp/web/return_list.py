"""What a list of return requests is narrowed to, read from its address and written there again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from wtforms import Field

from webapp.services.core.errors import RuleBroken
from webapp.services.core.paging import Page
from webapp.services.returns import kinds
from webapp.services.returns.queues import ReturnFilter, list_returns, return_counts
from webapp.services.returns.views import ReturnRow
from webapp.web.context import actor, db, now
from webapp.web.forms import DayField, Form, text_field
from webapp.web.words import word

SORTS = ("oldest", "newest")


class FilterForm(Form):
    """The filter row. A value that cannot be read is said at its field and narrows nothing."""

    q = text_field(60)
    from_day = DayField()
    to_day = DayField()
    sort = text_field(10)


@dataclass(frozen=True, slots=True)
class Tab:
    """A status tab; only what is open has a count."""

    id: str
    label: str
    url: str
    count: int | None
    active: bool
    hot: bool = False


class ReturnList:
    """The list that the request's address asks for, at one of the two interfaces.

    ``hot`` are statuses that wait for the reader himself.
    """

    def __init__(self, endpoint: str, hot: tuple[str, ...] = ()) -> None:
        self.endpoint = endpoint
        self.hot = hot
        self.form = FilterForm(request.args)
        self.form.validate()
        status = request.args.get("status", "")
        self.status = status if status in kinds.STATUSES else ""
        given = self.form.values
        self.filter = {
            name: str(given[name]) for name in ("q", "from_day", "to_day", "sort") if given[name]
        }

    def page(self) -> Page[ReturnRow]:
        """The page asked for; a place that does not exist is the beginning of the list."""
        after, before = request.args.get("after", ""), request.args.get("before", "")
        try:
            return list_returns(db(), actor(), self._wanted(), now(), after=after, before=before)
        except RuleBroken:
            return list_returns(db(), actor(), self._wanted(), now())

    def tabs(self) -> list[Tab]:
        """All requests, then each status."""
        counts = return_counts(db(), actor())
        every = Tab("count-all", gettext("All"), self._address("", {}), None, not self.status)
        return [every, *(self._tab(status, counts) for status in kinds.STATUSES)]

    @property
    def is_queue(self) -> bool:
        """Whether its requests wait for something, so that how long they have counts."""
        return bool(self.status) and self.status not in kinds.CLOSED

    @property
    def is_newest_first(self) -> bool:
        return self.filter.get("sort", "oldest" if self.is_queue else "newest") != "oldest"

    @property
    def is_narrowed(self) -> bool:
        return any(name != "sort" for name in self.filter)

    def address(self, **changes: str) -> str:
        """This list with some of its parameters changed; empty ones are left out."""
        return self._address(self.status, changes)

    def turned(self) -> str:
        """This list the other way round, from its first page on."""
        return self.address(sort="oldest" if self.is_newest_first else "newest")

    def reset(self) -> str:
        return url_for(self.endpoint, status=self.status or None)

    def _tab(self, status: str, counts: Mapping[str, int]) -> Tab:
        count = None if status in kinds.CLOSED else counts.get(status, 0)
        is_hot = bool(count) and status in self.hot
        label, address = word("return_status", status), self._address(status, {"sort": ""})
        return Tab(f"count-{status}", label, address, count, status == self.status, is_hot)

    def _address(self, status: str, changes: Mapping[str, str]) -> str:
        values: dict[str, Any] = {k: v for k, v in {**self.filter, **changes}.items() if v}
        return url_for(self.endpoint, status=status or None, **values)

    def _wanted(self) -> ReturnFilter:
        sort = _read(self.form.sort)
        return ReturnFilter(
            search=_read(self.form.q) or "",
            status=self.status,
            from_day=_read(self.form.from_day),
            to_day=_read(self.form.to_day),
            sort=sort if sort in SORTS else "",
        )


def _read(field: Field) -> Any:
    return None if field.errors else field.data
