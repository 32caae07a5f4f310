"""The kinds of lists that can be brought in."""

from __future__ import annotations

from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.importing.customers import CustomerList
from webapp.services.importing.engine import ImportKind
from webapp.services.importing.opening_stock import OpeningStockList
from webapp.services.importing.orders import OrderList
from webapp.services.importing.prices import PriceList
from webapp.services.importing.products import ProductList

KINDS: dict[str, ImportKind] = {
    kind.key: kind
    for kind in (CustomerList(), ProductList(), PriceList(), OpeningStockList(), OrderList())
}


def get_kind(key: str) -> ImportKind:
    """Raises NotFound for what is no kind of list."""
    if key not in KINDS:
        raise NotFound()
    return KINDS[key]


def open_kinds(actor: Actor) -> list[ImportKind]:
    """The kinds that this person may bring in."""
    return [kind for kind in KINDS.values() if actor.may(kind.permission)]
