"""Every route × every role × own, another's, absent: who comes through which door (C38–C40).

The routes come from the app, the doors from the access table, the arguments from the demo data:
a page that is added is walked over too, and one that nobody made a sample for fails here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Map, Rule
from werkzeug.test import TestResponse

from tests.support import samples
from tests.support.client import HTMX, Client
from tests.support.samples import Samples
from tests.support.snapshots import snapshot
from webapp.models import User
from webapp.services.core.actor import Actor
from webapp.services.identity.accounts import actor_of
from webapp.web.access_table import ACCESS

pytestmark = [pytest.mark.demo, pytest.mark.control("C38", "C39")]

CUSTOMERS = ("kh001", "kh002")
STAFF = ("admin", "sales", "review", "finance", "ship", "region1")
ANYONE = ("", *CUSTOMERS, *STAFF)
#: The customers whose things each account sees; region1 is the manager of kh001's region.
REACH = {**dict.fromkeys(STAFF, CUSTOMERS), "region1": ("kh001",), "kh001": ("kh001",)}
REACH["kh002"] = ("kh002",)
#: Signing in and out, after which the walk goes on as before.
CHANGES_WHO = ("account.sign_in", "account.sign_out", "demo.sign_in", "account.password")
SERVER_ERROR = 500
#: What is new in every answer: tokens, one-time keys, the request's id.
NEW = re.compile(r'name="(?:csrf_token|key)" value="[^"]*"|"X-CSRFToken": "[^"]*"|[0-9a-f]{16}')


@pytest.fixture
def owners(session: Session) -> dict[str, Samples]:
    return {name: samples.samples_of(session, name) for name in CUSTOMERS}


@pytest.fixture
def walker(client: Client) -> Client:
    client.checks_html = False
    return client


def actor_named(session: Session, user_name: str) -> Actor | None:
    user = session.scalar(select(User).where(User.user_name == user_name))
    return actor_of(session, user) if user else None


@pytest.mark.control("C27")
@pytest.mark.rule("A1", "A4")
@pytest.mark.parametrize("who", ANYONE, ids=lambda who: who or "anonymous")
def test_pages_open_for_whom_they_may_and_change_nothing(
    app: Flask, walker: Client, session: Session, owners: dict[str, Samples], who: str
) -> None:
    actor = actor_named(session, who)
    session.close()
    if who:
        walker.sign_in(who)
    before = snapshot(session, without_looks=True)
    faults = [
        fault
        for rule in samples.routes(app, "GET")
        for fault in _walk(walker, app, rule, actor, owners, who)
    ]
    assert faults == []
    after = snapshot(session, without_looks=True)
    assert [name for name, rows in after.items() if rows != before[name]] == []


def _walk(
    walker: Client,
    app: Flask,
    rule: Rule,
    actor: Actor | None,
    owners: dict[str, Samples],
    who: str,
) -> Iterator[str]:
    """Asks for one route about everybody's things, as a page, by htmx and by its head."""
    absent = walker.get(samples.nobodys(app, rule)) if samples.has_subject(rule) else None
    if absent is not None:
        yield from _judge(rule, actor, absent, in_reach=False)
    for owner, held in owners.items():
        path = held.address(app, rule)
        in_reach = _reaches(who, actor, owner, rule)
        answer = walker.get(path)
        yield from _judge(rule, actor, answer, in_reach=in_reach)
        if not in_reach and absent is not None and actor is not None:
            yield from _tell_apart(answer, absent)
        # Whose thing it is makes no difference to how it is asked for.
        others = (
            () if owner != CUSTOMERS[0] else (walker.head(path), walker.get(path, headers=HTMX))
        )
        for other in others:
            if other.status_code >= SERVER_ERROR:
                yield f"{other.request.method} {path}: {other.status}"


def _reaches(who: str, actor: Actor | None, owner: str, rule: Rule) -> bool:
    if samples.is_personal(rule):
        return who == owner
    is_staff = actor is not None and not actor.is_customer
    if is_staff and not all(actor.may(one) for one in samples.rights_of(rule)):
        return False
    return not samples.is_owned(rule) or owner in REACH.get(who, ())


def _judge(
    rule: Rule, actor: Actor | None, answer: TestResponse, *, in_reach: bool
) -> Iterator[str]:
    if not _is_right(rule, actor, answer, in_reach=in_reach):
        yield (
            f"{answer.request.method} {answer.request.path} ({rule.endpoint}): {answer.status}"
            f" {answer.location or ''} {'in' if in_reach else 'out of'} reach"
        )


