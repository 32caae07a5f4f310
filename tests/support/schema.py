"""The schema as the migrations make it."""

from __future__ import annotations

from tests.support.source import ROOT
from webapp.migrating import upgrade


def migrate(url: str) -> None:
    if list((ROOT / "migrations" / "versions").glob("*.py")):
        upgrade(url)
        return
    from webapp.db import Database
    from webapp.models import Base

    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.dispose()
