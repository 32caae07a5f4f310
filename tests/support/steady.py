"""The company's and a customer's pages, asked with few rows and with many, and their statements."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from tests.support import samples
from tests.support.client import Client
from tests.support.counting import counted


@dataclass(frozen=True, slots=True)
class Asked:
    """The statements of a page; ``is_list`` when it can be narrowed down."""

    statements: list[str]
    is_list: bool


def pages_of(app: Flask, session: Session) -> list[str]:
    """Every page about the company's things and KH001's; what the small company has none of (a
    picture) has no list either."""
    held = samples.samples_of(session, "kh001")
    addresses = set()
    for rule in samples.routes(app, "GET"):
        kinds = samples.kinds_of(rule).values()
        if all(held.things.get(kind.name) for kind in kinds):
            addresses.add(held.address(app, rule))
    return sorted(addresses)


def statements_of(client: Client, addresses: list[str]) -> dict[str, Asked]:
    """What each page asks of the database, by its address, of those that the reader may open."""
    found = {}
    for address in addresses:
        with counted(client.application) as statements:
            answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code == 200 and answer.mimetype == "text/html":
            is_list = 'class="dd-filter"' in answer.get_data(as_text=True)
            found[address] = Asked(list(statements), is_list)
    return found
