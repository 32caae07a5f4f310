"""Telling sales of offers that lapse soon, while the customer can still accept them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Quotation, QuotationRevision
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.quotations import kinds

SOON = timedelta(days=3)
AT_ONCE = 200


def tell_of_lapsing_offers(session: Session) -> int:
    """Tells who sells, once a revision, that an offer ends within three days without an answer;
    answers how many."""
    told = 0
    while True:
        count = _tell_some(session)
        told += count
        if count < AT_ONCE:
            return told


def _tell_some(session: Session) -> int:
    with writing(session, SYSTEM) as tx:
        rows = tx.session.execute(
            select(Quotation, QuotationRevision)
            .join(
                QuotationRevision,
                (QuotationRevision.quotation_id == Quotation.id)
                & (QuotationRevision.number == Quotation.offered_revision),
            )
            .where(
                Quotation.status == kinds.OFFERED,
                QuotationRevision.lapse_told_at.is_(None),
                QuotationRevision.valid_until <= tx.today + SOON,
            )
            .order_by(QuotationRevision.id)
            .limit(AT_ONCE)
            .with_for_update(of=QuotationRevision, skip_locked=True)
        ).all()
        for quotation, revision in rows:
            revision.lapse_told_at = tx.now
            params = {"day": revision.valid_until.isoformat()}
            people = (quotation.salesperson_id, quotation.created_by_id)
            for user_id in dict.fromkeys(people):
                tx.notify(user_id, "OfferLapses", params, kind=kinds.KIND, number=quotation.number)
        return len(rows)