def _is_right(rule: Rule, actor: Actor | None, answer: TestResponse, *, in_reach: bool) -> bool:
    door, code = ACCESS[rule.endpoint], answer.status_code
    is_to_sign_in = code == 303 and "/sign-in" in (answer.location or "")
    if door.is_public:
        return code < SERVER_ERROR
    if actor is None:
        return is_to_sign_in
    if not door.opens_for(actor):
        return code == 403
    if is_to_sign_in:
        return rule.endpoint in CHANGES_WHO
    if code == 403:
        return _asks_twice(rule)
    if in_reach:
        return code < SERVER_ERROR and code not in (401, 404)
    # A form may be refused before its document is looked for; an absent one is refused alike.
    return code == 404 or (code == 422 and answer.request.method == "POST")


def _asks_twice(rule: Rule) -> bool:
    """Acts behind several rights: which of them it takes, the document's step decides; and a
    regional manager's right on returns is to give his opinion (M6); in a review only those speak
    who sit there, and a stand-in is ended by who is away."""
    is_many = len(ACCESS[rule.endpoint].permissions) > 1
    return "GET" not in (rule.methods or ()) and (
        is_many or rule.endpoint.startswith(("returns.", "reviews.", "stand_ins."))
    )


def _tell_apart(answer: TestResponse, absent: TestResponse) -> Iterator[str]:
    if answer.status_code != absent.status_code or _body(answer) != _body(absent):
        yield f"{answer.request.path} answers otherwise than {absent.request.path}"


def _body(answer: TestResponse) -> str:
    """The answer without what is new in every answer, and without the address asked for."""
    text = NEW.sub("", answer.get_data(as_text=True))
    return text.replace(answer.request.full_path.rstrip("?"), "").replace(answer.request.path, "")


@pytest.mark.control("C26", "C40")
@pytest.mark.rule("A4")
@pytest.mark.parametrize("who", ANYONE, ids=lambda who: who or "anonymous")
def test_acts_are_refused_to_whom_they_are_not_for(
    app: Flask, walker: Client, session: Session, owners: dict[str, Samples], who: str
) -> None:
    actor = actor_named(session, who)
    session.close()
    faults = []
    for rule in samples.routes(app, "POST"):
        sender = _Sender(walker, who)
        faults += list(_send(sender, app, rule, actor, owners, who))
    assert faults == []


class _Sender:
    """Posts with a good token and a new one-time key each time."""

    keys = itertools.count()

    def __init__(self, walker: Client, who: str) -> None:
        self._walker = walker
        if who:
            walker.sign_in(who)
        page = walker.page("/account" if who else "/sign-in")
        self._token = cast(str, page.css_first("[name=csrf_token]").attributes["value"])

    def post(self, path: str) -> TestResponse:
        key = f"key-of-the-matrix-{next(self.keys):06}"
        asked = dict(parse_qsl(urlsplit(path).query))
        form = {**asked, "csrf_token": self._token, "key": key, "version": "1"}
        answer = self._walker.post(path, data=form)
        if answer.location:
            # Takes the message along that the next page would show.
            self._walker.get("/account")
        return answer

    def without_token(self, path: str) -> TestResponse:
        return self._walker.post(path, data={"version": "1"})


def _send(
    sender: _Sender,
    app: Flask,
    rule: Rule,
    actor: Actor | None,
    owners: dict[str, Samples],
    who: str,
) -> Iterator[str]:
    if rule.endpoint == "health.report":
        return
    absent = sender.post(samples.nobodys(app, rule)) if samples.has_subject(rule) else None
    if absent is not None:
        yield from _judge(rule, actor, absent, in_reach=False)
    for owner, held in owners.items():
        path = held.address(app, rule)
        in_reach = _reaches(who, actor, owner, rule)
        refused = sender.without_token(path) if owner == CUSTOMERS[0] else None
        if refused is not None and refused.status_code != 400:
            yield f"POST {path} without a token: {refused.status}"
        answer = sender.post(path)
        yield from _judge(rule, actor, answer, in_reach=in_reach)
        if not in_reach and absent is not None and actor is not None:
            yield from _tell_apart(answer, absent)


def test_a_route_without_a_sample_is_named() -> None:
    """What somebody reads who adds a route with a new kind of argument."""
    rule = Rule("/things/<thing>", endpoint="things.show")
    Map([rule])
    with pytest.raises(AssertionError, match=r"/things/<thing>: .* has no sample for <thing>"):
        samples.kinds_of(rule)
