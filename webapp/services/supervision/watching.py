"""Large cases come under supervision by themselves, stay under it to their end (L2), and each of
their steps is told to the supervision department."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from webapp.models import Order, PaymentException, ReturnRequest, Review, SupervisionWatch
from webapp.models.base import Trailed
from webapp.services.core.events import number_of
from webapp.services.core.keeping import keep, read_once
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.documents.holds import seen_watches
from webapp.services.identity.holders import holders_of
from webapp.services.settings.queries import company_rules
from webapp.services.supervision.cases import CLOSED, KIND_OF, ORDER, find_case, is_closed

KIND = "supervision"
ZERO = Decimal("0.00")


def watch_if_large(
    tx: Tx,
    kind: str,
    document_id: int,
    number: str,
    customer_id: int,
    amount: Decimal | None,
) -> None:
    """Puts a document under supervision when it reaches the company's amount, or belongs to a case
    that is; part of the act that files, saves or places it, with the document locked.

    One that is watched stays so, whatever its amount becomes.
    """
    if _watch_of(tx, (kind, document_id)) is not None:
        return
    leader = _leader(tx, kind, document_id)
    is_large = amount is not None and amount >= company_rules(tx.session).supervision_amount
    if leader is None and not is_large:
        return
    _begin(tx, leader, kind, document_id, number, customer_id, amount or ZERO)


def _begin(
    tx: Tx,
    leader: SupervisionWatch | None,
    kind: str,
    document_id: int,
    number: str,
    customer_id: int,
    amount: Decimal,
) -> None:
    watch = SupervisionWatch(
        document_kind=kind,
        document_id=document_id,
        document_number=number,
        customer_id=customer_id,
        leader_id=leader.id if leader else None,
        amount=amount,
        since=tx.now,
        hold_reason="",
        version=1,
        trail_length=0,
        trail_head="",
    )
    if leader is not None and leader.ended_at is not None:
        leader.ended_at, leader.version = None, leader.version + 1
        seen_watches(tx.session)[leader.document_kind, leader.document_id] = leader.id
        tx.record(leader, "SupervisionResumed", internal={"number": number})
    if leader is not None and leader.held_at is not None:
        # What joins a case on hold is on hold itself.
        watch.held_at, watch.held_by_id = leader.held_at, leader.held_by_id
        watch.hold_reason = leader.hold_reason
    tx.session.add(watch)
    tx.session.flush()
    seen_watches(tx.session)[kind, document_id] = watch.id
    data = {"kind": kind, "number": number, "amount": str(amount)}
    tx.record(watch, "SupervisionBegan", internal=data)
    tell_supervision(tx, watch, "CaseWatched", number)


def _leader(tx: Tx, kind: str, document_id: int) -> SupervisionWatch | None:
    """The watch that leads the case which the document belongs to, locked; one that had ended
    goes on with it."""
    case = find_case(tx.session, kind, document_id)
    others = [key for key in case.keys if key != (kind, document_id)]
    if not others:
        return None
    watches = _watches_of(tx, others)
    if not watches:
        return None
    first = min(watches, key=lambda one: one.id)
    leader_id = first.leader_id or first.id
    return tx.session.get(SupervisionWatch, leader_id, with_for_update=True, populate_existing=True)


def _watches_of(tx: Tx, keys: Sequence[tuple[str, int]]) -> Sequence[SupervisionWatch]:
    of_kind: dict[str, list[int]] = {}
    for kind, document_id in keys:
        of_kind.setdefault(kind, []).append(document_id)
    wanted = (
        (SupervisionWatch.document_kind == kind) & SupervisionWatch.document_id.in_(ids)
        for kind, ids in of_kind.items()
    )
    return tx.session.scalars(select(SupervisionWatch).where(or_(*wanted))).all()


def watches_of_case(tx: Tx, leader_id: int) -> Sequence[SupervisionWatch]:
    """All watches of a case that has not ended, locked, the leading one first."""
    return tx.session.scalars(
        select(SupervisionWatch)
        .where(
            or_(SupervisionWatch.id == leader_id, SupervisionWatch.leader_id == leader_id),
            SupervisionWatch.ended_at.is_(None),
        )
        .order_by(SupervisionWatch.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def tell_supervision(
    tx: Tx, watch: SupervisionWatch, name: str, document: str, **params: str
) -> None:
    """A notice to everybody who supervises, once."""
    people = keep(
        tx.session,
        "supervisors",
        lambda: tuple(tx.session.scalars(holders_of(Permission.SUPERVISION_WATCH))),
    )
    told: dict[str, Any] = {"document": document, "who": tx.actor.name, **params}
    for user_id in people:
        tx.notify(user_id, name, told, kind=KIND, number=watch.document_number)


def follow_step(tx: Tx, subject: Trailed, name: str) -> None:
    """Listens to every event: what happens in a watched case is told as it happens, and with its
    last document's end the watch ends. Declared in wiring."""
    if isinstance(subject, Order) and subject.trail_length == 1:
        return  # An order begins with this event, and comes under supervision behind it.
    about = _document_of(tx, subject)
    watch_id = _watch_of(tx, about) if about else None
    if about is None or watch_id is None:
        return
    watch = tx.session.get_one(SupervisionWatch, watch_id)
    tell_supervision(tx, watch, "CaseStep", number_of(subject), event=name)
    status = getattr(subject, "status", "")
    if KIND_OF.get(_table(subject)) == about[0] and status in CLOSED[about[0]] | {"filed"}:
        _end_if_closed(tx, watch)


