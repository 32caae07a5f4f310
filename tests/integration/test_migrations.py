"""The schema goes up, down and up again, and is what the models say."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.migrating import check, downgrade, upgrade

ALEMBIC = "alembic_version"


def _tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_migrations_go_up_down_and_up_again(blank_database_url: str) -> None:
    upgrade(blank_database_url)
    made = _tables(blank_database_url)
    downgrade(blank_database_url, "base")
    assert _tables(blank_database_url) == {ALEMBIC}
    upgrade(blank_database_url)
    assert _tables(blank_database_url) == made > {ALEMBIC}


def test_every_change_of_the_models_has_its_migration(blank_database_url: str) -> None:
    upgrade(blank_database_url)
    check(blank_database_url)
