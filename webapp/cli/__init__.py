"""Commands for those who run the product: ``flask db``, ``demo``, ``worker``, ``check``."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup
from werkzeug.utils import import_string

#: Each is imported when it is asked for: a web server needs none of them, and demo data and
#: migrations would be a third of its start and a fifth of its memory.
COMMANDS = {
    "audit": "webapp.cli.audit:group",
    "check": "webapp.cli.check:check",
    "company": "webapp.cli.company:group",
    "db": "webapp.cli.database:group",
    "demo": "webapp.cli.demo:group",
    "orders": "webapp.cli.orders:group",
    "static": "webapp.cli.static:group",
    "translations": "webapp.cli.translations:group",
    "worker": "webapp.cli.worker:worker",
}


class Commands(AppGroup):
    """The product's commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = import_string(COMMANDS[cmd_name])
        return command


def install(app: Flask) -> None:
    app.cli = Commands(app.name)
