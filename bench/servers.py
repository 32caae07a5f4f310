"""The servers of a run: a PostgreSQL of its own, and the product or the floor in front of it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.wire import Wire
from tests.support import postgres
from tests.support.source import ROOT

#: As delivered but for memory: every commit reaches the disk.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{home}'
shared_buffers = 1GB
maintenance_work_mem = 1GB
max_wal_size = 8GB
effective_cache_size = 8GB
max_connections = 100
timezone = 'UTC'
"""
PATIENCE = 60.0
WORKERS = 2


class Postgres:
    """A server in a folder of its own, reached by a Unix socket; a user without rights runs it
    where the caller is root. A folder that has one already is started again."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "pg"
        self.is_ours = False
        self.user = postgres.server_user()
        self.programs = postgres.find_programs()
        if self.user:
            self.programs = postgres.readable_for_all(self.programs)

    def start(self) -> None:
        """Leaves a server alone that runs there already, whoever started it."""
        if self._answers():
            return
        data = self.home / "data"
        if not data.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            if self.user:
                shutil.chown(self.home, self.user)
            how = ["-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"]
            self._run("initdb", *how, "-D", str(data))
            with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(SETTINGS.format(home=self.home))
        self._run("pg_ctl", "-w", "-D", str(data), "-l", str(self.home / "log"), "start")
        self.is_ours = True

    def stop(self) -> None:
        """The server, where this run started it."""
        if self.is_ours:
            self._run("pg_ctl", "-D", str(self.home / "data"), "-m", "fast", "-w", "stop")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://bench@/{database}?host={self.home}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.conninfo(database), autocommit=True)

    def conninfo(self, database: str) -> str:
        return f"host={self.home} user=bench dbname={database}"

    def version(self) -> str:
        with self.connect() as server:
            row = server.execute("SHOW server_version").fetchone()
            return str(row[0]) if row else ""

    def databases(self) -> set[str]:
        with self.connect() as server:
            return {row[0] for row in server.execute("SELECT datname FROM pg_database")}

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


class WebServer:
    """A gunicorn, configured as in production, on a free port; answers before it is handed out."""

    def __init__(self, app: str, environment: dict[str, str], ready: str, log: Path) -> None:
        self.port = _free_port()
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", app, "--log-level", "error"],
            cwd=ROOT,
            env={**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(self.port)},
            stdout=log.open("ab"),
            stderr=subprocess.STDOUT,
        )
        self.cold_start = self._wait(ready)

    def connect(self) -> Wire:
        return Wire(self.port)

    def memory(self) -> list[float]:
        """Peak resident memory of each worker so far, MiB."""
        found = []
        for child in _children(self._process.pid):
            status = Path(f"/proc/{child}/status").read_text(encoding="ascii")
            line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
            found.append(int(line.split()[1]) / 1024)
        return found

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=30)

    def _wait(self, ready: str) -> float:
        """Seconds from the start to the first answer."""
        address = f"http://127.0.0.1:{self.port}{ready}"
        while time.perf_counter() - self.began < PATIENCE:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return time.perf_counter() - self.began
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise TimeoutError(f"{address} does not answer")


def production(url: str, folder: Path) -> dict[str, str]:
    """The settings of production, but for being spoken to without TLS."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PRODUCTION": "1",
        "HTTPS": "0",
        "TRUSTED_HOSTS": "127.0.0.1,localhost",
        "INSTANCE_PATH": str(folder / "instance"),
    }


@contextmanager
def product(url: str, folder: Path) -> Iterator[WebServer]:
    """The product as in production."""
    environment = {**production(url, folder), "WEB_CONCURRENCY": str(WORKERS)}
    compress = [sys.executable, "-m", "flask", "--app", "wsgi", "static", "compress"]
    whole = {**os.environ, **environment}
    subprocess.run(compress, check=True, cwd=ROOT, env=whole, stdout=subprocess.DEVNULL)
    server = WebServer("wsgi:app", environment, "/healthz", folder / "product.log")
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def floor(conninfo: str, folder: Path) -> Iterator[WebServer]:
    """The bare floor under the same web server."""
    environment = {"FLOOR_DATABASE": conninfo, "WEB_CONCURRENCY": str(WORKERS)}
    server = WebServer("bench.floor:app", environment, "/queue", folder / "floor.log")
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _children(parent: int) -> list[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(one) for one in text.split()]
