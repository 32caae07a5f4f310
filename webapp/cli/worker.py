"""``flask worker``: what the product does by itself, beside the web server."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import timedelta
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from webapp.cli.mailing import carry_mail, mailing
from webapp.services.schedules.jobs import all_jobs
from webapp.services.schedules.running import Job, run_due
from webapp.services.tasks.running import run_next
from webapp.web import exports, imports
from webapp.web.context import database, settings

log = logging.getLogger(__name__)
#: Who does which kind of task.
RUNNERS = {**exports.RUNNERS, **imports.RUNNERS}
#: How often the worker looks for work, in seconds.
LOOKS_EVERY = 1


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def worker(once: bool) -> None:
    """Does long tasks, carries the mail, seals the trail, reminds, cleans up. Ends in order on
    SIGTERM or Ctrl-C."""
    jobs = all_jobs(settings().instance, timedelta(hours=settings().session_hours))
    if once:
        for name in _look(jobs):
            click.echo(name)
        if carry_mail():
            click.echo("mail")
        return
    stop = _stop_on_signals()
    with mailing(current_app.app_context(), stop):
        while not stop.is_set():
            try:
                _look(jobs)
            except DBAPIError as error:
                # A database that is being restarted comes back; the worker waits for it.
                log.warning("the database does not answer: %s", type(error.orig).__name__)
            stop.wait(LOOKS_EVERY)


def _look(jobs: list[Job]) -> list[str]:
    """Does what is due, then the tasks that people wait for."""
    with database().session() as session:
        ran = run_due(session, jobs)
    while run_next(database().session, RUNNERS):
        ran.append("task")
    return ran


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()

    def ask_to_stop(number: int, frame: Any) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    return stop
