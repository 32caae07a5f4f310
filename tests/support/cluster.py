"""PostgreSQL servers of one test: a copy of the run's server, and a standby that follows it."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg

from tests.support import postgres, shared

# As delivered where it counts: what is acknowledged is on the disk. Every statement is noted, so
# that a test sees which server was asked.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{home}'
fsync = on
synchronous_commit = on
full_page_writes = on
hot_standby_feedback = on
log_min_duration_statement = -1
log_statement = 'all'
"""


class Server:
    """One server below the run's folder. It stops itself when its folder is gone."""

    def __init__(self, name: str, source: Path, *, follows: bool = False) -> None:
        """A copy of the server whose socket is in ``source``; it follows that one if asked to."""
        self.home = shared.folder() / name
        self._user = postgres.server_user()
        self._programs = postgres.find_programs()
        if not (self._programs / "pg_basebackup").exists():
            raise postgres.PostgresMissingError(f"no pg_basebackup in {self._programs}")
        if self._user:
            self._programs = postgres.readable_for_all(self._programs)
        self.home.mkdir()
        if self._user:
            shutil.chown(self.home, self._user)
        how = ["-h", source, "-U", "tests", "-c", "fast", "-D", self._data]
        self._call("pg_basebackup", *how, *(["-R"] if follows else []))
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS.format(home=self.home))
        self._call("pg_ctl", "-w", "-D", self._data, "-l", self._log, "start")

    @property
    def _data(self) -> Path:
        return self.home / "data"

    @property
    def _log(self) -> Path:
        return self.home / "log"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.home), user="tests", dbname=database, autocommit=True)

    def url(self, database: str, *others: Server) -> str:
        """The address of a database; with ``others``, of whichever of the servers takes writes."""
        hosts = "&".join(f"host={one.home}" for one in (self, *others))
        which = "&target_session_attrs=read-write" if others else ""
        return f"postgresql+psycopg://tests@/{database}?{hosts}{which}"

    def asked(self) -> str:
        """Everything that the server was asked so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def promote(self) -> None:
        self._call("pg_ctl", "-w", "-D", self._data, "promote")

    def die(self) -> None:
        """Stops as if the power went: nothing is finished, nobody is told."""
        if (self._data / "postmaster.pid").exists():
            self._call("pg_ctl", "-w", "-D", self._data, "-m", "immediate", "stop")

    def _call(self, program: str, *arguments: object) -> None:
        postgres.run([self._programs / program, *arguments], self._user)
