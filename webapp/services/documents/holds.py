"""A case on hold: nothing about it moves on until the supervision department lets it go (L2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.models import SupervisionWatch
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Conflict, Message
from webapp.services.core.keeping import read_once
from webapp.services.core.transaction import Tx

#: All that a customer is told where something inside the company keeps his case.
NOT_NOW = N_("%(number)s cannot be answered at present. Your salesperson will tell you more.")


ON_HOLD = N_("%(number)s is on hold by supervision: %(reason)s")


@dataclass(frozen=True, slots=True)
class Hold:
    """Since when a document is on hold, and why; for the company only."""

    number: str
    since: datetime
    reason: str

    @property
    def message(self) -> Message:
        return Message(ON_HOLD, {"number": self.number, "reason": self.reason})


#: The watch of one document; built once, because every act asks it.
_WATCH = select(
    SupervisionWatch.id,
    SupervisionWatch.document_number,
    SupervisionWatch.held_at,
    SupervisionWatch.hold_reason,
    SupervisionWatch.ended_at,
).where(
    SupervisionWatch.document_kind == bindparam("kind"),
    SupervisionWatch.document_id == bindparam("document_id"),
)


def hold_of(session: Session, document_kind: str, document_id: int) -> Hold | None:
    """The hold that a document is under; None while it may move on."""
    about = {"kind": document_kind, "document_id": document_id}
    watch = session.execute(_WATCH, about).first()
    is_open = watch is not None and watch.ended_at is None
    seen_watches(session)[document_kind, document_id] = watch.id if watch and is_open else None
    if watch is None or watch.held_at is None:
        return None
    return Hold(watch.document_number, watch.held_at, watch.hold_reason)


def seen_watches(session: Session) -> dict[tuple[str, int], int | None]:
    """The open watch, or that there is none, of each document that the transaction has asked
    about, so that who follows its events does not ask again."""
    return read_once(session, "watches seen", dict)


def find_hold(session: Session, actor: Actor, document_kind: str, number: str) -> Hold | None:
    """The hold that the document under this number is under, for the company's page of it."""
    if not actor.is_company:
        return None
    found = select(SupervisionWatch.document_id).where(
        SupervisionWatch.document_kind == document_kind,
        SupervisionWatch.document_number == number,
    )
    document_id = session.scalar(found)
    return None if document_id is None else hold_of(session, document_kind, document_id)


def check_not_held(tx: Tx, document_kind: str, document_id: int) -> None:
    """Raises Conflict while the document is on hold, with the reason, which no customer reads.

    The document itself must be locked before, so that a hold and a step never pass each other.
    """
    held = hold_of(tx.session, document_kind, document_id)
    if held is None:
        return
    if tx.actor.is_customer:
        raise Conflict(NOT_NOW, number=held.number)
    raise Conflict(ON_HOLD, number=held.number, reason=held.reason)
