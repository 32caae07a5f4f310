"""The menus: what the signed-in person may open, in the order of his day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from flask import g, request, url_for
from flask_babel import gettext

from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.keeping import keep
from webapp.services.ordering.menu import MenuCounts, menu_counts
from webapp.web.access import may_open
from webapp.web.context import actor, db, find_actor
from webapp.web.language import language_code
from webapp.web.macros import draw


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry; ``count`` stands beside it, ``also`` are further pages that it is the entry
    of."""

    endpoint: str
    label: str
    icon: str
    count: Callable[[], int] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading; one that ``folds`` is shut until a page of it is open."""

    label: str
    entries: tuple[Entry, ...]
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url: str
    icon: str
    active: bool
    key: str = ""
    #: '' for a count of nothing, which may change while the page stands; None for no count at all.
    badge: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A group as one person sees it."""

    label: str
    items: list[Item]
    folds: bool
    is_open: bool


def _counts() -> MenuCounts:
    """What is counted beside the customer's menu, once a request."""
    if "menu_counts" not in g:
        g.menu_counts = menu_counts(db(), actor())
    return cast(MenuCounts, g.menu_counts)


def _cart_count() -> int:
    return _counts().cart


def _offer_count() -> int:
    return _counts().offers


WAREHOUSE_HOME = Entry("warehouse.index", N_("Warehouse"), "building-warehouse")
STOCK = Entry("stock.index", N_("Stock"), "packages", also=("stock.movements",))
SLIPS = Entry(
    "stock.slips",
    N_("Stock slips"),
    "files",
    also=("stock.show", "stock.create", "stock.edit", "stock.begin", "stock.count"),
)
PORTAL: tuple[Entry, ...] = (
    Entry("catalog.index", N_("Catalogue"), "building-store"),
    Entry("ordering.quick", N_("Quick order"), "list-check"),
    Entry(
        "ordering.cart", N_("Cart"), "shopping-cart", count=_cart_count, also=("ordering.checkout",)
    ),
    Entry("portal_orders.index", N_("My orders"), "clipboard-list"),
    Entry("portal_inquiries.index", N_("My inquiries"), "note"),
    Entry("portal_offers.index", N_("Offers"), "receipt", count=_offer_count),
    Entry("portal_contracts.index", N_("My contracts"), "files"),
    Entry("addresses.index", N_("Addresses"), "map-pin"),
    Entry("portal_returns.index", N_("Returns"), "arrow-back-up"),
    Entry("announcements.index", N_("Announcements"), "speakerphone"),
)
#: The keeper's two tiles are his work; the menu leads from them to the shelves.
WAREHOUSE = (WAREHOUSE_HOME, STOCK, SLIPS)
OFFICE = (
    Group(
        "",
        (
            Entry("work.index", N_("My work"), "home"),
            Entry("orders.index", N_("Orders"), "clipboard-list"),
            Entry("orders.create", N_("Order for a customer"), "plus"),
            Entry("returns.index", N_("Returns"), "arrow-back-up"),
            WAREHOUSE_HOME,
        ),
    ),
    Group(
        N_("Inquiries, quotations, contracts"),
        (
            Entry("inquiries.index", N_("Inquiries"), "note"),
            Entry("quotations.index", N_("Quotations"), "receipt"),
            Entry("contracts.index", N_("Contracts"), "files"),
            Entry("reviews.index", N_("Reviews"), "clipboard-check"),
            Entry("exceptions.index", N_("Exceptions from payment"), "coin"),
            Entry("supervision.index", N_("Supervision"), "search"),
        ),
    ),
    Group(
        N_("Master data"),
        (
            Entry("customers.index", N_("Customers"), "users"),
            Entry("products.index", N_("Articles"), "box"),
            Entry("prices.index", N_("Prices"), "tag"),
            Entry("prices.levels", N_("Level factors"), "star"),
            Entry("rates.index", N_("Market rates"), "coin"),
            Entry("promotions.index", N_("Promotions"), "discount"),
            STOCK,
            SLIPS,
        ),
    ),
    Group(
        N_("Company"),
        (
            Entry("announcements.index", N_("Announcements"), "speakerphone"),
            Entry("imports.index", N_("Imports"), "upload"),
            Entry("tasks.index", N_("Long tasks"), "progress"),
        ),
    ),
    Group(
        N_("Settings"),
        (
            Entry("staff.index", N_("Staff"), "user"),
            Entry("roles.index", N_("Roles and permissions"), "key"),
            Entry("organisation.index", N_("Organisation"), "building-store"),
            Entry("classification.regions", N_("Sales regions"), "world"),
            Entry("classification.levels", N_("Customer levels"), "layout-list"),
            Entry("classification.lists", N_("Lists"), "list"),
            Entry("chains.index", N_("Chains"), "sitemap"),
            Entry("panels.index", N_("Panels of reviews"), "users"),
            Entry("order_kinds.index", N_("Order kinds"), "files"),
            Entry("products.categories", N_("Categories"), "category", also=("products.category",)),
            Entry("products.taxes", N_("Tax classes"), "receipt", also=("products.tax_class",)),
            Entry(
                "products.fields", N_("Own fields of articles"), "table", also=("products.field",)
            ),
            Entry("mail.index", N_("Outgoing mail"), "mail"),
            Entry("audit.index", N_("Audit trail"), "history"),
            Entry("company_settings.show", N_("Company settings"), "settings"),
        ),
        folds=True,
    ),
)
OFFICE_ENTRIES = tuple(entry for group in OFFICE for entry in group.entries)
INTERFACES = {"portal": PORTAL, "warehouse": WAREHOUSE}


