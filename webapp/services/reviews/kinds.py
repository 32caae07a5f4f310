"""Kinds of documents that can be reviewed, each declared by its own area (see wiring)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.models import Review
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.reviews.sheets import ReviewSheet


@dataclass(frozen=True, slots=True)
class ReviewedKind:
    """What the engine has to know of a kind of document, and nothing more.

    ``inputs`` are the parts of it that seats judge, with their gettext ids. ``lock`` locks the
    document, always before its review. ``react`` lets the document follow its review when that
    closes or is appealed; it raises Conflict when the document does not allow it. ``is_filed``
    tells whether a version was ever put up for approval. ``sheet`` is what people judge, of one
    version. ``endpoint`` names the document's page, which takes ``number``. ``case`` finds the
    document whose case it is part of, where it is none of the case's own documents. ``appeals``
    is the right of those who may appeal for it besides whoever wrote and filed it (B7).
    """

    key: str
    label: str
    endpoint: str
    view: Permission
    inputs: Mapping[str, str]
    lock: Callable[[Tx, int], None]
    react: Callable[[Tx, Review], None]
    is_filed: Callable[[Session, int, int], bool]
    sheet: Callable[[Session, int, int], ReviewSheet]
    case: Callable[[Session, int], tuple[str, int]] | None = None
    appeals: Permission | None = None

    def held_as(self, session: Session, document_id: int) -> tuple[str, int]:
        """Kind and id of the document that stands for it where a case is put on hold (L2)."""
        return self.case(session, document_id) if self.case else (self.key, document_id)


_kinds: dict[str, ReviewedKind] = {}


def register(kind: ReviewedKind) -> None:
    _kinds[kind.key] = kind


def get_kind(key: str) -> ReviewedKind:
    """Raises KeyError for a kind that no area declared."""
    return _kinds[key]


def all_kinds() -> tuple[ReviewedKind, ...]:
    return tuple(_kinds.values())
