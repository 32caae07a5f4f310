"""What tests may start from: each is made once a run and then copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.support import company
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


def _busy_company(session: Session) -> None:
    company.found(session)
    bring_orders_everywhere(company.company_in(session))


FILLS: dict[str, Fill] = {
    "empty": upgrade,
    "company": _filled_by(company.found),
    "orders": _filled_by(_busy_company),
    "demo": _filled_by(lambda session: seed(session, utc_now())),
}


def template_of(request: pytest.FixtureRequest) -> str:
    """The demo data or orders for tests marked so, the small company for ``company``, else bare
    tables."""
    if request.node.get_closest_marker("demo"):
        return "demo"
    if request.node.get_closest_marker("orders_everywhere"):
        return "orders"
    return "company" if "company" in request.fixturenames else "empty"
