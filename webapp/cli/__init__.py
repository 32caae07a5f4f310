"""Commands for those who run the product: ``flask db``, ``demo``, ``worker``, ``check``."""

from __future__ import annotations

from flask import Flask

from webapp.cli import database, static, translations


def install(app: Flask) -> None:
    for group in (database.group, static.group, translations.group):
        app.cli.add_command(group)
