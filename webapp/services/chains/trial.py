"""The trial run of a change: over the open documents, what adopting it would move (A9).

Nothing is changed. Each kind of document decides by the very rule that its adopting follows, so
that what is foreseen is what happens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ChainSetting, ChainVersion
from webapp.services.chains.kinds import DocumentKind, Move, get_kind
from webapp.services.chains.rules import Chain, Step
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Open documents that wait in a step; ``goes_to`` is where adoption moves them, '' when they
    stay and 'completed' when no step is left for them."""

    status: str
    count: int
    goes_to: str


@dataclass(frozen=True, slots=True)
class ForeseenMove:
    """One document that would move; ``version`` is the one of the chain that it runs on."""

    number: str
    customer: str
    version: int
    status: str
    goes_to: str


@dataclass(frozen=True, slots=True)
class TrialRun:
    """``totals`` count every open document; ``moves`` name those that would move and that the
    reader may see, the oldest first and at most ``MOST_LISTED`` of them."""

    totals: tuple[Foreseen, ...]
    moves: tuple[ForeseenMove, ...]

    @property
    def open(self) -> int:
        return sum(one.count for one in self.totals)

    @property
    def moving(self) -> int:
        return sum(one.count for one in self.totals if one.goes_to)

    @property
    def unlisted(self) -> int:
        """Documents that would move and are not named: too many, or out of reach."""
        return self.moving - len(self.moves)


def try_steps(
    session: Session, actor: Actor, kind_key: str, variant: str, steps: Sequence[Step]
) -> TrialRun:
    """What adopting these steps now would move. Raises NotFound for an unknown kind, Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    kind = get_kind(kind_key)
    numbers = _versions(session, kind_key, variant)
    found = kind.foresee(session, actor, Chain(0, 0, kind_key, variant, tuple(steps)), numbers)
    named = [one for one in found if one.in_reach and one.goes_to != one.status]
    return TrialRun(
        totals=_totals(kind, found),
        moves=tuple(
            ForeseenMove(one.number, one.customer, numbers[one.version_id], one.status, one.goes_to)
            for one in named[:MOST_LISTED]
        ),
    )


def _versions(session: Session, kind_key: str, variant: str) -> dict[int, int]:
    """Numbers of the versions of a chain, by their ids."""
    rows = session.execute(
        select(ChainVersion.id, ChainVersion.number)
        .join(ChainSetting, ChainSetting.id == ChainVersion.setting_id)
        .where(ChainSetting.document_kind == kind_key, ChainSetting.variant == variant)
    )
    return {row.id: row.number for row in rows}


def _totals(kind: DocumentKind, found: Sequence[Move]) -> tuple[Foreseen, ...]:
    """In the order of the steps, those that stay before those that move."""
    counts = Counter((one.status, one.goes_to) for one in found)
    order = [step.key for step in kind.steps]
    place = {key: index for index, key in enumerate(order)}
    ways = sorted(counts, key=lambda way: (place[way[0]], place.get(way[1], len(order))))
    return tuple(
        Foreseen(status, counts[status, goes_to], "" if goes_to == status else goes_to)
        for status, goes_to in ways
    )
