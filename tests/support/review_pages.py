"""The page of a review as somebody reads it."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client


def looked(client: Client, who: str, number: str) -> LexborHTMLParser:
    client.sign_in(who)
    return client.page(f"/reviews/{number}")


def token(client: Client) -> str:
    """What proves that a form came from a page of whoever is signed in."""
    found = client.page("/account").css_first("[name=csrf_token]")
    assert found is not None
    return found.attributes["value"] or ""


def standing(page: LexborHTMLParser, seat: str) -> str | None:
    found = page.css_first(f"[data-seats] [data-seat={seat}]")
    assert found is not None
    return found.attributes["data-status"]
