"""Reads the pages that the product sends, and refuses those a browser would have to repair."""

from __future__ import annotations

import re

import html5lib
from html5lib.constants import E as REASONS
from selectolax.lexbor import LexborHTMLParser
from werkzeug.wrappers import Response

WHOLE_PAGE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)
#: A fragment's parent decides what may stand in it: a row is lost anywhere but in a table.
PARENTS = {"tr": "tbody", "td": "tr", "th": "tr", "tbody": "table", "thead": "table", "li": "ul"}


def parse(response: Response) -> LexborHTMLParser:
    """The page, to be asked by CSS selector."""
    return LexborHTMLParser(response.get_data(as_text=True))


def leads_nowhere(response: Response) -> list[str]:
    """Links of a refused page's list of errors that lead to no field of it."""
    page = parse(response)
    links = [str(one.attributes["href"]) for one in page.css("[data-error-summary] a")]
    assert links, "no error is linked"
    return [link for link in links if page.css_first(f"[id='{link[1:]}']") is None]


def malformed(text: str) -> list[str]:
    """What is wrong with the HTML, by line; a browser would guess instead."""
    parser = html5lib.HTMLParser()
    if WHOLE_PAGE.match(text):
        parser.parse(text)
    else:
        parser.parseFragment(text, container=_parent_of(text))
    lines = text.splitlines()
    return [
        f"line {line}: {REASONS[reason] % values}: {lines[line - 1].strip() if line else ''}"
        for (line, _), reason, values in parser.errors
    ]


def _parent_of(fragment: str) -> str:
    first = re.match(r"\s*<([a-z0-9]+)", fragment)
    return PARENTS.get(first[1], "div") if first else "div"
