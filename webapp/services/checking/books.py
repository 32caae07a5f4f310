"""Recomputing everything that is kept as a sum from the rows that it is the sum of. Read-only;
rows are streamed, so that the size of the company does not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.services.checking import (
    accounts,
    agreements,
    mail,
    orders,
    prices,
    returns,
    reviews,
    shipments,
    stock,
)
from webapp.services.core.findings import Finding
from webapp.services.trail.verifying import verify_trail

CHECKS: tuple[Callable[[Session], Iterator[Finding]], ...] = (
    stock.check,
    orders.check,
    prices.check,
    agreements.check,
    shipments.check,
    returns.check,
    reviews.check,
    accounts.check,
    mail.check,
)


def check_books(session: Session, seals: Path) -> Iterator[Finding]:
    """Everything that does not add up, named; nothing when all is well.

    ``seals`` is the folder that the trail's seals are written to.
    """
    for check in CHECKS:
        yield from check(session)
    yield from verify_trail(session, seals)
