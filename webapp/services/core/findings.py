"""What a check of the books found wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up: where it was looked for, which thing, and what is wrong."""

    area: str
    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.area}: {self.subject}: {self.what}"
