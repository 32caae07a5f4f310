"""What holds for every answer, whoever asks and whatever comes of it (C19, C24, C29, C57)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support import samples
from tests.support.client import HTMX, Client
from tests.support.pages import WHOLE_PAGE

pytestmark = pytest.mark.demo

HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
#: A product's picture never changes under its address.
KEPT = frozenset({"files.picture"})
FILES = frozenset({"files.download", "files.picture", "reviews.paper"})


@pytest.mark.control("C19", "C24", "C29", "C57")
@pytest.mark.parametrize("who", ["", "kh001", "ship", "admin"])
def test_every_answer_is_guarded(app: Flask, client: Client, session: Session, who: str) -> None:
    held = samples.samples_of(session, "kh001")
    session.close()
    client.checks_html = False
    if who:
        client.sign_in(who)
    faults = []
    for rule in samples.routes(app, "GET"):
        address = held.address(app, rule)
        faults += _faults(rule, client.get(address), is_whole=True)
        faults += _faults(rule, client.get(address, headers=HTMX), is_whole=False)
        faults += _faults(rule, client.delete(address), is_whole=True)
        if samples.has_subject(rule):
            faults += _faults(rule, client.get(samples.nobodys(app, rule)), is_whole=True)
    assert faults == []


def _faults(rule: Rule, answer: TestResponse, *, is_whole: bool) -> Iterator[str]:
    where = f"{answer.request.method} {answer.request.path}: {answer.status}"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"{where}: {name} is {answer.headers.get(name)}"
    policy = answer.headers.get("Content-Security-Policy", "")
    is_file = rule.endpoint in FILES and answer.status_code == 200
    if ("sandbox" if is_file else "frame-ancestors 'none'") not in policy:
        yield f"{where}: policy {policy}"
    if answer.headers.get("Cache-Control") != "no-store" and rule.endpoint not in KEPT:
        yield f"{where}: may be kept: {answer.headers.get('Cache-Control')}"
    is_page = answer.mimetype == "text/html" and not answer.location
    if is_page and "charset" not in answer.content_type:
        yield f"{where}: {answer.content_type}"
    if is_page and is_whole and not WHOLE_PAGE.match(answer.get_data(as_text=True)):
        yield f"{where}: a part of a page without htmx"
