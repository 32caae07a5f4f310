"""``flask db``: the schema, up and down."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp import migrating
from webapp.web.context import settings

group = AppGroup("db", help="Bring the database schema up or down.")


@group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Brings the schema up, to the newest state unless a revision is named."""
    settings().instance.mkdir(parents=True, exist_ok=True)
    migrating.upgrade(settings().database_url, revision)


@group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Takes the schema down to a revision."""
    migrating.downgrade(settings().database_url, revision)


@group.command("check")
def check() -> None:
    """Fails when the models say something that no migration does."""
    migrating.check(settings().database_url)
