"""What pages may weigh on the wire: a first visit with all that it loads, and the next page."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from posixpath import normpath

import brotli
import pytest

from tests.support.client import Client
from webapp.web.assets import PREFIX, STATIC

FIRST_VISIT = 110 * 1024
NEXT_PAGE = 8 * 1024
START = {"review": "/orders", "ship": "/warehouse", "kh001": "/shop/"}
NEXT = [
    *(("review", path) for path in ("/work", "/orders", "/orders/queue?status=order_review")),
    *(("admin", path) for path in ("/work", "/customers", "/products", "/staff")),
    ("ship", "/warehouse"),
    *(("kh001", path) for path in ("/shop/", "/cart", "/my/orders")),
]
LOADED = re.compile(rf'(?:href|src)="{PREFIX}[0-9a-f]+/([^"#]+)')
IMPORTED = re.compile(r'^import .*?"(\./[^"]+)"', re.MULTILINE)
NAMED = re.compile(r'url\(["\']?(?!data:)([^"\')#]+)|@import')


@lru_cache
def weight(path: str) -> int:
    """A static file as it is sent: compressed once and for good, as well as can be."""
    return len(brotli.compress((STATIC / path).read_bytes()))


def loaded(html: str) -> set[str]:
    """All static files that a browser loads for a page, modules of modules included."""
    found: set[str] = set()
    waiting = set(LOADED.findall(html))
    while waiting:
        path = waiting.pop()
        found.add(path)
        if path.startswith("js/"):
            imports = IMPORTED.findall((STATIC / path).read_text())
            beside = {normpath(PurePosixPath(path).parent / name) for name in imports}
            waiting |= beside - found
    return found


def sent(client: Client, path: str) -> tuple[int, str]:
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    return len(answer.data), brotli.decompress(answer.data).decode()


@pytest.mark.orders_everywhere
@pytest.mark.parametrize("user_name", START)
def test_a_first_visit_is_small(client: Client, user_name: str) -> None:
    client.checks_html = False
    entrance, sign_in = sent(client, "/sign-in")
    client.sign_in(user_name)
    page, html = sent(client, START[user_name])
    sizes = {path: weight(path) for path in loaded(sign_in) | loaded(html)}
    assert "icons.svg" in sizes
    whole = entrance + page + sum(sizes.values())
    heaviest = sorted(sizes.items(), key=lambda one: -one[1])
    assert whole <= FIRST_VISIT, f"{whole} bytes: {heaviest}"


@pytest.mark.orders_everywhere
@pytest.mark.parametrize(("user_name", "path"), NEXT)
def test_the_next_page_is_small(client: Client, user_name: str, path: str) -> None:
    client.checks_html = False
    client.sign_in(user_name)
    size, _ = sent(client, path)
    assert size <= NEXT_PAGE


def test_style_sheets_load_nothing_that_is_not_counted() -> None:
    named = {path.name: NAMED.findall(path.read_text()) for path in STATIC.rglob("*.css")}
    assert {name: found for name, found in named.items() if found} == {}


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="i-([a-z0-9-]+)"', (STATIC / "icons.svg").read_text()))
    pages = (STATIC.parent / "templates").rglob("*.html")
    asked = {
        name for page in pages for name in re.findall(r"icon\('([a-z0-9-]+)'", page.read_text())
    }
    assert asked <= sprite
