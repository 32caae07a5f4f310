"""Rows of releases before, written and read as the schema of the moment has them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
PLAIN: dict[type, Any] = {
    sa.Integer: 0,
    sa.BigInteger: 0,
    sa.String: "",
    sa.Text: "",
    sa.Boolean: False,
    sa.JSON: [],
    sa.DateTime: NOW,
    sa.Date: date(2026, 11, 1),
}


class Rows:
    """Writes and reads rows as the schema of the moment has them, whatever the models say."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)

    def put(self, table: str, **given: Any) -> int:
        found = self._table(table)
        needed = {
            column.name: _plain(column.type)
            for column in found.columns
            if not column.nullable and not column.primary_key and column.server_default is None
        }
        with self.engine.begin() as connection:
            made = connection.execute(found.insert().values({**needed, **given}))
            key = made.inserted_primary_key
            assert key is not None
            return int(key[0])

    def all(self, table: str) -> list[dict[str, Any]]:
        found = self._table(table)
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(found).order_by(found.c.id))
            return [dict(row._mapping) for row in rows]

    def _table(self, name: str) -> sa.Table:
        return sa.Table(name, sa.MetaData(), autoload_with=self.engine)


def _plain(kind: Any) -> Any:
    return next(value for base, value in PLAIN.items() if isinstance(kind, base))
