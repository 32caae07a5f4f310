"""Every route has its row in the access table."""

from __future__ import annotations

from flask import Flask

from webapp.web.access_table import ACCESS

#: What changes something is sent by POST; what is fetched changes nothing (C27, C31).
METHODS = {"GET", "HEAD", "OPTIONS", "POST"}


def test_every_route_has_its_row_and_every_row_its_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ACCESS)


def test_routes_take_no_unusual_method(app: Flask) -> None:
    unusual = {rule.endpoint: rule.methods for rule in app.url_map.iter_rules()}
    assert {name: found for name, found in unusual.items() if (found or set()) - METHODS} == {}
