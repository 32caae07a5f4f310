"""Static files: served with their hash in the address, so that a browser keeps them for good and
still sees every change at once."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from webapp.config import ROOT

STATIC = ROOT / "webapp" / "static"
PREFIX = "/static/"
COMPRESSED = (".br", ".gz")


def install(app: Flask) -> None:
    mimetypes.add_type("application/wasm", ".wasm")
    app.wsgi_app = _server(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = asset


@lru_cache(maxsize=512)
def asset(path: str) -> str:
    """The address of a static file; raises FileNotFoundError for one that is not there.

    The hash of the whole tree stands before the path, so that modules and fonts which name
    each other by relative paths are found under the same hash.
    """
    if not (STATIC / path).is_file():
        raise FileNotFoundError(path)
    return f"{PREFIX}{tree_hash()}/{path}"


@lru_cache(maxsize=1)
def tree_hash() -> str:
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(STATIC).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _files() -> list[Path]:
    found = (path for path in STATIC.rglob("*") if path.is_file())
    return sorted(path for path in found if path.suffix not in COMPRESSED)


def _server(wsgi_app: Any) -> WhiteNoise:
    return WhiteNoise(
        wsgi_app,
        root=str(STATIC),
        prefix=f"{PREFIX}{tree_hash()}/",
        immutable_file_test=lambda path, url: True,
        add_headers_function=_harmless,
    )


def _harmless(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
