"""Whether a standby has everything that was committed until now."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

#: All that anybody was told is done is in the log up to here.
WRITTEN = text("SELECT CAST(pg_current_wal_flush_lsn() AS text)")
REPLAYED = text(
    "SELECT pg_is_in_recovery() AS follows,"
    " pg_last_wal_replay_lsn() >= CAST(:place AS pg_lsn) AS is_there"
).bindparams(bindparam("place"))


def catches_up(standby: Session, primary: Session, within: timedelta) -> bool:
    """Waits until the standby shows what the primary shows now; False when it takes longer, and
    at once for a server that follows nobody (it was promoted, or never was a standby)."""
    place = primary.scalar(WRITTEN)
    # Nobody needs the primary's connection while the report is read.
    primary.rollback()
    give_up = time.monotonic() + within.total_seconds()
    while True:
        row = standby.execute(REPLAYED, {"place": place}).one()
        standby.rollback()
        if row.is_there or not row.follows or time.monotonic() > give_up:
            return bool(row.follows and row.is_there)
        time.sleep(0.02)
