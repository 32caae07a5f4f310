"""The database's copy that reports are read from: nothing can be written or decided there."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session

from webapp.db import Database

#: Marks a session of the standby: no command begins on it.
ONLY_READS = "only_reads"
#: Seconds until a server that does not answer is given up, unless its address says otherwise.
PATIENCE = "3"


class Standby:
    """Sessions on a hot standby of PostgreSQL, each of their transactions read-only."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        if "connect_timeout" not in address.query:
            address = address.update_query_dict({"connect_timeout": PATIENCE})
        self._database = Database(address.render_as_string(hide_password=False))
        event.listen(self._database.engine, "begin", _only_read)

    def session(self) -> Session:
        opened = self._database.session()
        opened.info[ONLY_READS] = True
        return opened

    def dispose(self) -> None:
        self._database.dispose()


def _only_read(connection: Connection) -> None:
    # The server refuses writes as long as it is a standby; this holds after its promotion too.
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
