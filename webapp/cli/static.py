"""``flask static``: the files that browsers keep."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.web.assets import compress
from webapp.web.context import settings

group = AppGroup("static", help="Prepare the static files.")


@group.command("compress")
def compress_() -> None:
    """Makes compressed copies of the static files; does nothing when they are there."""
    click.echo(f"compressed static files are in {compress(settings().instance)}")