def navigation(interface: str) -> list[Item]:
    """The entries of an interface whose menu is a row."""
    entries = INTERFACES[interface]
    return _items(entries, _current(entries))


def office_menu() -> str:
    """The office's menu as HTML, without the groups in which this person may open nothing.

    It is drawn once for all who may open the same, so an entry of it has no count.
    """
    reader = find_actor()
    if reader is None:
        return ""
    current = _current(OFFICE_ENTRIES)
    opened = keep(db(), ("menu", reader.user_id), lambda: _opened(reader))
    return _drawn(opened, current, language_code(), request.root_path)


def _opened(reader: Actor) -> frozenset[str]:
    return frozenset(one.endpoint for one in OFFICE_ENTRIES if may_open(reader, one.endpoint))


@lru_cache(maxsize=256)
def _drawn(opened: frozenset[str], current: Entry | None, language: str, root: str) -> str:
    """The menu of a request in this language, below this address; both are its own."""
    sections = [
        Section(
            label=gettext(group.label) if group.label else "",
            items=[_item(entry, current) for entry in entries],
            folds=group.folds,
            is_open=current in entries,
        )
        for group in OFFICE
        if (entries := [entry for entry in group.entries if entry.endpoint in opened])
    ]
    return draw("shared/_nav_items.html", "menu", sections)


def _items(entries: Sequence[Entry], current: Entry | None) -> list[Item]:
    reader = find_actor()
    return [
        _item(entry, current) for entry in entries if reader and may_open(reader, entry.endpoint)
    ]


def _item(entry: Entry, current: Entry | None) -> Item:
    return Item(
        label=gettext(entry.label),
        url=url_for(entry.endpoint),
        icon=entry.icon,
        active=entry is current,
        key=entry.endpoint.replace(".", "-"),
        badge=_badge(entry),
    )


def _current(entries: Sequence[Entry]) -> Entry | None:
    """The page's own entry, else the first of its area: an order belongs to the orders."""
    here = request.endpoint or ""
    area = here.partition(".")[0]
    own = next((entry for entry in entries if here in (entry.endpoint, *entry.also)), None)
    of_area = (entry for entry in entries if entry.endpoint.partition(".")[0] == area)
    return own or next(of_area, None)


def _badge(entry: Entry) -> str | None:
    if entry.count is None:
        return None
    return str(entry.count() or "")
