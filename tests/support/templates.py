"""What tests may start from: each is made once a run and then copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.support import company
from tests.support.databases import Fill
from webapp.db import Database
from webapp.migrating import upgrade


def _filled_by(fill: Callable[[Session], None]) -> Fill:
    def make(url: str) -> None:
        upgrade(url)
        database = Database(url)
        with database.session() as session:
            fill(session)
        database.dispose()

    return make


FILLS: dict[str, Fill] = {
    "empty": upgrade,
    "company": _filled_by(company.found),
}


def template_of(request: pytest.FixtureRequest) -> str:
    """The small company for whoever asks for ``company``; else nothing but the tables."""
    return "company" if "company" in request.fixturenames else "empty"
