"""Walks over the product as a person could: from link to link, bounded by addresses alike."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.pages import parse

#: Attributes that name an address which the page, or a script of ours, may ask for.
LINKS = ("href", "src", "hx-get", "data-href", "data-src", "data-url", "data-suggest")
#: Lists can be filtered and turned without end: so many addresses with the same query names.
WITH_QUERY = 3
Shape = tuple[str, tuple[str, ...]]


def crawl(client: Client, *starts: str, each: int = 400) -> Iterator[TestResponse]:
    """Every answer found from the starts on, at most ``each`` of one route without a query."""
    waiting, seen, walked = deque(starts), set(starts), Counter[Shape]()
    while waiting:
        address = waiting.popleft()
        shape = shape_of(client, address)
        walked[shape] += 1
        if walked[shape] > (WITH_QUERY if shape[1] else each):
            continue
        answer = client.get(address)
        yield answer
        for link in links_of(answer):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


def shape_of(client: Client, address: str) -> Shape:
    """The route behind an address, and the names in its query."""
    parts = urlsplit(address)
    try:
        adapter = client.application.url_map.bind("localhost")
        endpoint, _ = adapter.match(parts.path, method="GET")
    except HTTPException:
        endpoint = parts.path
    return endpoint, tuple(sorted({name for name, _ in parse_qsl(parts.query)}))


def links_of(answer: TestResponse) -> list[str]:
    """Addresses on this site that the answer leads to, without its static files."""
    if answer.location:
        return [answer.location] if answer.location.startswith("/") else []
    if answer.mimetype != "text/html":
        return []
    found = [address for address in _named(parse(answer)) if address.startswith("/")]
    return [one.split("#")[0] for one in found if not one.startswith(("//", "/static/"))]


def _named(page: LexborHTMLParser) -> Iterator[str]:
    for name in LINKS:
        for node in page.css(f"[{name}]"):
            yield node.attributes[name] or ""
    for form in page.css("form"):
        if (form.attributes.get("method") or "get").lower() == "get":
            yield form.attributes.get("action") or ""
