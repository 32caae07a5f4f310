"""Mappings of columns that are kept under a name, for lists that come again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import ImportMapping
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.importing.kinds import get_kind

LONGEST_NAME = 60
MOST_KEPT = 50
TAKEN = N_("Somebody kept a mapping under this name meanwhile. Please choose another.")


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A kept mapping: titles by field, and the texts and the source that go with them."""

    id: int
    name: str
    columns: Mapping[str, str]
    rules: Mapping[str, Any]


def mappings_of(session: Session, kind_key: str) -> list[MappingRow]:
    """The mappings of a kind of list, the newest first; they name titles and nothing else."""
    statement = (
        select(ImportMapping)
        .where(ImportMapping.kind == kind_key)
        .order_by(ImportMapping.saved_at.desc(), ImportMapping.id.desc())
    )
    return [
        MappingRow(one.id, one.name, one.columns, one.rules) for one in session.scalars(statement)
    ]


def keep_mapping(
    tx: Tx, kind_key: str, name: str, columns: dict[str, str], rules: dict[str, Any]
) -> None:
    """Keeps a mapping under a name, as a part of choosing columns; one of that name is replaced.

    Raises RuleBroken at ``keep_as``.
    """
    if len(name) > LONGEST_NAME:
        raise RuleBroken(N_("At most %(most)s characters."), "keep_as", most=LONGEST_NAME)
    kept = tx.session.scalar(
        select(ImportMapping)
        .where(ImportMapping.kind == kind_key, ImportMapping.name == name)
        .with_for_update()
    )
    if kept is None:
        kept = _new(tx, kind_key, name)
    elif (kept.columns, kept.rules) == (columns, rules):
        return
    before = dict(kept.columns)
    kept.columns, kept.rules = columns, rules
    kept.version += 1
    kept.saved_at, kept.saved_by_id = tx.now, tx.actor.user_id
    tx.record(kept, "MappingKept", {"name": name, "before": before, "after": columns})


def _new(tx: Tx, kind_key: str, name: str) -> ImportMapping:
    count = select(func.count()).where(ImportMapping.kind == kind_key)
    if tx.session.scalars(count).one() >= MOST_KEPT:
        raise RuleBroken(N_("At most %(most)s mappings a kind."), "keep_as", most=MOST_KEPT)
    kept = ImportMapping(
        kind=kind_key,
        name=name,
        columns={},
        rules={},
        version=0,
        saved_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    with unique(tx, "keep_as", TAKEN):
        tx.session.add(kept)
    return kept


@command
def remove_mapping(tx: Tx, mapping_id: int) -> Done:
    """Forgets a kept mapping. Raises RuleBroken for one that is gone, Forbidden without the right
    to its kind of list."""
    statement = select(ImportMapping).where(ImportMapping.id == mapping_id).with_for_update()
    kept = tx.session.scalar(statement)
    if kept is None:
        raise RuleBroken(N_("This mapping is forgotten already."))
    tx.actor.require(get_kind(kept.kind).permission)
    tx.remove(kept, "MappingRemoved", {"name": kept.name, "before": dict(kept.columns)})
    return Done(kept.name, "removed")
