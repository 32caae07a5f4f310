"""Commands for those who run the product: ``flask db``, ``demo``, ``worker``, ``check``."""

from __future__ import annotations

from flask import Flask

from webapp.cli import audit, check, company, database, static, translations, worker


def install(app: Flask) -> None:
    for group in (audit.group, company.group, database.group, static.group, translations.group):
        app.cli.add_command(group)
    for command in (worker.worker, check.check):
        app.cli.add_command(command)
