"""Sample arguments for every route with arguments: one customer's, another's, and nobody's.

A new kind of argument is one row in the module of its area. A route that fits none fails the
tests that walk over all routes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.support.samples import (
    catalog,
    company,
    contracts,
    customers,
    importing,
    inquiries,
    lists,
    messages,
    offers,
    orders,
    quotations,
    returns,
    reviews,
    shelves,
    supervising,
)
from tests.support.samples.kinds import Area, Kind, Sample
from webapp.models import Customer, User
from webapp.services.core.permissions import Permission

# Returns come first: asking for one moves what the others read.
AREAS: tuple[Area, ...] = (
    returns.AREA,
    orders.AREA,
    inquiries.AREA,
    contracts.AREA,
    offers.AREA,
    quotations.AREA,
    customers.AREA,
    catalog.AREA,
    shelves.AREA,
    company.AREA,
    messages.AREA,
    lists.AREA,
    importing.AREA,
    supervising.AREA,
    reviews.AREA,
)
KINDS = {kind.name: kind for area in AREAS for kind in area.kinds}
WRITTEN = {text: kind for kind in KINDS.values() for text in kind.written}
STANDING = {endpoint: status for area in AREAS for endpoint, status in area.standing.items()}
ASKED = {endpoint: told for area in AREAS for endpoint, told in area.asked.items()}
LISTED = {endpoint: told for area in AREAS for endpoint, told in area.listed.items()}


@dataclass(frozen=True, slots=True)
class Samples:
    """What one customer has, by kind."""

    code: str
    things: dict[str, list[Sample]] = field(default_factory=dict)

    def pick(self, kind: str, status: str = "") -> Sample:
        found = self.things.get(kind) or []
        assert found, f"{self.code} has no {kind}: tests/support/samples must make one"
        return next((one for one in found if one.status == status), found[0])

    def address(self, app: Flask, rule: Rule) -> str:
        """The route's path about this customer's things."""
        kinds = kinds_of(rule)
        picked = {name: self.pick(kind.name, standing(rule)) for name, kind in kinds.items()}
        values = {name: one.value for name, one in picked.items()}
        # Of two arguments the second is a part of the first.
        part = next((one.order for one in picked.values() if one.order), "")
        if len(kinds) > 1 and kinds.get("number") in (KINDS["order"], KINDS["review"]) and part:
            values["number"] = part
        asked = {name: self.pick(kind.name, standing(rule)).value for name, kind in asked_by(rule)}
        return path_of(app, rule, {**values, **asked})

    def values(self) -> list[str]:
        return [str(one.value) for held in self.things.values() for one in held]


def standing(rule: Rule) -> str:
    return STANDING.get(rule.endpoint, "")


def kinds_of(rule: Rule) -> dict[str, Kind]:
    """Argument name to what it stands for."""
    return {name: _kind_of(rule, name) for name in sorted(rule.arguments)}


def _kind_of(rule: Rule, name: str) -> Kind:
    found = [kind for text, kind in WRITTEN.items() if text in rule.rule and f"{name}>" in text]
    assert found, f"{rule.rule}: tests/support/samples has no sample for <{name}>"
    return found[0]


def asked_by(rule: Rule) -> list[tuple[str, Kind]]:
    """What the route is told by its query, and what that stands for."""
    told = ASKED.get(rule.endpoint)
    return [(told[0], KINDS[told[1]])] if told else []


def is_owned(rule: Rule) -> bool:
    """Whether the route is about a thing that belongs to one customer."""
    asked = [kind for _, kind in asked_by(rule)]
    return any(kind.owned for kind in (*kinds_of(rule).values(), *asked))


def is_personal(rule: Rule) -> bool:
    """Whether the thing is one person's, whatever rights others have."""
    return any(kind.personal for kind in kinds_of(rule).values())


def rights_of(rule: Rule) -> set[Permission]:
    """What somebody of the company must hold to see the route's things, besides its door."""
    return {kind.right for kind in kinds_of(rule).values() if kind.right is not None}


def has_subject(rule: Rule) -> bool:
    return bool(rule.arguments) or rule.endpoint in ASKED


def nobodys(app: Flask, rule: Rule) -> str:
    """The route's path about something that there is not."""
    told = {**kinds_of(rule), **dict(asked_by(rule))}
    return path_of(app, rule, {name: kind.nobodys for name, kind in told.items()})


def path_of(app: Flask, rule: Rule, values: Mapping[str, Any]) -> str:
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    with app.test_request_context():
        told: dict[str, Any] = {**values, **LISTED.get(rule.endpoint, {})}
        return app.url_for(rule.endpoint, _method=method, **told)


def routes(app: Flask, method: str) -> list[Rule]:
    """Every route that takes the method, in a steady order."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def samples_of(session: Session, user_name: str, reader: str = "") -> Samples:
    """What this customer has; the first of each kind and status is enough.

    What is one person's alone is the ``reader``'s, where one is named.
    """
    # A reader may act to have something to show, after which the account is to be read anew.
    things = {}
    for name, kind in KINDS.items():
        whose = reader if reader and kind.personal else user_name
        things[name] = _first_of_each(kind.read(session, _account(session, whose)))
    customer = session.get_one(Customer, _account(session, user_name).customer_id)
    return Samples(customer.code, things)


def _account(session: Session, user_name: str) -> User:
    return session.scalars(select(User).where(User.user_name == user_name)).one()


def _first_of_each(found: list[Sample]) -> list[Sample]:
    firsts: dict[str, Sample] = {}
    for one in found:
        firsts.setdefault(one.status, one)
    return list(firsts.values())
