"""The product inside this process, in the place of a connection to it: each request is counted or
profiled by itself, without the network."""

from __future__ import annotations

import cProfile
from typing import Any

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from bench.wire import Answer
from tests.support.counting import counted


class Counting:
    """Answers requests; ``last`` are the statements of the last one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.last: list[str] = []

    def exchange(self, asked: bytes) -> Answer:
        with counted(self.app) as self.last:
            return answered(self.app, environ(asked))


class Profiling:
    """Answers requests; ``last`` is the profile of the last one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.last = cProfile.Profile()

    def exchange(self, asked: bytes) -> Answer:
        given = environ(asked)
        self.last = cProfile.Profile()
        return self.last.runcall(answered, self.app, given)


def environ(asked: bytes) -> dict[str, Any]:
    """What a web server makes of a request's bytes."""
    head, _, body = asked.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    return create_environ(path, method=method, headers=headers, data=body or None)


def answered(app: Flask, given: dict[str, Any]) -> Answer:
    pieces, status, headers = run_wsgi_app(app, given, buffered=True)
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    head = "\r\n".join(lines).encode("latin-1")
    return Answer(int(status.partition(" ")[0]), head, b"".join(pieces))