def _document_of(tx: Tx, subject: Any) -> tuple[str, int] | None:
    """The document of a case that an event is about; None for anything else."""
    table = _table(subject)
    if table in KIND_OF:
        return KIND_OF[table], subject.id
    if isinstance(subject, Review):
        if subject.document_kind != "exception":
            return subject.document_kind, subject.document_id
        return "contract", tx.session.get_one(PaymentException, subject.document_id).contract_id
    if isinstance(subject, PaymentException):
        return "contract", subject.contract_id
    if isinstance(subject, ReturnRequest):
        return ORDER, subject.order_id
    return None


def _table(subject: Any) -> str:
    return str(subject.__tablename__)


def _end_if_closed(tx: Tx, watch: SupervisionWatch) -> None:
    # Two documents that end at once meet at the watches: the second sees that the first ended.
    watches = watches_of_case(tx, watch.leader_id or watch.id)
    if not is_closed(tx.session, find_case(tx.session, watch.document_kind, watch.document_id)):
        return
    for one in watches:
        one.ended_at = tx.now
        one.held_at = one.held_by_id = None
        one.version += 1
        seen_watches(tx.session)[one.document_kind, one.document_id] = None
        tx.record(one, "SupervisionEnded", internal={"number": one.document_number})


def _watch_of(tx: Tx, about: tuple[str, int]) -> int | None:
    """The id of a document's open watch: as the transaction saw or left it, else among all."""
    seen = seen_watches(tx.session)
    return seen[about] if about in seen else _open_watches(tx).get(about)


def _open_watches(tx: Tx) -> dict[tuple[str, int], int]:
    """The ids of all open watches by their document, read once a transaction: cases as large as
    that are few, and every event of every act is held against them."""

    def read() -> dict[tuple[str, int], int]:
        rows = tx.session.execute(
            select(
                SupervisionWatch.document_kind,
                SupervisionWatch.document_id,
                SupervisionWatch.id,
            ).where(SupervisionWatch.ended_at.is_(None)),
            # What is asked here has nothing to do with what the act has not written yet.
            execution_options={"autoflush": False},
        )
        return {(kind, document_id): watch_id for kind, document_id, watch_id in rows}

    return read_once(tx.session, "open watches", read)
