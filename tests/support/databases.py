"""Databases for tests: migrated once a run, and as good as new before every test.

A test's database keeps its address for the whole run, so that the app on it is built once; what
changes is what stands in it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol

from tests.support import postgres, shared

Kind = Literal["sqlite", "postgresql"]
Fill = Callable[[str], None]

#: A SQLite database is up to three files.
SQLITE_FILES = ("", "-wal", "-shm")

KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


class FreshDatabase(Protocol):
    """A database that can be put back to how its template stands."""

    kind: Kind
    url: str

    def restore(self) -> None:
        """Puts everything back; whoever is still connected loses his connection."""

    def close(self) -> None:
        """At the end of the run."""


class SqliteDatabase:
    """One file a worker, replaced by a copy of the template."""

    kind: Kind = "sqlite"

    def __init__(self, worker: str, template: str, fill: Fill) -> None:
        name = f"{template}.sqlite3"
        self._template = shared.made_once(name, lambda path: _fill_file(path, fill))
        self._file = shared.folder() / f"{worker}-{template}.sqlite3"
        self.url = f"sqlite:///{self._file}"

    def restore(self) -> None:
        # A new file, not new content: a connection left open goes on with the old one.
        for suffix in SQLITE_FILES:
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self._template, self._file)

    def close(self) -> None:
        """Nothing is open; the file goes with the run's folder."""


def _fill_file(path: Path, fill: Fill) -> None:
    fill(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    # Everything into the one file that is copied.
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


class PostgresDatabase:
    """One database a worker, made from the template; then only its rows are put back.

    Making a database anew takes tens of milliseconds, deleting the few rows of a test two.
    """

    kind: Kind = "postgresql"

    def __init__(self, worker: str, template: str, fill: Fill) -> None:
        postgres.ensure_server()
        self._template = f"template_{template}"
        shared.made_once(self._template, lambda _: _fill_template(self._template, fill))
        self._name = f"{worker}_{template}"
        self.url = postgres.url_of(self._name)
        with postgres.connect() as server:
            server.execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._template}"')
        self._connection = postgres.connect(self._name)

    def restore(self) -> None:
        self._connection.execute("SELECT pristine.restore()")

    def close(self) -> None:
        self._connection.close()


def _fill_template(name: str, fill: Fill) -> None:
    with postgres.connect() as server:
        server.execute(f'CREATE DATABASE "{name}"')
    fill(postgres.url_of(name))
    with postgres.connect(name) as template:
        template.execute(PRISTINE)


# Remembers the rows that stand in a fresh database, and the function that brings them back.
# replica: neither foreign keys nor the triggers that keep the trail append-only fire meanwhile.
PRISTINE = """
CREATE SCHEMA pristine;
DO $$
DECLARE name text; filled boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', name, name);
        END IF;
    END LOOP;
END $$;
CREATE FUNCTION pristine.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        IF to_regclass(format('pristine.%I', name)) IS NOT NULL THEN
            EXECUTE format('INSERT INTO public.%I SELECT * FROM pristine.%I', name, name);
        END IF;
    END LOOP;
END $$;
"""


@contextmanager
def blank_database(kind: Kind, name: str) -> Iterator[str]:
    """The address of a database without any table; gone afterwards."""
    if kind == "sqlite":
        file = shared.folder() / f"{name}.sqlite3"
        yield f"sqlite:///{file}"
        for suffix in SQLITE_FILES:
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        return
    postgres.ensure_server()
    with postgres.connect() as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield postgres.url_of(name)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def open_database(kind: Kind, worker: str, template: str, fill: Fill) -> FreshDatabase:
    """Raises PostgresMissingError where there is no server to run."""
    if kind == "sqlite":
        return SqliteDatabase(worker, template, fill)
    return PostgresDatabase(worker, template, fill)
