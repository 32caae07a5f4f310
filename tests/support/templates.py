"""What tests may start from: each is made once a run and then copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.support import company
from tests.support.busy import make_busy
from tests.support.databases import Fill
from tests.support.stages import bring_orders_everywhere
from webapp.db import Database
from webapp.demo.seeding import seed
from webapp.migrating import upgrade
from webapp.services.core.clock import utc_now


def _filled_by(fill: Callable[[Session], object]) -> Fill:
    def make(url: str) -> None:
        upgrade(url)
        database = Database(url)
        with database.session() as session:
            fill(session)
        database.dispose()

    return make


def _company_with(more: Callable[[company.Company], None]) -> Fill:
    def make(session: Session) -> None:
        company.found(session)
        more(company.company_in(session))

    return _filled_by(make)


FILLS: dict[str, Fill] = {
    "empty": upgrade,
    "company": _filled_by(company.found),
    "orders_everywhere": _company_with(bring_orders_everywhere),
    "busy": _company_with(make_busy),
    "demo": _filled_by(lambda session: seed(session, utc_now())),
}


def template_of(request: pytest.FixtureRequest) -> str:
    """The demo data for tests marked so, a company for a fixture of its name, else bare tables."""
    if request.node.get_closest_marker("demo"):
        return "demo"
    named = ("orders_everywhere", "busy", "company")
    return next((name for name in named if name in request.fixturenames), "empty")
