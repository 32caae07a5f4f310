"""Runs migrations on one connection; SQLite's foreign keys are off while tables are rebuilt."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text

from webapp.models import Base

url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True)["url"]
# Rebuilding a parent table in batch mode would delete its children under foreign_keys=ON, so
# this engine is made without the pragmas of the product's own.
engine = create_engine(url)

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"foreign keys point nowhere after migrating: {broken[:5]}")
    connection.rollback()

engine.dispose()
