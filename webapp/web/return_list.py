"""What a list of return requests is narrowed to, read from its address and written there again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from webapp.services.core.errors import RuleBroken
from webapp.services.core.paging import Page
from webapp.services.returns import kinds
from webapp.services.returns.queues import ReturnFilter, list_returns, return_counts
from webapp.services.returns.views import ReturnRow
from webapp.web.context import actor, db, now
from webapp.web.forms import DayField, Form, readable, text_field
from webapp.web.tabs import Statuses, Tab, status_tabs

SORTS = ("oldest", "newest")


class FilterForm(Form):
    """The filter row. A value that cannot be read is said at its field and narrows nothing."""

    q = text_field(60)
    from_day = DayField()
    to_day = DayField()
    sort = text_field(10)


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
        statuses = Statuses("return_status", kinds.CLOSED, self.hot)
        return status_tabs(statuses, self.status, return_counts(db(), actor()), self.in_status)

    def in_status(self, status: str) -> str:
        """The same filter on another status, from its first page on."""
        return self._address(status, {"sort": ""} if status else {})

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

    def _address(self, status: str, changes: Mapping[str, str]) -> str:
        values: dict[str, Any] = {k: v for k, v in {**self.filter, **changes}.items() if v}
        return url_for(self.endpoint, status=status or None, **values)

    def _wanted(self) -> ReturnFilter:
        sort = readable(self.form.sort)
        return ReturnFilter(
            search=readable(self.form.q) or "",
            status=self.status,
            from_day=readable(self.form.from_day),
            to_day=readable(self.form.to_day),
            sort=sort if sort in SORTS else "",
        )
