"""The ways of asking for a list that its own page offers: tabs, sorts, places and filters."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: What is typed into fields: a beginning that much begins with, the code of one row, and nothing's.
WORDS = ("wjsh-1", "p-77", "不存在")
A_DAY = "2026-01-31"
TURNS = "main .dd-tabs a, main th a, main a[rel=next]"
SKIPPED = frozenset({"hidden", "submit", "button", "reset", "checkbox"})


def ways_of(page: LexborHTMLParser) -> Iterator[str]:
    """Addresses of the same list, turned or narrowed by one thing each."""
    for link in page.css(TURNS):
        if address := link.attributes.get("href"):
            yield address
    for form in page.css("main form[method=get]"):
        path = urlsplit(form.attributes.get("action") or "").path
        hidden = {
            str(one.attributes["name"]): one.attributes.get("value") or ""
            for one in form.css("input[type=hidden][name]")
        }
        for name, value in _narrowings(form):
            yield f"{path}?{urlencode({**hidden, name: value})}"


def _narrowings(form: LexborNode) -> Iterator[tuple[str, str]]:
    for field in form.css("select[name]"):
        options = [one.attributes.get("value") or "" for one in field.css("option")]
        for value in {*options[1:2], *options[-1:]} - {""}:
            yield str(field.attributes["name"]), value
    for field in form.css("input[name]"):
        kind = field.attributes.get("type") or "text"
        if kind not in SKIPPED:
            for value in (A_DAY,) if kind == "date" else WORDS:
                yield str(field.attributes["name"]), value
