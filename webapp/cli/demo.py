"""``flask demo``: an invented company with four months of orders, to look around in."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.demo.company import is_empty
from webapp.demo.seeding import seed as seed_company
from webapp.services.core.clock import utc_now
from webapp.services.identity.demo import DEMO_LIST
from webapp.web.context import db, settings

group = AppGroup("demo", help="Try the product with an invented company.")


@group.command("seed")
def seed() -> None:
    """Fills an empty database with the invented company; leaves any other as it is."""
    if settings().production or not settings().demo:
        raise click.ClickException("Demo data is loaded only with DEMO=1, and never in production.")
    if not is_empty(db()):
        click.echo("demo: there is a company already; nothing was changed")
        return
    click.echo("demo: loading an invented company with 400 orders, a few seconds")
    seed_company(db(), utc_now())


@group.command("accounts")
def accounts() -> None:
    """Lists the accounts that the sign-in page offers; each opens with one click."""
    wide = max(len(account.user_name) for account in DEMO_LIST)
    wide_role = max(len(account.role) for account in DEMO_LIST)
    for account in DEMO_LIST:
        click.echo(f"  {account.user_name:<{wide}}  {account.role:<{wide_role}}  {account.what}")
