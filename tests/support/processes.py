"""The product as in production: several processes, and a proxy that gives each its turn."""

from __future__ import annotations

import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from tests.conftest import SETTINGS
from tests.support.source import ROOT

#: How long a process may take until it answers at all, in tenths of a second.
STARTS_WITHIN = 600
HOST = "127.0.0.1"
#: Where a test's client says which process alone it wants to talk to.
ONLY = "tests.port"
#: Where the proxy says that people are.
CLIENT = "203.0.113.9"
#: What belongs to a connection and not to its answer.
NOT_PASSED_ON = frozenset({"connection", "transfer-encoding", "keep-alive"})


class Process:
    """One web server, started with one worker on a port of its own."""

    def __init__(self, settings: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        given = {**settings, "HOST": HOST, "PORT": str(self.port), "WEB_CONCURRENCY": "1"}
        self._process = start(["gunicorn", "--log-level", "error"], given, log)

    def wait(self) -> None:
        for _ in range(STARTS_WITHIN):
            connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
            with closing(connection), suppress(OSError):
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError("a process does not answer")

    @property
    def is_dead(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """Kills master and worker at once: neither finishes anything."""
        end(self._process, signal.SIGKILL)

    def stop(self) -> None:
        end(self._process, signal.SIGTERM)


@contextmanager
def a_worker(settings: Mapping[str, str], log: Path) -> Iterator[None]:
    process = start(["flask", "--app", "wsgi", "worker"], settings, log)
    try:
        yield
    finally:
        end(process, signal.SIGTERM)


def start(command: list[str], settings: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A command of the product in a group of its own; what it says goes to the log."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **SETTINGS, **settings},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as held:
        held.bind((HOST, 0))
        return int(held.getsockname()[1])


class Proxy:
    """Sends each request to the next process, and to the one after where that does not answer.

    A form that may have arrived is not sent twice by a proxy: then the answer is 502, and whoever
    filled it in sends it again.
    """

    def __init__(self, ports: Iterable[int]) -> None:
        self.ports = list(ports)
        #: How many requests each process answered, and how many forms it is at.
        self.answered = dict.fromkeys(self.ports, 0)
        self.busy = dict.fromkeys(self.ports, 0)
        self._turn = itertools.count()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, respond: StartResponse) -> list[bytes]:
        asked = Asked.of(environ)
        for port in self._choice(environ):
            try:
                status, headers, content = self._pass_on(asked, port)
            except ConnectionRefusedError:
                continue
            except (OSError, http.client.HTTPException):
                if asked.method == "POST":
                    break
                continue
            respond(status, headers)
            return [content]
        respond("502 Bad Gateway", [("Content-Type", "text/plain")])
        return [b"no process answers"]

    def _choice(self, environ: WSGIEnvironment) -> list[int]:
        """The processes in the order in which they are tried."""
        if ONLY in environ:
            return [int(environ[ONLY])]
        first = next(self._turn) % len(self.ports)
        return self.ports[first:] + self.ports[:first]

    def _pass_on(self, asked: Asked, port: int) -> tuple[str, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        with closing(connection), self._at(port, asked):
            connection.request(asked.method, asked.path, asked.body, asked.headers)
            answer = connection.getresponse()
            content = answer.read()
        with self._lock:
            self.answered[port] += 1
        kept = [one for one in answer.getheaders() if one[0].lower() not in NOT_PASSED_ON]
        return f"{answer.status} {answer.reason}", kept, content

    @contextmanager
    def _at(self, port: int, asked: Asked) -> Iterator[None]:
        form = asked.method == "POST"
        with self._lock:
            self.busy[port] += form
        try:
            yield
        finally:
            with self._lock:
                self.busy[port] -= form


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the proxy sends it on."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @classmethod
    def of(cls, environ: WSGIEnvironment) -> Asked:
        path = quote(environ["PATH_INFO"].encode("latin-1"))
        query = environ.get("QUERY_STRING", "")
        headers = {
            name.removeprefix("HTTP_").replace("_", "-"): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        headers["X-Forwarded-For"] = CLIENT
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return cls(environ["REQUEST_METHOD"], f"{path}?{query}" if query else path, body, headers)
