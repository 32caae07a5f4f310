"""HTTP/1.1 over one kept connection, as lean as it can be: what the driver costs, it takes from
the two processors that the servers run on."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nSet-Cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nLocation: *([^\r]*)", re.IGNORECASE)
#: A web server closes a connection that was idle for two seconds.
MOST_IDLE = 1.5
CHUNK = 1 << 18


class Broken(OSError):
    """The answer is none that this client can read."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        found = LOCATION.search(self.head)
        return found.group(1).decode("latin-1") if found else ""

    def cookies(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in COOKIE.findall(self.head)}


def request(
    method: str, path: str, headers: Mapping[str, str], body: bytes = b"", host: str = "127.0.0.1"
) -> bytes:
    """The bytes of a request, which may be sent as often as wanted."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class Exchange(Protocol):
    """Whoever answers a request's bytes."""

    def exchange(self, asked: bytes) -> Answer: ...


Connect = Callable[[], Exchange]


class Wire:
    """One connection, opened when it is needed and again when it was idle for long."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._socket: socket.socket | None = None
        self._used_at = 0.0

    def exchange(self, asked: bytes) -> Answer:
        if self._socket is None or perf_counter() - self._used_at > MOST_IDLE:
            self._open()
        assert self._socket is not None
        self._socket.sendall(asked)
        answer = read_answer(self._socket)
        self._used_at = perf_counter()
        return answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self) -> None:
        self.close()
        self._socket = socket.create_connection(self._address, timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def read_answer(connection: socket.socket) -> Answer:
    """One answer of a told length. Raises Broken for any other."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head, body = received[:end], received[end + 4 :]
    status = int(head[9:12])
    told = LENGTH.search(head)
    if told is None and status not in (204, 304):
        raise Broken(f"no length: {head!r}")
    length = int(told.group(1)) if told else 0
    while len(body) < length:
        body += _more(connection)
    return Answer(status, head, body)


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(CHUNK)
    if not part:
        raise Broken("the server hung up")
    return part
