"""Lets a PostgreSQL server live as long as the test run, then stops it and leaves nothing.

A process of its own, because the worker that needed the server first may end before the others,
and because a run that is killed stops nothing itself.
Arguments: the run's folder, then the command that stops the server.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.shared import ALIVE, KEEPER


def main(run: Path, stop: list[str]) -> None:
    with (run / f"{KEEPER}.lock").open("w") as kept, (run / ALIVE).open() as alive:
        fcntl.flock(kept, fcntl.LOCK_EX)
        # Who started this goes on as soon as the lock is held.
        if os.fork():
            return
        # Its own session: Ctrl-C reaches pytest, which ends the run in order.
        os.setsid()
        fcntl.flock(alive, fcntl.LOCK_SH)
        subprocess.run(stop, cwd="/", check=False)
        shutil.rmtree(run, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
