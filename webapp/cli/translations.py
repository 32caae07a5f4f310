"""``flask translations``: the Chinese catalogue."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.web.language import compile_catalogue

group = AppGroup("translations", help="Work on the Chinese catalogue.")


@group.command("compile")
def compile_() -> None:
    """Merges all areas' catalogues into the one that the product reads."""
    click.echo(f"compiled {compile_catalogue().name}")
