"""From a document's kind and number to its page in the interface of whoever looks."""

from __future__ import annotations

from flask import url_for

from webapp.services.core.actor import Actor

#: By document kind: the customer's page and the company's.
PAGES = {
    "order": ("portal_orders.show", "orders.show"),
    "return": ("portal_returns.show", "returns.show"),
}


def document_url(kind: str, number: str, actor: Actor) -> str | None:
    """The address of a document's page; None for a kind without one."""
    pages = PAGES.get(kind)
    if pages is None or not number:
        return None
    return url_for(pages[0] if actor.is_customer else pages[1], number=number)
