"""Runs a PostgreSQL server for as long as the test run lives, then stops it and leaves nothing.

A process of its own, because a worker of the run may end before the others are done.
Arguments: the server's programs, its folder, the run's folder, and the user to run as.
"""

from __future__ import annotations

import fcntl
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.shared import ALIVE, KEEPER

# Durability is what tests of one run do not need; everything else is as delivered.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


def main(programs: Path, home: Path, run: Path, user: str) -> None:
    with (run / f"{KEEPER}.lock").open("w") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        server = _start(programs, home, {"user": user, "extra_groups": []} if user else {})
        with (run / ALIVE).open() as alive:
            fcntl.flock(alive, fcntl.LOCK_SH)
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)
        shutil.rmtree(run, ignore_errors=True)


def _start(programs: Path, home: Path, as_user: dict[str, Any]) -> subprocess.Popen[bytes]:
    data = home / "data"
    log = (home / "log").open("wb")
    options: dict[str, Any] = {"cwd": home, "stdout": log, "stderr": log, **as_user}
    initdb = ["initdb", "-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8"]
    subprocess.run([programs / initdb[0], *initdb[1:], "--locale=C", "-N"], check=True, **options)
    settings = {**SETTINGS, "unix_socket_directories": str(home)}
    flags = [f"--{name}={value}" for name, value in settings.items()]
    return subprocess.Popen([programs / "postgres", "-D", data, *flags], **options)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
