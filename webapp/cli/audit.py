"""``flask audit``: the trail of who did what."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from webapp.services.trail.verifying import verify_trail
from webapp.web.context import database, settings

group = AppGroup("audit", help="Look after the audit trail.")


@group.command("verify")
def verify() -> None:
    """Follows every chain and every seal; names the first broken entry and ends with 1 then."""
    with database().session() as session:
        broken = next(verify_trail(session, settings().instance), None)
    if broken is not None:
        click.echo(str(broken))
        sys.exit(1)
    click.echo("the trail is whole")
