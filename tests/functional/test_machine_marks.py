"""Pages tell machines what they tell people: the document, where it stands, what can be done."""

from __future__ import annotations

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.support import samples
from tests.support.client import Client
from webapp.web.access_table import ACCESS

pytestmark = pytest.mark.demo

#: Pages of one document, by the kind of their argument.
DOCUMENTS = frozenset({"order", "shipment", "return"})
#: What begins with an earlier document but is about a new one.
NEW_ONES = frozenset({"portal_orders.again"})
LISTS = {
    "kh001": ("/my/orders", "/my/returns"),
    "admin": ("/work", "/orders", "/orders/queue?status=order_review", "/returns"),
    "ship": ("/warehouse", "/warehouse/to-ship"),
}
#: Forms of the frame: they act on no document.
OF_THE_FRAME = ("/language", "/theme", "/sign-out", "/notices")


@pytest.fixture
def addresses(app: Flask, session: Session) -> list[tuple[str, str]]:
    """Every page of one document, and the account that reads it."""
    held = samples.samples_of(session, "kh001")
    session.close()
    return [
        ("kh001" if "customer" in ACCESS[rule.endpoint].kinds else "admin", held.address(app, rule))
        for rule in samples.routes(app, "GET")
        if _is_about_a_document(rule) and rule.endpoint not in NEW_ONES
    ]


def _is_about_a_document(rule: Rule) -> bool:
    return any(kind.name in DOCUMENTS for kind in samples.kinds_of(rule).values())


def test_pages_of_documents_name_them(client: Client, addresses: list[tuple[str, str]]) -> None:
    assert len(addresses) >= 10
    for who, address in addresses:
        client.sign_in(who)
        main = client.page(address).css_first("main")
        assert main is not None
        assert main.attributes.get("data-number"), address
        assert main.attributes.get("data-status"), address
        assert main.attributes["data-number"] in address


@pytest.mark.parametrize("who", LISTS)
def test_rows_name_their_documents(client: Client, who: str) -> None:
    client.sign_in(who)
    for address in LISTS[who]:
        rows = client.page(address).css("main [data-number]")
        assert rows, address
        assert all(row.attributes.get("data-status") for row in rows), address


def test_buttons_name_their_transitions(client: Client, addresses: list[tuple[str, str]]) -> None:
    for who, address in addresses:
        client.sign_in(who)
        assert _unnamed(client.page(address)) == [], address


def _unnamed(page: LexborHTMLParser) -> list[str]:
    """Forms that act on a document whose button does not say by which transition."""
    return [
        form.attributes["action"] or ""
        for form in page.css("main form[method=post]")
        if not (form.attributes["action"] or "").startswith(OF_THE_FRAME)
        and "data-act" not in form.attributes
        and not form.css("[data-action]")
        and not page.css(f"[data-action][form='{form.attributes.get('id')}']")
    ]
