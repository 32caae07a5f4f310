"""Scanning with the tablet's camera: the decoder runs under the page's own security policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.barcodes import film
from tests.support.browser import launch_options
from tests.support.company import BARCODES, Company
from tests.support.signing_in import session_cookie
from tests.support.stages import Stages
from webapp.services.orders import kinds


@pytest.fixture
def camera_page(browser: Browser, app: Flask, live_server: str, tmp_path: Path) -> Iterator[Page]:
    """The keeper's page on a machine whose camera sees the bar code of the nuts."""
    options = launch_options()
    seen = film(tmp_path / "nuts.y4m", BARCODES["NUT-8"])
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={seen}",
    ]
    with browser.browser_type.launch(**{**options, "args": [*options["args"], *flags]}) as other:
        context = other.new_context(base_url=live_server, viewport={"width": 820, "height": 1180})
        name, value = session_cookie(app, "ship")
        context.add_cookies([{"name": name, "value": value, "url": live_server}])
        yield context.new_page()


def test_the_camera_counts_what_it_sees(camera_page: Page, company: Company) -> None:
    order = Stages(company).passed_until(kinds.OUTBOUND_REVIEW)
    camera_page.goto(f"/warehouse/orders/{order.number}")
    camera_page.locator("[data-scan]").click()
    picked = camera_page.locator(f'[name="quantity.{order.lines[1].id}"]')
    expect(picked).to_have_value("1", timeout=15_000)
    expect(camera_page.locator(".dd-viewer")).to_have_count(0)
