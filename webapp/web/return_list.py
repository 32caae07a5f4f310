"""What a list of return requests is narrowed to, read from its address and written there again."""

from __future__ import annotations

from flask import request

from webapp.services.core.paging import Page
from webapp.services.returns import kinds
from webapp.services.returns.queues import ReturnFilter, list_returns, return_counts
from webapp.services.returns.views import ReturnRow
from webapp.web.context import actor, db, now
from webapp.web.exports import Args
from webapp.web.forms import DayField, Form, readable, text_field
from webapp.web.listing import Listing
from webapp.web.tabs import Statuses, Tab, status_tabs

SORTS = ("oldest", "newest")


class FilterForm(Form):
    """The filter row. A value that cannot be read is said at its field and narrows nothing."""

    q = text_field(60)
    from_day = DayField()
    to_day = DayField()
    sort = text_field(10)


class ReturnList(Listing[FilterForm]):
    """The list that the request's address asks for, at one of the two interfaces.

    ``hot`` are statuses that wait for the reader himself.
    """

    card = "returns"

    def __init__(
        self, endpoint: str, hot: tuple[str, ...] = (), *, args: Args | None = None
    ) -> None:
        form, statuses = FilterForm(request.args if args is None else args), tuple(kinds.STATUSES)
        super().__init__("returns", endpoint, form, args=args, sorts=SORTS, statuses=statuses)
        self.hot = hot

    def returns(self) -> Page[ReturnRow]:
        """The page asked for."""
        asked = self.wanted()
        return self.page(
            lambda after, before: list_returns(
                db(), actor(), asked, now(), after=after, before=before
            )
        )

    def tabs(self) -> list[Tab]:
        """All requests, then each status."""
        statuses = Statuses("return_status", kinds.CLOSED, self.hot)
        return status_tabs(statuses, self.status, return_counts(db(), actor()), self.in_status)

    def in_status(self, status: str) -> str:
        """The same filter on another status, from its first page on."""
        return self.address(status=status, sort="") if status else self.address(status="")

    @property
    def is_queue(self) -> bool:
        """Whether its requests wait for something, so that how long they have counts."""
        return bool(self.status) and self.status not in kinds.CLOSED

    @property
    def is_newest_first(self) -> bool:
        return self.filter.get("sort", "oldest" if self.is_queue else "newest") != "oldest"

    def turned(self) -> str:
        """This list the other way round, from its first page on."""
        return self.address(sort="oldest" if self.is_newest_first else "newest")

    def wanted(self) -> ReturnFilter:
        """The filter that the form stands for; what is wrong in it narrows nothing."""
        sort = readable(self.form.sort)
        return ReturnFilter(
            search=readable(self.form.q) or "",
            status=self.status,
            from_day=readable(self.form.from_day),
            to_day=readable(self.form.to_day),
            sort=sort if sort in SORTS else "",
        )
