"""Runs migrations on one connection; SQLite's foreign keys are off while tables are rebuilt."""

from __future__ import annotations

import warnings
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import create_engine, text

from webapp.db import Id, Scaled, UtcDateTime
from webapp.models import Base
from webapp.models.base import Json

PLAIN: dict[type, str] = {
    Scaled: "sa.BigInteger()",
    UtcDateTime: "sa.DateTime(timezone=True)",
}


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Spells the product's own column types as plain ones: a migration must not change later."""
    if kind == "type":
        if item is Id:
            return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
        if item is Json:
            return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
        return PLAIN.get(type(item)) or False
    return False


def is_for_this_database(object_: Any, *_rest: Any) -> bool:
    """What one kind of database has is not missed in the other."""
    here = engine.dialect.name
    return bool(object_.info.get("only", here) == here)


url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True)["url"]
# Rebuilding a parent table in batch mode would delete its children under foreign_keys=ON, so
# this engine is made without the pragmas of the product's own.
engine = create_engine(url)

# An index on an expression is PostgreSQL's alone (models/orders.py) and not looked for elsewhere.
warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression")

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
        render_item=render_item,
        include_object=is_for_this_database,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"foreign keys point nowhere after migrating: {broken[:5]}")
    connection.rollback()

engine.dispose()
