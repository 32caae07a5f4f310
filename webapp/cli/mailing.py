"""The worker's post: in a thread of its own, so that a mail server that hangs delays letters and
nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask.ctx import AppContext
from sqlalchemy.exc import DBAPIError

from webapp.config import MailServer
from webapp.services.mail.posting import pass_over, post_notices
from webapp.services.mail.sending import send_due
from webapp.services.mail.transport import TIMEOUT, SmtpPost
from webapp.web.context import database, settings
from webapp.web.letters import write_letter

log = logging.getLogger(__name__)

#: How often the post is looked for, in seconds.
LOOKS_EVERY = 5


@contextmanager
def mailing(context: AppContext, stop: threading.Event) -> Iterator[None]:
    """Carries the post until the worker stops; a letter under way is brought to its end."""
    thread = threading.Thread(target=_carry, args=(context, stop), name="mail", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=TIMEOUT.total_seconds())


def _carry(context: AppContext, stop: threading.Event) -> None:
    with context:
        while not stop.is_set():
            try:
                moved = carry_mail()
            except DBAPIError as error:
                log.warning("the database does not answer: %s", type(error.orig).__name__)
                moved = 0
            except Exception:
                # The post goes on whatever happens to one round of it.
                log.exception("a round of the post failed")
                moved = 0
            stop.wait(0 if moved else LOOKS_EVERY)


def carry_mail() -> int:
    """One round: inbox entries become letters, and what is due leaves; answers how many moved."""
    server = settings().mail
    with database().session() as session:
        if server is None:
            return pass_over(session)
        posted = post_notices(session, _domain(server), write_letter)
        with SmtpPost(server) as post:
            return posted + send_due(session, post)


def _domain(server: MailServer) -> str:
    return server.sender.rpartition("@")[2]
