"""How the catalogue is looked at: filter, sort and view, all kept in the address."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import url_for

from webapp.services.catalog.queries import ShelfFilter
from webapp.services.catalog.sorting import DEFAULT_SORT
from webapp.web.customer_pages import parameter
from webapp.web.language import is_chinese

VIEWS = ("grid", "list")
SORTS = ("code", "name", "price", "-price", "new")


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking at the catalogue; ``url`` gives the address of another."""

    q: str = ""
    category: str = ""
    favourites: bool = False
    sort: str = DEFAULT_SORT
    view: str = VIEWS[0]
    after: str = ""

    def url(self, **changes: str | bool) -> str:
        """The address with some things changed; another filter begins at its first page."""
        place = self.after if set(changes) == {"view"} else ""
        values: dict[str, Any] = {**asdict(self), "after": place, **changes}
        values["favourites"] = "1" if values["favourites"] else ""
        kept = {name: value for name, value in values.items() if value and value != DEFAULTS[name]}
        return url_for("catalog.index", **kept)

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.category or self.favourites)

    def filter(self) -> ShelfFilter:
        by_name = "pinyin" if is_chinese() else "name_en"
        return ShelfFilter(
            query=self.q,
            category=self.category,
            favourites=self.favourites,
            sort=by_name if self.sort == "name" else self.sort,
            after=self.after,
        )


DEFAULTS = {
    "q": "",
    "category": "",
    "favourites": "",
    "sort": DEFAULT_SORT,
    "view": VIEWS[0],
    "after": "",
}


def look_from_address() -> Look:
    """What the address asks for; values that make no sense are passed over."""
    sort, view = parameter("sort"), parameter("view")
    return Look(
        q=parameter("q"),
        category=parameter("category"),
        favourites=parameter("favourites") == "1",
        sort=sort if sort in SORTS else DEFAULT_SORT,
        view=view if view in VIEWS else VIEWS[0],
        after=parameter("after"),
    )
