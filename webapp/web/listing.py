"""A list at its address: filter, sort and place are read from there and written there again.

How an area makes a list page:

1. a filter form (``class FilterForm(Form)``; values that cannot be read narrow nothing);
2. ``def _listing(args): return Listing("customers", "customers.index", FilterForm(args),
   args=args, sorts=("code", "name", "new"))``, where ``listing.sort`` is one of the sorts, with
   ``-`` in front for downwards;
3. in the view ``listing = _listing(request.args)`` and ``page = listing.page(lambda after, before:
   list_customers(db(), actor(), wanted(listing), after=after, before=before))``;
4. ``render("customers/index.html", "customers/_list.html", …)``, the page including the list,
   which begins with ``{% import 'macros/listing.html' as lists %}``: ``lists.card(listing)``
   around ``lists.filters``, ``lists.table`` and ``lists.foot``;
5. for the export an ``Exportable`` under the same key (``web/exports.py``), whose rows are read by
   the same ``_listing(args)``: what is taken out is what stood on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from webapp.services.core.errors import RuleBroken
from webapp.services.core.paging import Page
from webapp.services.lists.saved import SavedRow, saved_filters, tidy_query
from webapp.web.context import actor, db
from webapp.web.exports import Args, may_export
from webapp.web.forms import Form, clean_text
from webapp.web.htmx import is_htmx
from webapp.web.links import address
from webapp.web.tabs import Tab

Row = TypeVar("Row")
AnyForm = TypeVar("AnyForm", bound=Form)
#: What an address may hold besides the filter's own fields.
PLACES = ("after", "before")


class Listing(Generic[AnyForm]):
    """The list that an address asks for: the request's own unless ``args`` are given.

    ``key`` names the list for kept filters and exports; ``sorts`` are the columns it can be
    sorted by, the first being the default unless ``default`` says another, ``-`` in front for
    downwards; ``statuses`` are the words that ``?status=`` may have; ``fixed`` are the address's
    own arguments.
    """

    #: The name of the card in its page, which htmx asks for and swaps.
    card = "list"

    def __init__(
        self,
        key: str,
        endpoint: str,
        form: AnyForm,
        *,
        args: Args | None = None,
        sorts: Sequence[str] = (),
        default: str = "",
        statuses: Sequence[str] = (),
        **fixed: str,
    ) -> None:
        self.key = key
        self.endpoint = endpoint
        self.form = form
        form.validate()
        self.sorts = tuple(sorts)
        self.default = default or (self.sorts[0] if self.sorts else "")
        self.fixed = fixed
        self.args = request.args if args is None else args
        asked = self.args.get("sort", "")
        self.sort = asked if asked.lstrip("-") in self.sorts else self.default
        status = self.args.get("status", "")
        self.status = status if status in statuses else ""
        own = (*form._fields, "status", "sort")
        given = {name: clean_text(self.args.get(name, "")) for name in own}
        self.filter: dict[str, str] = {name: text for name, text in given.items() if text}

    @property
    def is_wrong(self) -> bool:
        """Whether something in the filter cannot be read, which is said at its field."""
        return bool(self.form.errors)

    @property
    def is_part(self) -> bool:
        """Whether only the card is asked for, whose filter form stays as the reader filled it in.

        A form that says what is wrong in it is sent, and asks for the whole page the next time.
        """
        return is_htmx() and not self.is_wrong

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the sort and the tab was asked for."""
        return any(name not in ("sort", "status") for name in self.filter)

    def page(self, read: Callable[[str, str], Page[Row]]) -> Page[Row]:
        """The page asked for; a place that does not exist is the beginning of the list."""
        try:
            return read(self.args.get("after", ""), self.args.get("before", ""))
        except RuleBroken:
            return read("", "")

    def address(self, **changes: str) -> str:
        """This list with some of its parameters changed; empty ones are left out."""
        return address(self.endpoint, **self.fixed, **{**self.filter, **changes})

    def root(self) -> str:
        """Where the filter form is sent to."""
        return address(self.endpoint, **self.fixed)

    def in_status(self, status: str) -> str:
        """The same filter on another tab."""
        return self.address(status=status)

    def reset(self) -> str:
        """The list without its filter, on the same tab."""
        return address(self.endpoint, **self.fixed, status=self.status)

    def here(self) -> str:
        """The page as it is, to come back to."""
        return self.address(**{name: self.args.get(name, "") for name in PLACES})

    def sorted_by(self, key: str) -> str:
        """The list sorted by a column; a second time, the other way round."""
        return self.address(sort=f"-{key}" if self.sort == key else key)

    @property
    def query(self) -> str:
        """What a kept filter keeps: the filter as the address has it, without the place."""
        return tidy_query(urlencode(self.filter))

    def saved(self) -> Sequence[SavedRow]:
        """The reader's kept filters of this list."""
        return saved_filters(db(), actor(), self.key)

    def saved_url(self, one: SavedRow) -> str:
        return f"{self.root()}?{one.query}"

    def may_export(self, key: str = "") -> bool:
        return may_export(key or self.key, actor())

    def export_url(self, key: str = "") -> str:
        """Where the export form of the list as filtered is sent to; ``key`` names another way of
        taking the same list out."""
        return address("lists.export", list_key=key or self.key, **self.fixed, **self.filter)


def tab(listing: Listing[Any], status: str, label: str, count: int | None = None) -> Tab:
    """A tab of the list; '' is all of it."""
    return Tab(
        f"count-{status or 'all'}",
        label,
        listing.in_status(status),
        count,
        listing.status == status,
    )
