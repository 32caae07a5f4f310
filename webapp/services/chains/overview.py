"""Chains as their settings screen shows them: how each stands, what became of it, and what a
change would do to the documents that are under way (A8, A9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ChainSetting, ChainVersion, Event, User
from webapp.services.chains.kinds import DocumentKind, WaitingCount, all_kinds, get_kind
from webapp.services.chains.queries import chain_from
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission

MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class StepChange:
    """What a version did to a step: ``on``, ``off`` or ``levels``."""

    key: str
    what: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One saved version; ``adopted`` counts the open documents that moved to it at once."""

    number: int
    saved_at: datetime
    saved_by: str
    note: str
    changes: tuple[StepChange, ...]
    adopted: int


@dataclass(frozen=True, slots=True)
class ChainView:
    """A chain as it is now. ``version`` is what a form about it carries; ``open`` counts the
    documents under way on any version of it, ``open_older`` those on an older one."""

    kind: str
    kind_label: str
    labels: dict[str, str]
    variant: str
    version: int
    chain: Chain
    saved_at: datetime
    saved_by: str
    open: int
    open_older: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """How many open documents wait in a step, and on which versions they run: number, count."""

    status: str
    count: int
    versions: tuple[tuple[int, int], ...]


def list_chains(session: Session, actor: Actor) -> list[ChainView]:
    """Every chain of every kind of document; raises Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    return [
        get_chain_view(session, actor, kind.key, variant)
        for kind in all_kinds()
        for variant in _existing(session, kind)
    ]


def missing_variants(session: Session, kind_key: str) -> list[str]:
    """Variants of a kind that run on the general chain as yet."""
    kind = get_kind(kind_key)
    there = _existing(session, kind)
    return [variant for variant in kind.variants(session) if variant not in there]


def _existing(session: Session, kind: DocumentKind) -> list[str]:
    rows = session.scalars(
        select(ChainSetting.variant).where(ChainSetting.document_kind == kind.key)
    )
    there = set(rows)
    return [variant for variant in kind.variants(session) if variant in there]


def get_chain_view(session: Session, actor: Actor, kind_key: str, variant: str) -> ChainView:
    """One chain as it is now; raises NotFound, Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    kind = get_kind(kind_key)
    rows = _versions(session, kind_key, variant)
    setting, newest, saved_by = rows[0]
    counts = kind.waiting(session, [version.id for _, version, _ in rows])
    return ChainView(
        kind=kind.key,
        kind_label=kind.label,
        labels={step.key: step.label for step in kind.steps},
        variant=variant,
        version=setting.version,
        chain=chain_from(newest, setting),
        saved_at=newest.created_at,
        saved_by=saved_by or "",
        open=_total(counts),
        open_older=_total(one for one in counts if one.version_id != newest.id),
    )


def _total(counts: Iterable[WaitingCount]) -> int:
    return sum(one.count for one in counts)


def _versions(session: Session, kind: str, variant: str) -> Sequence[Any]:
    """Setting, version and who saved it, newest first; raises NotFound when there is none."""
    rows = session.execute(
        select(ChainSetting, ChainVersion, User.name)
        .join(ChainVersion, ChainVersion.setting_id == ChainSetting.id)
        .outerjoin(User, User.id == ChainVersion.created_by_id)
        .where(ChainSetting.document_kind == kind, ChainSetting.variant == variant)
        .order_by(ChainVersion.number.desc())
    ).all()
    if not rows:
        raise NotFound()
    return rows


def chain_history(session: Session, actor: Actor, kind: str, variant: str) -> list[VersionRow]:
    """The newest versions of a chain, each with what it changed; raises NotFound, Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    rows = _versions(session, kind, variant)
    adopted = _adopted(session, rows[0][0].id)
    older = [version.steps for _, version, _ in rows[1:]] + [None]
    history = [
        VersionRow(
            number=version.number,
            saved_at=version.created_at,
            saved_by=saved_by or "",
            note=version.note,
            changes=_changes(before, version.steps),
            adopted=adopted.get(version.number, 0),
        )
        for (_, version, saved_by), before in zip(rows, older, strict=True)
    ]
    return history[:MOST_VERSIONS]


def _adopted(session: Session, setting_id: int) -> dict[int, int]:
    events = session.scalars(
        select(Event.data).where(
            Event.subject_kind == ChainSetting.__tablename__,
            Event.subject_id == setting_id,
            Event.name == "ChainSaved",
        )
    )
    return {data["number"]: data["adopted"] for data in events}


def _changes(
    before: list[dict[str, Any]] | None, after: list[dict[str, Any]]
) -> tuple[StepChange, ...]:
    if before is None:
        return ()
    pairs = list(zip(before, after, strict=True))
    switched = [
        StepChange(new["key"], "on" if new["on"] else "off")
        for old, new in pairs
        if old["on"] != new["on"]
    ]
    levels = [
        StepChange(new["key"], "levels") for old, new in pairs if old["levels"] != new["levels"]
    ]
    return (*switched, *levels)


def list_waiting(session: Session, actor: Actor, kind_key: str, variant: str) -> list[WaitingRow]:
    """How many open documents of a chain wait in each step and on which versions of it, the
    newest first. In the order of the steps; raises NotFound, Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    kind = get_kind(kind_key)
    numbers = {one.id: one.number for _, one, _ in _versions(session, kind_key, variant)}
    by_step: dict[str, dict[int, int]] = {}
    for waiting in kind.waiting(session, numbers):
        by_step.setdefault(waiting.status, {})[numbers[waiting.version_id]] = waiting.count
    return [
        WaitingRow(step.key, sum(found.values()), tuple(sorted(found.items(), reverse=True)))
        for step in kind.steps
        if (found := by_step.get(step.key))
    ]
