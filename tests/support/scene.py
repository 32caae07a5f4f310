"""The product as it runs beyond one machine, on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask
from sqlalchemy import select

from tests.support.client import Client
from tests.support.cluster import Server
from tests.support.databases import FreshDatabase
from tests.support.postgres import socket_folder
from tests.support.processes import ONLY, Process, Proxy, a_worker
from webapp.db import Database
from webapp.models import Order

PROCESSES = 3
LOG = "processes.log"


@dataclass(frozen=True, slots=True)
class Scene:
    """A primary, its standby, and the product in several processes. The pages of ``app`` are those
    that the processes send through the proxy; ``database`` is whichever server takes writes."""

    primary: Server
    standby: Server
    name: str
    seals: Path
    processes: list[Process]
    proxy: Proxy
    app: Flask

    @property
    def database(self) -> Database:
        return cast(Database, self.app.extensions["database"])

    def client(self, user_name: str, *, only: Process | None = None) -> Client:
        """A person whom the proxy sends to every process in turn, or to one alone."""
        opened = cast(Client, self.app.test_client())
        opened.checks_html = False
        opened.sign_in(user_name)
        if only is not None:
            opened.environ_base[ONLY] = str(only.port)
        return opened

    def numbers(self) -> list[str]:
        with self.database.session() as session:
            return list(session.scalars(select(Order.number).order_by(Order.number)))

    def said(self) -> str:
        """What the processes noted so far."""
        return (self.seals / LOG).read_text(encoding="utf-8")

    def living(self) -> list[Process]:
        return [process for process in self.processes if not process.is_dead]

    def is_up(self, process: Process) -> bool:
        asking = self.app.test_client()
        return asking.get("/healthz", environ_base={ONLY: str(process.port)}).status_code == 200


@contextmanager
def a_scene(fresh: FreshDatabase, make_app: Callable[..., Flask], folder: Path) -> Iterator[Scene]:
    """Raises PostgresMissingError where a program is missing."""
    fresh.restore()
    name = fresh.url.partition("?")[0].rpartition("/")[2]
    with ExitStack() as ends:
        primary = Server("primary", socket_folder())
        ends.callback(primary.die)
        standby = Server("standby", primary.home, follows=True)
        ends.callback(standby.die)
        # From here on what somebody was told is done is on both servers.
        with primary.connect(name) as server:
            server.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            server.execute("SELECT pg_reload_conf()")
        settings = {
            "DATABASE_URL": primary.url(name, standby),
            "READ_DATABASE_URL": standby.url(name),
            "INSTANCE_PATH": str(folder),
            "TRUSTED_PROXIES": "1",
        }
        # What processes note is written down outside of tests only.
        noting = {**settings, "TESTING": "0"}
        processes = [Process(noting, folder / LOG) for _ in range(PROCESSES)]
        for process in processes:
            ends.callback(process.stop)
        ends.enter_context(a_worker(noting, folder / LOG))
        app = make_app(settings.pop("DATABASE_URL"), **settings)
        ends.callback(app.extensions["database"].dispose)
        for process in processes:
            process.wait()
        proxy = Proxy([process.port for process in processes])
        app.wsgi_app = proxy  # type: ignore[assignment, method-assign]
        yield Scene(primary, standby, name, folder, processes, proxy, app)
