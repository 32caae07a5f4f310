"""Browser journeys: one Chromium, one server, a fresh context for every test."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from tests.support.browser import (
    ChromiumMissingError,
    accessibility_faults,
    launch_options,
)
from tests.support.outcome import failed
from tests.support.signing_in import session_cookie
from tests.support.source import ROOT

PICTURES = ROOT / "test-results"
PATIENCE_MS = 10_000

#: A refused form answers 4xx on purpose, and a test may cut the line: Chromium reports both as
#: errors of the page.
EXPECTED = re.compile(
    r"Failed to load resource: (the server responded with a status of 4\d\d"
    r"|net::ERR_(INTERNET_DISCONNECTED|CONNECTION_RESET))"
)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        options = launch_options()
    except ChromiumMissingError as missing:
        pytest.skip(str(missing))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The app behind a real socket on a free loopback port; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=5)


@pytest.fixture
def open_page(
    browser: Browser, app: Flask, live_server: str, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Opens pages, each a person of his own: ``open_page("sales", javascript=False)``.

    Takes the account to be signed in, if any, and Playwright's options of a context.

    Afterwards the test fails on anything that a page complained about in its console.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(user_name: str = "", *, javascript: bool = True, **options: Any) -> Page:
        wanted: dict[str, Any] = {
            "base_url": live_server,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "viewport": {"width": 1440, "height": 900},
            "java_script_enabled": javascript,
            # What fades in is there at once: nothing waits for it, and no colour is half-way.
            "reduced_motion": "reduce",
            **options,
        }
        context = browser.new_context(**wanted)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if user_name:
            name, value = session_cookie(app, user_name)
            context.add_cookies([{"name": name, "value": value, "url": live_server}])
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_one
    if failed(request.node):
        _keep_pictures(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that axe-core finds nothing wrong on a page."""

    def check(page: Page) -> None:
        assert accessibility_faults(page) == [], page.url

    return check


def _complaint(message: ConsoleMessage) -> list[str]:
    if message.type != "error" or EXPECTED.match(message.text):
        return []
    return [f"{message.location.get('url')}: {message.text}"]


def _keep_pictures(contexts: list[BrowserContext], test: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "-", test).strip("-")
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
