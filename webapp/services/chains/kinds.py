"""Kinds of documents that move along a chain, declared by their areas at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.services.chains.rules import Chain, StepKind
from webapp.services.core.errors import NotFound

if TYPE_CHECKING:
    from webapp.services.core.actor import Actor
    from webapp.services.core.transaction import Tx


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How many open documents wait in a step under one version of a chain."""

    version_id: int
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Move:
    """Where an open document stands, and where adopting a chain would have it stand.

    ``in_reach`` says whether the reader may be told its number and customer.
    """

    number: str
    customer: str
    version_id: int
    status: str
    goes_to: str
    in_reach: bool


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What the chain engine must know of a kind: its steps, and how its documents move.

    ``variants`` are the kinds within it that may have a chain of their own, '' the general one.
    ``waiting`` counts open documents by version and status; ``foresee`` says of each open one
    where a chain would have it stand; ``adopt`` moves those of a setting that run on older
    versions to a new chain and answers how many.
    """

    key: str
    label: str
    variants: Callable[[Session], tuple[str, ...]]
    steps: tuple[StepKind, ...]
    waiting: Callable[[Session, Iterable[int]], list[WaitingCount]]
    foresee: Callable[[Session, Actor, Chain, Iterable[int]], list[Move]]
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
