"""What a route can be about: how routes write it, and where its values come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import User
from webapp.services.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing that a route can be about: its value, where it stands, and the order it is of."""

    value: Any
    status: str = ""
    order: str = ""


Reader = Callable[[Session, User], list[Sample]]

NO_ROW = 2_000_000_001
NO_TOKEN = "A" * 43


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing; a new one is a row in the module of its area."""

    name: str
    #: How routes write it; of an argument that says nothing itself, with what stands before it.
    written: tuple[str, ...]
    #: A value that looks right and stands for nothing.
    nobodys: Any
    read: Reader
    #: Whether it belongs to one customer.
    owned: bool = False
    #: Whether it is one person's, whatever rights others have.
    personal: bool = False
    #: What somebody of the company must hold besides to see it, where no door asks it of him.
    right: Permission | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """The kinds of one area, and what its routes need besides."""

    kinds: tuple[Kind, ...]
    #: Where a route's document has to stand for its page to be more than a refusal.
    standing: Mapping[str, str] = field(default_factory=dict)
    #: Routes that are told by a query which document they are about: argument and kind.
    asked: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: Routes that are told by a query which list they are about.
    listed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def always(*values: Any) -> Reader:
    """Things that every company has."""
    return lambda session, user: [Sample(value) for value in values]


def known_by_code(model: Any) -> Reader:
    """Things of the company's that are known by their code; the first will do."""
    first = select(model.code).order_by(model.id).limit(1)
    return lambda session, user: [Sample(code) for code in session.scalars(first)]
