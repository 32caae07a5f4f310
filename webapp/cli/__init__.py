"""Commands for those who run the product: ``flask db``, ``demo``, ``worker``, ``check``."""

from __future__ import annotations

from flask import Flask

from webapp.cli import company, database, static, translations


def install(app: Flask) -> None:
    for group in (company.group, database.group, static.group, translations.group):
        app.cli.add_command(group)
