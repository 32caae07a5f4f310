"""The menu: what the signed-in person may open, in the order of his day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.ordering.queries import count_cart
from webapp.web.access import may_open
from webapp.web.context import actor, db, find_actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry; ``group`` starts a new group before it, ``count`` stands beside it, ``also``
    are further pages that it is the entry of."""

    endpoint: str
    label: str
    icon: str
    group: str = ""
    count: Callable[[], int] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url: str
    icon: str
    active: bool
    group: str
    key: str = ""
    #: '' for a count of nothing, which may change while the page stands; None for no count at all.
    badge: str | None = None


def _cart_count() -> int:
    return count_cart(db(), actor())


PORTAL: list[Entry] = [
    Entry("catalog.index", N_("Catalogue"), "building-store"),
    Entry("ordering.quick", N_("Quick order"), "list-check"),
    Entry(
        "ordering.cart", N_("Cart"), "shopping-cart", count=_cart_count, also=("ordering.checkout",)
    ),
    Entry("portal_orders.index", N_("My orders"), "clipboard-list"),
    Entry("addresses.index", N_("Addresses"), "map-pin"),
    Entry("portal_returns.index", N_("Returns"), "arrow-back-up"),
    Entry("announcements.index", N_("Announcements"), "speakerphone"),
]
OFFICE = [
    Entry("work.index", N_("My work"), "home"),
    Entry("orders.index", N_("Orders"), "clipboard-list"),
    Entry("returns.index", N_("Returns"), "arrow-back-up"),
    Entry("orders.create", N_("Order for a customer"), "plus"),
    Entry("customers.index", N_("Customers"), "users"),
    Entry(
        "products.index",
        N_("Articles"),
        "box",
        also=("products.show", "products.create", "products.edit"),
    ),
    Entry("prices.index", N_("Prices"), "tag"),
    Entry("prices.levels", N_("Level factors"), "discount"),
    Entry("promotions.index", N_("Promotions"), "discount"),
    Entry("warehouse.index", N_("Warehouse"), "building-warehouse"),
    Entry("stock.index", N_("Stock"), "packages", also=("stock.movements",)),
    Entry(
        "stock.slips",
        N_("Stock slips"),
        "files",
        also=("stock.show", "stock.create", "stock.edit", "stock.begin", "stock.count"),
    ),
    Entry("imports.index", N_("Imports"), "upload"),
    Entry("announcements.index", N_("Announcements"), "speakerphone"),
    Entry("tasks.index", N_("Long tasks"), "progress", also=("tasks.show",)),
    Entry("chains.index", N_("Chains"), "sitemap", group=N_("Settings")),
    Entry("order_kinds.index", N_("Order kinds"), "tag"),
    Entry("products.categories", N_("Categories"), "category", also=("products.category",)),
    Entry("products.fields", N_("Own fields of articles"), "table", also=("products.field",)),
    Entry("products.taxes", N_("Tax classes"), "receipt", also=("products.tax_class",)),
    Entry("staff.index", N_("Staff"), "users"),
    Entry("roles.index", N_("Roles and permissions"), "table"),
    Entry("classification.regions", N_("Sales regions"), "world"),
    Entry("classification.levels", N_("Customer levels"), "layout-list"),
    Entry("classification.lists", N_("Lists"), "list"),
    Entry("organisation.index", N_("Organisation"), "building-store"),
    Entry("audit.index", N_("Audit trail"), "history"),
    Entry("company_settings.show", N_("Company settings"), "settings"),
    Entry("mail.index", N_("Outgoing mail"), "mail"),
]
#: The two tiles on the keeper's pages are his menu.
WAREHOUSE: list[Entry] = []


def navigation() -> list[Item]:
    """The entries of the interface that the page belongs to."""
    reader = find_actor()
    if reader is None:
        return []
    if reader.is_customer:
        entries = PORTAL
    else:
        in_warehouse = (request.endpoint or "").startswith("warehouse.")
        entries = WAREHOUSE if in_warehouse else OFFICE
    current, group, items = _current(entries), "", []
    for entry in entries:
        # A group begins with the first of its entries that this person may open.
        group = entry.group or group
        if may_open(reader, entry.endpoint):
            items.append(_item(entry, group, is_current=entry is current))
            group = ""
    return items


def _item(entry: Entry, group: str, *, is_current: bool) -> Item:
    return Item(
        label=gettext(entry.label),
        url=url_for(entry.endpoint),
        icon=entry.icon,
        active=is_current,
        group=gettext(group) if group else "",
        key=entry.endpoint.replace(".", "-"),
        badge=_badge(entry),
    )


def _current(entries: list[Entry]) -> Entry | None:
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
