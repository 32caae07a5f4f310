"""What a process remembers of the database under the newest stamp of its master data."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

#: Where a session has the memory of its process.
MEMORY = "memory"
#: What is remembered at most under one stamp, all readers' choices together.
MOST = 10_000


class Memory:
    """Values under one stamp; a thread that is still at another stamp gets values of its own, so
    that the two never mix."""

    def __init__(self) -> None:
        self._newest: tuple[str, dict[Hashable, Any]] = ("", {})

    def at(self, stamp: str) -> dict[Hashable, Any]:
        newest, values = self._newest
        if stamp != newest or len(values) > MOST:
            values = {}
            self._newest = stamp, values
        return values

    def clear(self) -> None:
        self._newest = "", {}
