"""Bytes over the wire, as a browser that takes brotli fetches them: the first visit with all that
its page names, the next page, and the piece of a page that htmx asks for."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import brotli

from bench.client import PARTIAL, Hand, Person
from bench.wire import Answer, Connect

#: What a page, a style sheet or a module names to be fetched at once.
NAMED = re.compile(
    r"""(?:<link[^>]*rel="?(?:stylesheet|modulepreload|preload|icon)"?[^>]*href=["']?"""
    r"""|<use[^>]*href=["']?|<script[^>]*src=["']?|<img[^>]*src=["']?|url\(["']?"""
    r"""|(?:from|import)\s*["'](?=[./]))([^"'()\s>]+)"""
)
PREFIX = "/static/"
TAKES = {"Accept-Encoding": "br"}


def weigh(connect: Connect, page: str) -> dict[str, int]:
    """Bytes of the parts, as they come, and of page and fragment as they are written."""
    person = Person(connect, "review")
    readers: dict[str, Hand] = {"/sign-in": Hand(connect), page: person}
    pages = {path: who.ask("GET", path, TAKES, 200) for path, who in readers.items()}
    fragment = person.ask("GET", page, {**TAKES, **PARTIAL}, 200)
    texts = {path: plain(answer) for path, answer in pages.items()}
    came = sum(len(answer.body) for answer in pages.values())
    return {
        "first visit with all assets, brotli": came + sum(_fetched(person, texts).values()),
        "next page, brotli": len(pages[page].body),
        "fragment, brotli": len(fragment.body),
        "next page": len(texts[page].encode()),
        "fragment": len(plain(fragment).encode()),
    }


def _fetched(person: Person, pages: dict[str, str]) -> dict[str, int]:
    """Every asset that the pages name, and those that these name, with its bytes as sent."""
    waiting = [urljoin(path, name) for path, text in pages.items() for name in NAMED.findall(text)]
    found: dict[str, int] = {}
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in found or not address.startswith(PREFIX):
            continue
        answer = person.ask("GET", address, TAKES, 200)
        found[address] = len(answer.body)
        if address.endswith((".css", ".js")):
            text = plain(answer)
            waiting += [urljoin(address, name) for name in NAMED.findall(text)]
    return found


def plain(answer: Answer) -> str:
    is_compressed = b"content-encoding: br" in answer.head.lower()
    return (brotli.decompress(answer.body) if is_compressed else answer.body).decode()
