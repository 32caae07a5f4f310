"""Loading a quotation to act on it: in reach, locked, and as the actor last saw it."""

from __future__ import annotations

from sqlalchemy import or_, select

from webapp.models import Customer, Event, Quotation, QuotationRevision
from webapp.services.core.errors import N_, Conflict, Forbidden, NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.documents.acting import wrong_state
from webapp.services.documents.holds import check_not_held
from webapp.services.identity.scope import reaches_customers
from webapp.services.quotations import kinds


def lock_quotation(
    tx: Tx, number: str, version: int | None, *permissions: Permission, among: tuple[str, ...] = ()
) -> Quotation:
    """The quotation under this number, locked, if one of the rights reaches it.

    ``version`` is what the actor saw; None when the act does not depend on it. Raises NotFound
    out of reach, Conflict when it changed meanwhile, stands in none of the statuses ``among``, or
    is on hold.
    """
    reached = or_(*(reaches_customers(tx.actor, one) for one in permissions))
    quotation = tx.session.scalar(
        select(Quotation)
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(Quotation.number == number[:LONGEST_NUMBER], reached)
        .with_for_update(of=Quotation)
    )
    if quotation is None:
        raise NotFound()
    if version is not None and quotation.version != version:
        raise _changed_meanwhile(tx, quotation)
    if among and quotation.status not in among:
        raise wrong_state(quotation)
    check_not_held(tx, kinds.KIND, quotation.id)
    return quotation


def lock_at_desk(
    tx: Tx, number: str, version: int | None, *permissions: Permission, among: tuple[str, ...] = ()
) -> Quotation:
    """The quotation for an act that no customer does, though it is his own; else as
    ``lock_quotation``. Raises Forbidden without any of the rights."""
    if not any(tx.actor.may(one) for one in permissions):
        raise Forbidden()
    return lock_quotation(tx, number, version, *permissions, among=among)


def lock_by_id(tx: Tx, quotation_id: int) -> Quotation:
    """The quotation for the review engine, which knows its id; raises NotFound."""
    quotation = tx.session.scalar(
        select(Quotation)
        .where(Quotation.id == quotation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if quotation is None:
        raise NotFound()
    return quotation


def revision_of(tx: Tx, quotation: Quotation, number: int | None = None) -> QuotationRevision:
    """A revision of it by number, the current one without; raises NotFound."""
    wanted = quotation.revision if number is None else number
    revision = tx.session.scalar(
        select(QuotationRevision).where(
            QuotationRevision.quotation_id == quotation.id, QuotationRevision.number == wanted
        )
    )
    if revision is None:
        raise NotFound()
    return revision


def move(tx: Tx, quotation: Quotation, status: str) -> None:
    """To a status, from now on."""
    quotation.status, quotation.status_since = status, tx.now
    quotation.version += 1


def _changed_meanwhile(tx: Tx, quotation: Quotation) -> Conflict:
    name = tx.session.scalar(
        select(Event.actor_name).where(
            Event.subject_kind == Quotation.__tablename__,
            Event.subject_id == quotation.id,
            Event.position == quotation.trail_length,
        )
    )
    if name is None or not tx.actor.is_company:
        text = N_("%(number)s was changed meanwhile. Nothing was done.")
        return Conflict(text, number=quotation.number)
    text = N_("%(number)s was changed meanwhile, last by %(name)s. Nothing was done.")
    return Conflict(text, number=quotation.number, name=name)
