"""Commands for those who run the product: ``flask db``, ``demo``, ``worker``, ``check``."""

from __future__ import annotations

from flask import Flask

from webapp.cli import (
    audit,
    check,
    company,
    database,
    demo,
    orders,
    static,
    translations,
    worker,
)


def install(app: Flask) -> None:
    for area in (audit, company, database, demo, orders, static, translations):
        app.cli.add_command(area.group)
    for command in (worker.worker, check.check):
        app.cli.add_command(command)
