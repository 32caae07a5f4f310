"""What acts on any document share: what they answer, and what they refuse with."""

from __future__ import annotations

from typing import Any, Protocol

from webapp.services.core.errors import N_, Conflict, RuleBroken
from webapp.services.core.transaction import Done

LONGEST_REASON = 500


class Numbered(Protocol):
    """A document by the number that people know."""

    @property
    def number(self) -> str: ...


class Document(Numbered, Protocol):
    """A document as an act leaves it."""

    @property
    def status(self) -> str: ...

    @property
    def version(self) -> int: ...


def done_with(document: Document, **details: Any) -> Done:
    """Where the document stands after an act."""
    return Done(document.number, document.status, document.version, details)


def wrong_state(document: Numbered) -> Conflict:
    """The act does not fit where the document stands."""
    return Conflict(
        N_("%(number)s is not in a state where this can be done. Nothing was changed."),
        number=document.number,
    )


def needs_reason(reason: str, field: str = "reason") -> str:
    """The reason without outer spaces; raises RuleBroken at the field when there is none or it is
    too long."""
    reason = reason.strip()
    if not reason:
        raise RuleBroken(N_("Please give a reason."), field)
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(N_("At most %(most)s characters."), field, most=LONGEST_REASON)
    return reason
