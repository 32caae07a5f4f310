"""``flask company``: setting up a new company."""

from __future__ import annotations

import secrets

import click
from flask.cli import AppGroup

from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.identity.opening import FIRST_PASSWORD_LIVES, open_staff_account
from webapp.services.identity.roles import ADMINISTRATOR
from webapp.services.setup import founding
from webapp.web.context import db, password_hashes

group = AppGroup("company", help="Set up a new company.")


@group.command("found")
@click.option("--user-name", default="admin", show_default=True)
def found(user_name: str) -> None:
    """Makes roles, chains and the first administrator, with a one-time password (C45)."""
    password = secrets.token_urlsafe(12)
    made = password_hashes().make(password)
    with writing(db(), SYSTEM) as tx:
        if founding.is_founded(tx):
            raise click.ClickException("This database has a company already.")
        founded = founding.found_company(tx)
        user = open_staff_account(
            tx,
            user_name,
            user_name,
            made,
            [founded.roles[ADMINISTRATOR]],
            branch_id=founded.branch.id,
            must_change_password=True,
        )
        user.password_expires_at = tx.now + FIRST_PASSWORD_LIVES
    click.echo(
        f"{user_name} may sign in once with {password} within {FIRST_PASSWORD_LIVES.days} days."
    )
