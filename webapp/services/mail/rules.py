"""When a letter is tried again, and what may stand in a header; without database and network."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
#: After this long a letter that nobody takes is given up, and shown as failed.
GIVE_UP_AFTER = timedelta(days=3)
#: How long a letter that has left, or was given up, can be looked up in the outbox.
KEPT = timedelta(days=90)
#: Each wait is so many times the one before.
FACTOR = 4

LONGEST_SUBJECT = 200
LONGEST_NAME = 80
#: C: controls, formats, surrogates; Zl, Zp: separators of lines and paragraphs.
_UNFIT = ("C", "Zl", "Zp")


def next_try(tries: int, made_at: datetime, now: datetime) -> datetime | None:
    """When a letter that could not be delivered for the ``tries``-th time is tried again: in a
    minute, then later and later, every six hours at last. None when it is given up."""
    wait = min(FIRST_WAIT * FACTOR ** min(tries - 1, 10), LONGEST_WAIT)
    following = now + wait
    return None if following > made_at + GIVE_UP_AFTER else following


def one_line(text: str, longest: int) -> str:
    """Text for a header: no line end, control or direction mark survives in it (C8)."""
    fit = (" " if unicodedata.category(one).startswith(_UNFIT) else one for one in text)
    return " ".join("".join(fit).split())[:longest].strip()
