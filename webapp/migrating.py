"""The database schema: up, down, and whether the tables are what the models say."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from webapp.config import ROOT


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(alembic_config(url), revision)


def check(url: str) -> None:
    """Raises alembic's CommandError when a migration is missing for a change of the models."""
    command.check(alembic_config(url))
