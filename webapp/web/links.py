"""From a document's kind and number to its page in the interface of whoever looks."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import request, url_for

from webapp.services.core.actor import Actor

#: By document kind: the customer's page and the company's.
PAGES = {
    "order": ("portal_orders.show", "orders.show"),
    "import_run": ("imports.show", "imports.show"),
    "customer": ("account.show", "customers.show"),
    "inquiry": ("portal_inquiries.show", "inquiries.show"),
    "contract": ("portal_contracts.show", "contracts.show"),
    "quotation": ("portal_offers.show", "quotations.show"),
    "exception": ("exceptions.show", "exceptions.show"),
    "supervision": ("supervision.show", "supervision.show"),
    "return": ("portal_returns.show", "returns.show"),
    "stand_in": ("account.show", "stand_ins.index"),
    "review": ("reviews.show", "reviews.show"),
    "announcement": ("announcements.show", "announcements.show"),
}


def address(endpoint: str, **values: str) -> str:
    """An address without what is empty. It is remembered: a list says the same ones in its tabs,
    headings and forms at every request."""
    return _address(endpoint, tuple(values.items()), request.root_path)


@lru_cache(maxsize=1024)
def _address(endpoint: str, values: tuple[tuple[str, str], ...], root: str) -> str:
    """Below the root, which is the request's own."""
    said: dict[str, Any] = {name: text for name, text in values if text}
    return url_for(endpoint, **said)


def addresses(endpoint: str) -> Callable[[str], str]:
    """The addresses of the rows of a list, told apart by their numbers: the routes build one."""
    head, _, tail = url_for(endpoint, number="NUMBER").partition("NUMBER")
    return lambda number: f"{head}{quote(number, safe='')}{tail}"


def document_url(kind: str, number: str, actor: Actor) -> str | None:
    """The address of a document's page; None for a kind without one."""
    page = page_of(kind, number, actor.is_customer)
    return url_for(page, number=number) if page else None


def page_of(kind: str, number: str, is_customer: bool) -> str | None:
    """The endpoint of a document's page in the interface of whoever looks."""
    pages = PAGES.get(kind)
    if pages is None or not number:
        return None
    return pages[0] if is_customer else pages[1]
