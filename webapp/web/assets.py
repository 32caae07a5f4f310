"""Static files: served with their hash in the address, so that a browser keeps them for good and
still sees every change at once.

``flask static compress`` makes compressed copies below the instance folder, under that hash too:
copies of an older state are never served.
"""

from __future__ import annotations

import hashlib
import mimetypes
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import main as compress_tree

from webapp.config import ROOT
from webapp.web.security import EVERYWHERE, POLICY

STATIC = ROOT / "webapp" / "static"
PREFIX = "/static/"


def install(app: Flask) -> None:
    mimetypes.add_type("application/wasm", ".wasm")
    copies = _copies(app.extensions["settings"].instance)
    app.wsgi_app = _server(app.wsgi_app, copies if copies.is_dir() else STATIC)  # type: ignore[method-assign]
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


def compress(instance: Path) -> Path:
    """Makes the compressed copies of the files as they are now, and removes older ones."""
    copies = _copies(instance)
    if not copies.is_dir():
        shutil.rmtree(copies.parent, ignore_errors=True)
        draft = copies.with_suffix(".new")
        shutil.copytree(STATIC, draft)
        compress_tree(["--quiet", str(draft)])
        draft.rename(copies)
    return copies


def _copies(instance: Path) -> Path:
    return instance / "static" / tree_hash()


def _files() -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.is_file())


def _server(wsgi_app: Any, root: Path) -> WhiteNoise:
    return WhiteNoise(
        wsgi_app,
        root=str(root),
        prefix=f"{PREFIX}{tree_hash()}/",
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_harmless,
    )


def _harmless(headers: Any, path: str, url: str) -> None:
    headers["Content-Security-Policy"] = POLICY
    for name, value in EVERYWHERE.items():
        headers[name] = value
