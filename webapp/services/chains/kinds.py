"""Kinds of documents that move along a chain, declared by their areas at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.services.chains.rules import Chain, StepKind
from webapp.services.core.errors import NotFound

if TYPE_CHECKING:
    from webapp.services.core.transaction import Tx


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How many open documents wait in a step under one version of a chain."""

    version_id: int
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What the chain engine must know of a kind: its steps, and how its documents move.

    ``waiting`` counts open documents by version and status; ``adopt`` moves those of a setting
    that run on older versions to a new chain and answers how many.
    """

    key: str
    label: str
    variants: tuple[str, ...]
    steps: tuple[StepKind, ...]
    waiting: Callable[[Session, Iterable[int]], list[WaitingCount]]
    adopt: Callable[[Tx, Chain, Iterable[int]], int]


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    _kinds[kind.key] = kind


def get_kind(key: str) -> DocumentKind:
    """The declared kind; raises NotFound for an unknown one."""
    if key not in _kinds:
        raise NotFound()
    return _kinds[key]


def all_kinds() -> list[DocumentKind]:
    return list(_kinds.values())
