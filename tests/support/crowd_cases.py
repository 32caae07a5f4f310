"""A company with many cases: inquiries, their reviews, quotations, contracts and what follows.

Most are over, as after some years; of each state in which something waits there are a few. Half of
the inquiries, offers and contracts are KH001's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, case, literal, null, select
from sqlalchemy.orm import Session

from tests.support import samples
from tests.support.company import Company
from tests.support.filling import Number, copy, first, follow, named, spread
from tests.support.inquiring import DRAWING, WANTED, Inquiring
from tests.support.reviewing import Reviewing
from webapp.db import UtcDateTime
from webapp.models import (
    Contract,
    ContractLine,
    ContractRevision,
    Customer,
    Inquiry,
    InquiryLine,
    MarketRate,
    MarketRateValue,
    Opinion,
    PaymentException,
    Quotation,
    QuotationLine,
    QuotationRevision,
    Review,
    ReviewRound,
    ReviewSeat,
    StandIn,
    SupervisionWatch,
)
from webapp.services.contracts import kinds as contracts
from webapp.services.exceptions import kinds as exceptions
from webapp.services.inquiries import kinds as inquiries
from webapp.services.inquiries.commands import submit_inquiry
from webapp.services.quotations import kinds as quotations
from webapp.services.reviews import rules

#: Among so many there is one of each open state.
A_ROUND = 50
#: Days for which a rate was entered.
DAYS = 250
GIVEN, WAITING = "given", "waiting"


def begin_cases(company: Company) -> None:
    """An inquiry that was sent, one that departments judge, and one sample of each other thing."""
    session = company.session
    submit_inquiry(session, company.actor("kh001"), WANTED, [DRAWING])
    inquiring = Inquiring(Reviewing(company))
    number = inquiring.in_review()
    inquiring.reviewing.fill(inquiring.review(number).number, "tech1", "technology")
    session.rollback()
    samples.samples_of(session, "kh001")


def fill_cases(session: Session, rows: int, fewer: int, customers: int) -> None:
    """``rows`` of documents and reviews, a tenth as many watched cases and exceptions, ``fewer``
    market rates and stand-ins; ``customers`` is the first of as many customers."""
    asked = _inquiries(session, rows, customers)
    _reviews(session, rows, asked, customers)
    _quotations(session, rows, asked, customers)
    signed = _contracts(session, rows, customers)
    some = max(rows // 10, fewer)
    _exceptions(session, some, signed, customers)
    _watches(session, some, asked, customers)
    _rates(session, max(fewer // 50, 5))
    copy(session, StandIn, fewer, lambda n: {"ended_at": case((n % 10 == 0, null()), else_=_now())})


def _state(n: Number, states: Iterable[str], closed: str) -> ColumnElement[str]:
    """Each of the states once in a round; the rest are closed."""
    places = {place: literal(state) for place, state in enumerate(states)}
    return case(places, value=n % A_ROUND, else_=literal(closed))


def _document(
    session: Session, n: Number, prefix: str, customers: int, status: ColumnElement[str]
) -> dict[str, Any]:
    whose = case((n % 2 == 0, literal(first(session, Customer))), else_=customers + n - 1)
    times = {"status_since": spread(n, datetime.now(UTC))}
    number = named(f"{prefix}-20200101", n)
    return {"number": number, "status": status, "customer_id": whose, **times}


def _inquiries(session: Session, rows: int, customers: int) -> int:
    def inquiry(n: Number) -> dict[str, Any]:
        status = _state(n, inquiries.STATUSES, inquiries.QUOTED)
        return _document(session, n, "XJ", customers, status)

    since = copy(session, Inquiry, rows, inquiry)
    follow(session, InquiryLine, Inquiry, since, lambda new: {"inquiry_id": new.id})
    return since


def _quotations(session: Session, rows: int, asked: int, customers: int) -> None:
    now = _now()

    def quotation(n: Number) -> dict[str, Any]:
        status = _state(n, quotations.STATUSES, quotations.FORMAL)
        flagged = case((n % A_ROUND == 0, now), else_=null())
        document = _document(session, n, "BJ", customers, status)
        offered = {"offered_revision": 1, "offered_at": now, "recost_since": flagged}
        return {**document, **offered, "inquiry_id": asked + n - 1}

    since = copy(session, Quotation, rows, quotation)
    revisions = follow(
        session,
        QuotationRevision,
        Quotation,
        since,
        lambda new: {"quotation_id": new.id, "number": 1, "filed_at": now, "offered_at": now},
    )
    follow(
        session, QuotationLine, QuotationRevision, revisions, lambda new: {"revision_id": new.id}
    )


def _contracts(session: Session, rows: int, customers: int) -> int:
    model = session.scalars(select(Contract.id).where(Contract.origin == contracts.DRAWN)).first()
    assert model is not None

    def contract(n: Number) -> dict[str, Any]:
        status = _state(n, contracts.STATUSES, contracts.FILED)
        return {**_document(session, n, "HT", customers, status), "quotation_id": null()}

    since = copy(session, Contract, rows, contract, like=model)
    revisions = follow(
        session, ContractRevision, Contract, since, lambda new: {"contract_id": new.id}
    )
    follow(session, ContractLine, ContractRevision, revisions, lambda new: {"revision_id": new.id})
    return since


def _reviews(session: Session, rows: int, asked: int, customers: int) -> None:
    """A review of each inquiry, with a round and all its seats; a seat waits while it is open."""
    status = rules.STATUSES

    def review(n: Number) -> dict[str, Any]:
        stands = _state(n, status, rules.CLOSED)
        outcome = case((stands == rules.CLOSED, rules.ACCEPTED), else_="")
        document = _document(session, n, "PS", customers, stands)
        about = {"document_id": asked + n - 1, "document_number": named("XJ-20200101", n)}
        return {**document, **about, "outcome": outcome}

    since = copy(session, Review, rows, review)
    rounds = follow(session, ReviewRound, Review, since, _round)
    seats = session.scalars(
        select(ReviewSeat)
        .where(ReviewSeat.review_id == first(session, Review))
        .order_by(ReviewSeat.id)
    )
    for seat in seats.all():
        changes = partial(_seat, is_asked=seat.status == WAITING)
        follow(session, ReviewSeat, ReviewRound, rounds, changes, like=seat.id)
    follow(
        session,
        Opinion,
        ReviewRound,
        rounds,
        lambda new: {"review_id": new.review_id, "round_id": new.id},
    )


def _round(review: Any) -> dict[str, Any]:
    is_over = review.status == rules.CLOSED
    return {
        "review_id": review.id,
        "number": 1,
        "result": case((is_over, rules.ACCEPTABLE), else_=""),
    }


def _seat(round_: Any, *, is_asked: bool) -> dict[str, Any]:
    """A seat that waits in the round that is copied waits in those that are not over."""
    waits = WAITING if is_asked else GIVEN
    status = case((round_.result == "", waits), else_=GIVEN)
    return {"review_id": round_.review_id, "round_id": round_.id, "status": status}


def _exceptions(session: Session, rows: int, signed: int, customers: int) -> None:
    def exception(n: Number) -> dict[str, Any]:
        status = _state(n, exceptions.STATUSES, exceptions.ADMITTED)
        document = _document(session, n, "TL", customers, status)
        return {**document, "contract_id": signed + n - 1}

    copy(session, PaymentException, rows, exception)


def _watches(session: Session, rows: int, asked: int, customers: int) -> None:
    """Cases that begin with an inquiry; some are open, some of those on hold."""
    now = _now()

    def watch(n: Number) -> dict[str, Any]:
        document = {"document_kind": inquiries.KIND, "document_id": asked + n - 1}
        is_open = n % A_ROUND < 2
        return {
            **document,
            "document_number": named("XJ-20200101", n),
            "customer_id": customers + n - 1,
            "ended_at": case((is_open, null()), else_=now),
            "held_at": case((n % A_ROUND == 0, now), else_=null()),
        }

    copy(session, SupervisionWatch, rows, watch)


def _rates(session: Session, rows: int) -> None:
    """Rates with a year of days each."""
    since = copy(session, MarketRate, rows, lambda n: {"code": named("M", n)})
    today = datetime.now(UTC).date()
    for day in range(DAYS):
        changes = partial(_entered, day=today - timedelta(days=day))
        follow(session, MarketRateValue, MarketRate, since, changes)


def _entered(rate: Any, day: date) -> dict[str, Any]:
    return {"rate_id": rate.id, "day": literal(day)}


def _now() -> ColumnElement[datetime]:
    return literal(datetime.now(UTC), UtcDateTime())
