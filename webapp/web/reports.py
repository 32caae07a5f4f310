"""Where reports are read: at the standby, if there is one and it is good for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar, cast

from flask import current_app, g
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from webapp.services.core.replication import catches_up
from webapp.standby import Standby
from webapp.web.context import db

log = logging.getLogger(__name__)
Report = TypeVar("Report")
#: How long a standby is waited for that is behind.
CATCHES_UP_WITHIN = timedelta(seconds=2)


def read_report(read: Callable[[], Report]) -> Report:
    """What ``read`` makes of what it finds through ``db()``, read at the standby.

    It never shows less than the primary did when it was asked for. Where the standby is too far
    behind or fails, ``read`` runs at the primary, from its beginning. What decides a write must
    be asked outside of it.
    """
    standby = cast("Standby | None", current_app.extensions["standby"])
    if standby is None:
        return read()
    primary = db()
    try:
        with standby.session() as session:
            if catches_up(session, primary, CATCHES_UP_WITHIN):
                g.db = session
                return read()
        log.warning("the standby is behind: the report is read from the primary")
    except (DBAPIError, NoConnectionError) as error:
        log.warning("the standby fails (%s): reading from the primary", type(error).__name__)
    finally:
        g.db = primary
    return read()
