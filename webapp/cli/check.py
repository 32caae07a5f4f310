"""``flask check``: whether the books add up. It changes nothing, and may run at any time."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from webapp.services.checking.books import check_books
from webapp.web.context import database, settings


@click.command("check")
@with_appcontext
def check() -> None:
    """Recomputes stock, amounts, accounts, states and the trail from their rows.

    Names each thing that does not add up, and ends with 1 then.
    """
    count = 0
    with database().session() as session:
        for finding in check_books(session, settings().instance):
            count += 1
            click.echo(str(finding))
    if count:
        click.echo(f"{count} things do not add up")
        sys.exit(1)
    click.echo("everything adds up")
