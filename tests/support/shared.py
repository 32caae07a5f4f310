"""What all processes of one test run share: one folder, gone at its end, and locks in it."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

VARIABLE = "DINGDA_TEST_FOLDER"
ALIVE = "alive"
KEEPER = "keeper"

_held: list[IO[str]] = []


def open_folder() -> None:
    """Makes the folder in the run's first process; the workers it starts inherit the name."""
    if VARIABLE in os.environ:
        return
    # The name stays short: a Unix socket's path may have about a hundred characters.
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="dd-")
    # Servers kept for this run wait for this lock: the system lets it go even after a kill -9.
    alive = (folder() / ALIVE).open("w")
    fcntl.flock(alive, fcntl.LOCK_EX)
    _held.append(alive)
    atexit.register(close_folder)
    # Whoever ends the run by a signal lets it end in order too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def close_folder() -> None:
    """Lets servers of this run stop, waits for them, and removes the folder, where it was made."""
    if not _held:
        return
    with (folder() / f"{KEEPER}.lock").open("w") as keeper:
        while _held:
            _held.pop().close()
        fcntl.flock(keeper, fcntl.LOCK_EX)
    shutil.rmtree(folder(), ignore_errors=True)
    del os.environ[VARIABLE]


def folder() -> Path:
    return Path(os.environ[VARIABLE])


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process of the run at a time."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The path ``name`` in the folder; whoever comes first makes it, the others wait for it."""
    path = folder() / name
    done = folder() / f"{name}.done"
    with locked(name):
        if not done.exists():
            make(path)
            done.touch()
    return path
