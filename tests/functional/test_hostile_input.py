"""Rubbish in every field of every form, and in every query: never a server error, and what was
sent never comes back as HTML (C1, C11, C59)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask
from selectolax.lexbor import LexborNode
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support import samples
from tests.support.client import Client, form_values
from tests.support.crawling import crawl, shape_of
from tests.support.pages import parse

pytestmark = [pytest.mark.demo, pytest.mark.control("C1", "C11")]

PEOPLE = ("kh001", "sales", "admin", "ship")
CANARY = "<script>canary"
#: As bytes, because a browser's own encoding is not what an attacker sends.
HOSTILE: dict[str, list[bytes]] = {
    "NUL": [b"a\0b"],
    "control characters": [b"\x01\x07\x1b[31m\x7f\r\nX-Evil: 1"],
    "lone surrogate": [b"\xed\xa0\x80"],
    "broken UTF-8": [b"\xff\xfe\xc3"],
    "1e309": [b"1e309"],
    "NaN": [b"NaN"],
    "2^31": [b"2147483648"],
    "2^63": [b"9223372036854775808"],
    "10^30": [b"1" + b"0" * 30],
    "full-width digits": ["１２".encode()],
    "negative": [b"-1"],
    "markup": [CANARY.encode() + b"'\"><img src=x>{{7*7}}%(x)s"],
    "very long": [b"w" * 10_000],
    "empty": [b""],
    "no such day": [b"2026-02-31"],
    "year 0": [b"0000-00-00"],
    "twice": [b"1", b"2"],
    "missing": [],
}
LEAVES = ("account.sign_out", "account.password", "account.sign_in", "demo.sign_in")
PLACE = re.compile(r"\d+")
#: Of a form of at most so many fields, each gets every so-manieth value.
STEPS = ((4, 1), (8, 2), (16, 4), (1_000, 6))
MOST_FIELDS = 30


@dataclass(frozen=True)
class FoundForm:
    """A form as it stands on a page: where it goes and what it would send."""

    action: str
    values: MultiDict[str, str]
    fields: tuple[str, ...]


@pytest.fixture
def wanderer(client: Client) -> Client:
    client.checks_html = False
    return client


@pytest.mark.control("C59")
@pytest.mark.rule("G2")
@pytest.mark.parametrize("who", PEOPLE)
def test_no_field_of_any_form_breaks_the_server(
    app: Flask, wanderer: Client, session: Session, who: str
) -> None:
    starts = _starts(app, session)
    wanderer.sign_in(who)
    forms = _forms_on(wanderer, starts)
    assert len(forms) >= 4
    faults = [fault for form in forms for fault in _attack(wanderer, form, who)]
    assert faults == []
    again = [fault for answer in crawl(wanderer, *starts, each=2) for fault in _judge(answer, "")]
    assert again == []


def _starts(app: Flask, session: Session) -> list[str]:
    held = samples.samples_of(session, "kh001")
    session.close()
    rules = samples.routes(app, "GET")
    return ["/", *(held.address(app, rule) for rule in rules)]


def _forms_on(wanderer: Client, starts: list[str]) -> list[FoundForm]:
    """One form of each kind: the same route and the same fields, whatever rows they stand in."""
    found: dict[object, FoundForm] = {}
    for answer in crawl(wanderer, *starts, each=3):
        if answer.mimetype != "text/html":
            continue
        for node in parse(answer).css("form[method=post]"):
            form = _read(node)
            shape = _endpoint(wanderer, form.action), form.fields
            found.setdefault(shape, form)
    return list(found.values())


def _endpoint(wanderer: Client, action: str) -> str:
    adapter = wanderer.application.url_map.bind("localhost")
    endpoint, _ = adapter.match(action.split("?", maxsplit=1)[0], method="POST")
    return endpoint


def _read(node: LexborNode) -> FoundForm:
    """The form with one field of each kind: a row's quantity stands for those of all rows."""
    values = form_values(node)
    named = {str(one.attributes["name"]) for one in node.css("[name]")} | set(values)
    firsts: dict[str, str] = {}
    for name in sorted(named):
        firsts.setdefault(PLACE.sub("#", name), name)
    fields = sorted(firsts.values())
    # Of a table of cells, such as rights by role, some stand for all.
    fields = fields[:: 1 + len(fields) // MOST_FIELDS]
    return FoundForm(node.attributes["action"] or "", values, tuple(fields))


def _attack(wanderer: Client, form: FoundForm, who: str) -> Iterator[str]:
    for number, field in enumerate(one for one in form.fields if one != "csrf_token"):
        for name in _some_of(number + PEOPLE.index(who), len(form.fields)):
            body = _body(form, field, HOSTILE[name])
            answer = wanderer.post(
                form.action, data=body, content_type="application/x-www-form-urlencoded"
            )
            yield from _judge(answer, f"{field} = {name}")
            if _endpoint(wanderer, form.action) in LEAVES:
                wanderer.sign_in(who)


def _some_of(number: int, count: int) -> Iterator[str]:
    """Every value for the fields of small forms; of large ones each field gets some, and each
    person sends others."""
    step = next(step for most, step in STEPS if count <= most)
    return itertools.islice(HOSTILE, number % step, None, step)


_keys = itertools.count()


def _body(form: FoundForm, field: str, hostile: list[bytes]) -> bytes:
    pairs: list[tuple[str, str | bytes]] = [
        (name, value) for name, value in form.values.items(multi=True) if name not in (field, "key")
    ]
    if field != "key" and "key" in form.values:
        pairs.append(("key", f"hostile-input-{next(_keys):08}"))
    return urlencode([*pairs, *((field, one) for one in hostile)]).encode()


def _judge(answer: TestResponse, sent: str) -> Iterator[str]:
    where = f"{answer.request.method} {answer.request.full_path[:120]} {sent}"
    if answer.status_code >= 500:
        yield f"{where}: {answer.status}"
    if answer.mimetype == "text/html" and CANARY in answer.get_data(as_text=True):
        yield f"{where}: the canary came back raw"
    if "X-Evil" in answer.headers:
        yield f"{where}: a header was made"


@pytest.mark.parametrize("who", ["kh001", "admin"])
def test_no_query_breaks_the_server(
    app: Flask, wanderer: Client, session: Session, who: str
) -> None:
    starts = _starts(app, session)
    wanderer.sign_in(who)
    pages = [start for start in starts if wanderer.get(start).status_code == 200]
    named: dict[tuple[str, str], str] = {}
    for answer in crawl(wanderer, *pages, each=1):
        path = answer.request.path
        endpoint, names = shape_of(wanderer, answer.request.full_path)
        fields = [node.attributes["name"] or "" for node in _get_fields(answer)]
        for name in {*names, *fields, "after"}:
            named.setdefault((endpoint, name), path)
    faults = []
    for number, ((_, name), path) in enumerate(named.items()):
        for kind in itertools.islice(HOSTILE, number % 6, None, 6):
            query = urlencode([(name, one) for one in HOSTILE[kind]])
            faults += _judge(wanderer.get(f"{path}?{query}"), f"{name} = {kind}")
    assert faults == []


def _get_fields(answer: TestResponse) -> list[LexborNode]:
    if answer.mimetype != "text/html":
        return []
    return [
        field
        for form in parse(answer).css("form")
        if (form.attributes.get("method") or "get").lower() == "get"
        for field in form.css("[name]")
    ]
