"""Bringing in a whole list, order by order, each in a transaction of its own.

It may be broken off after any order, by anything: an order is known by its number in the list,
so that going through the list again adds only what is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Busy, DomainError
from webapp.services.core.transaction import Done
from webapp.services.importing.lines import RefusedLine, Sums, WantedOrder
from webapp.services.importing.mapping import OrderMapping
from webapp.services.importing.placing import ImportTerms, bring_in, start_of
from webapp.services.importing.reader import open_table
from webapp.services.importing.rules import LineJudge, Survey, sort_into_orders, survey

TRIES = 5


class OrderListRun:
    """One run over one list: what has come of its lines so far."""

    def __init__(
        self, session: Session, path: Path, mapping: OrderMapping, terms: ImportTerms
    ) -> None:
        self._session = session
        self._path = path
        self._mapping = mapping
        self._terms = terms
        self.surveyed: Survey = self._survey()
        self.sums = Sums(self.surveyed.lines, self.surveyed.amount)
        self.orders_new = 0
        self.orders_known = 0
        self.orders_refused = 0
        self.reasons: Counter[str] = Counter()

    @property
    def lines_done(self) -> int:
        return self.sums.lines_stored + self.sums.lines_refused

    def steps(self) -> Iterator[list[RefusedLine]]:
        """Goes through the list; after each order and each bad line, the lines refused by it.

        Raises FileRefused when the file cannot be read to its end, Busy when the database gives
        no locks.
        """
        with open_table(self._path) as table:
            judge = LineJudge(table.header, self._mapping)
            judged = (judge.judge(row) for row in table.rows)
            for found in sort_into_orders(judged, self.surveyed):
                refused = [found] if isinstance(found, RefusedLine) else self._bring_in(found)
                for line in refused:
                    self.sums.refuse(line)
                    self.reasons[line.reason.text] += 1
                yield refused

    def _survey(self) -> Survey:
        with open_table(self._path) as table:
            judge = LineJudge(table.header, self._mapping)
            return survey(judge.judge(row) for row in table.rows)

    def _bring_in(self, wanted: WantedOrder) -> list[RefusedLine]:
        """Stores the order, or answers its lines with the one reason that it was refused for."""
        self._session.info["clock"] = lambda: start_of(wanted.day)
        try:
            done = self._placed(wanted)
        except Busy:
            raise
        except DomainError as refusal:
            self.orders_refused += 1
            return wanted.refused(refusal.message)
        finally:
            del self._session.info["clock"]
        self.sums.store(Decimal(amount) for amount in done.details["amounts"])
        self.orders_new += done.details["is_new"]
        self.orders_known += not done.details["is_new"]
        return []

    def _placed(self, wanted: WantedOrder) -> Done:
        """Two runs over lists that share orders, articles or customers may make one at the same
        moment; who comes second finds it there on his next try."""
        for _ in range(TRIES):
            try:
                return bring_in(self._session, SYSTEM, wanted, self._terms)
            except IntegrityError:
                continue
        raise Busy()
