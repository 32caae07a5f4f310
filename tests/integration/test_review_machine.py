"""No sequence of acts yields an approval that the people did not give (B5–B8, E3)."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from tests.support.company import company_in
from tests.support.review_model import DEVIATIONS, OTHER, PANELS, TELLS, ReviewModel, Spoken
from tests.support.reviewing import NUMBER, Reviewing, opinion
from tests.support.trials import abandon_trial
from webapp.db import Database
from webapp.models import Department, Opinion, ReviewRound, ReviewSeat, Ruling, StandIn, User
from webapp.services.checking import reviews as books
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import DomainError
from webapp.services.core.transaction import Done, writing
from webapp.services.reviews.commands import conclude_round, convene, send_case_back
from webapp.services.reviews.rules import decisions_open
from webapp.services.reviews.ruling import appeal
from webapp.services.reviews.ruling import rule as give_ruling
from webapp.services.reviews.seating import holders

PARTS = ("shape", "price", "dates")
PEOPLE = (
    "tech1", "tech2", "purch1", "prod1", "sales1", "store1",
    "gm1", "helper1", "president1", "chairman1", "kh001",
)  # fmt: skip
MOVING = ("tech1", "tech2", "store1")
SOMEBODY = st.sampled_from(PEOPLE)
#: Mostly somebody whose turn it is, so that the machine gets somewhere.
WHO = st.one_of(st.just(""), st.just(""), SOMEBODY)
WRITERS = st.sampled_from(("", "", "tech1", "purch1"))
CODES = st.sampled_from(("TECH", "PURCH", "PROD"))
#: Mostly the first that is open.
DECISIONS = st.sampled_from(("", "", "", "approved", "refused", "confirmed"))
VERDICTS = st.sampled_from(("agree", "agree", "agree", "conditional", "disagree"))


class ReviewMachine(RuleBasedStateMachine):
    """Random people do random acts on one document and its review."""

    made: ClassVar[Callable[[], Path]]

    @initialize(
        number=st.integers(0, len(PANELS) - 1),
        stage=st.sampled_from((4, 7, 3, 2, 1, 0)),
        verdict=VERDICTS,
    )
    def begin(self, number: int, stage: int, verdict: str) -> None:
        panel = PANELS[number]
        self.database = Database(f"sqlite:///{type(self).made()}")
        self.session = self.database.session()
        self.reviewing = Reviewing(company_in(self.session))
        self.reviewing.panel(panel)
        self.model = ReviewModel(panel)
        self.kept: dict[tuple[str, int], tuple[Any, ...]] = {}
        self.number = ""
        self.parts = dict.fromkeys(PARTS, 1)
        self._file(self.parts, {"sales1"})
        self._bring_to(stage, "disagree" if stage == 4 else verdict)

    def _bring_to(self, stage: int, verdict: str) -> None:
        """So far on its way that the machine sees the ends too, and not only beginnings."""
        way = (
            lambda: self._do(convene, "", "convene"),
            lambda: self.everybody_speaks(verdict, verdict == "conditional"),
            lambda: [self.decide("", "") for _ in self.model.panel.rulings],
            lambda: self.object("sales1"),
            lambda: self.file(set(PARTS), ""),
            lambda: self.everybody_speaks("agree", False),
            lambda: self.decide("", ""),
        )
        for step in way[:stage]:
            step()

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.session.close()
            self.database.dispose()

    @rule(
        changed=st.sets(st.sampled_from(PARTS)), more=st.sampled_from(("", "", "tech1", "purch1"))
    )
    def file(self, changed: set[str], more: str) -> None:
        parts = {key: value + (key in changed) for key, value in self.parts.items()}
        self._file(parts, {"sales1", more} - {""})

    def _file(self, parts: dict[str, int], authors: set[str]) -> None:
        try:
            (self.number,) = self.reviewing.file(inputs=parts, authors=tuple(sorted(authors)))
        except DomainError:
            return
        self.parts = parts
        self.model.file(parts, authors)

    @rule(who=WHO, back=st.sampled_from((False, False, False, True)))
    def convene_or_send_back(self, who: str, back: bool) -> None:
        given = ("unclear",) if back else ()
        self._do(send_case_back if back else convene, who, "convene", *given)

    @rule(who=WHO, verdict=VERDICTS, large=st.booleans(), place=st.integers(0, 2))
    def say(self, who: str, verdict: str, large: bool, place: int) -> None:
        key = self._waiting("opinion", place) or PARTS[place]
        who = who or self._right("opinion", key)
        deviation = DEVIATIONS[large]
        given = opinion(self.model.panel.seat(key), verdict=verdict)
        answers = {"deviation": deviation} if key == TELLS else {}
        try:
            self.reviewing.fill(
                self.number, who, key, verdict, answers={**given.answers, **answers}
            )
        except DomainError:
            return
        assert who not in self.model.authors
        assert key not in self.model.rounds[-1].standing
        self.model.rounds[-1].standing[key] = Spoken(who, verdict, deviation)

    @rule(verdict=VERDICTS, large=st.booleans())
    def everybody_speaks(self, verdict: str, large: bool) -> None:
        """One says this, the others agree."""
        for place, _ in enumerate(self._seats("opinion")):
            self.say("", "agree" if place else verdict, large, 0)

    @rule(who=st.sampled_from(("sales1", "gm1", "helper1", "tech1")))
    def end_early(self, who: str) -> None:
        self._do(conclude_round, who, "opinion")

    @rule(who=WHO, decision=DECISIONS)
    def decide(self, who: str, decision: str) -> None:
        is_appeal = self.reviewing.review(self.number).status == "appeal"
        result = self.reviewing.round(self.number).result
        decision = decision or decisions_open(result, is_appeal=is_appeal)[0]
        kind = "appeal" if is_appeal else "ruling"
        done = self._do(give_ruling, who, kind, decision, "seen")
        if done is None:
            return
        last = self.model.rounds[-1]
        if kind == "appeal":
            last.on_appeal = decision
        else:
            last.rulings.append(decision)

    @rule(who=st.sampled_from(("sales1", "sales1", "tech1", "president1")))
    def object(self, who: str) -> None:
        if self._do(appeal, who, "", "a customer for years") is not None:
            assert not self.model.approves(len(self.model.rounds))

    @precondition(lambda self: len(self.model.rounds) > 4)
    @rule()
    def give_up(self) -> None:
        try:
            self.reviewing.act(abandon_trial, "sales1", NUMBER)
        except DomainError:
            return
        self.model.is_abandoned = not self.model.approves(len(self.model.rounds))

    @rule(
        way=st.sampled_from(("panel", "stand_in", "move")), who=SOMEBODY, other=SOMEBODY, code=CODES
    )
    def reorganise(self, way: str, who: str, other: str, code: str) -> None:
        """The panel is edited, somebody stands in for another, or changes his department."""
        if way == "panel":
            self.reviewing.panel(OTHER)
        elif way == "move" and who in MOVING:
            self._move(who, code)
        elif way == "stand_in" and who != other:
            self._put_in(who, other)

    def _put_in(self, absent: str, deputy: str) -> None:
        with writing(self.session, SYSTEM) as tx:
            ids = [self.reviewing.user_id(name) for name in (absent, deputy)]
            days = {"first_day": tx.today, "last_day": tx.today}
            tx.session.add(StandIn(user_id=ids[0], deputy_id=ids[1], **days))

    def _move(self, who: str, code: str) -> None:
        with writing(self.session, SYSTEM) as tx:
            place = select(Department.id).where(Department.code == code).scalar_subquery()
            moved = update(User).where(User.user_name == who).values(department_id=place)
            tx.session.execute(moved)

    def _do(self, act: Any, who: str, kind: str, *given: Any) -> Done | None:
        """The act by this person, or by one whose turn it is; None when it is refused."""
        who = who or self._right(kind)
        try:
            return self.reviewing.act(act, who, self.number, len(self.model.rounds), *given)
        except DomainError:
            return None

    def _seats(self, kind: str) -> list[ReviewSeat]:
        self.session.rollback()
        waiting = select(ReviewSeat).where(ReviewSeat.status == "waiting", ReviewSeat.kind == kind)
        return list(self.session.scalars(waiting.order_by(ReviewSeat.position)))

    def _waiting(self, kind: str, place: int) -> str:
        seats = self._seats(kind)
        return seats[place % len(seats)].key if seats else ""

    def _right(self, kind: str, key: str = "") -> str:
        """Somebody who could fill such a seat; the chairman where nobody could."""
        seats = [seat for seat in self._seats(kind) if key in ("", seat.key)]
        today = company_day(utc_now())
        found = [who for there in holders(self.session, seats, today).values() for who in there]
        name = select(User.user_name).where(User.id == (found[0] if found else 0))
        return self.session.scalar(name) or "chairman1"

    @invariant()
    def approval_is_what_people_gave(self) -> None:
        newest = len(self.model.rounds)
        for version in range(1, newest + 1):
            held = self.reviewing.approval(version=version) is not None
            assert held == self.model.approves(version), version

    @invariant()
    def seats_hold_what_was_said(self) -> None:
        """What did not change is carried and never asked again, and the panel is the old one."""
        last = self.model.rounds[-1]
        seats = self.reviewing.seats(self.number)
        if not seats:
            return
        assert seats.keys() == set(PARTS)
        carried = {key for key, status in seats.items() if status == "carried"}
        given = {key for key, status in seats.items() if status == "given"}
        assert carried == last.carried
        assert carried | given == last.standing.keys()
        assert self.model.authors.isdisjoint(one.who for one in last.standing.values())

    @invariant()
    def nothing_that_was_said_is_lost(self) -> None:
        """Opinions, rulings and rounds stay as they were, but that a round ends."""
        self.session.rollback()
        there: dict[tuple[str, int], tuple[Any, ...]] = {}
        for kind in (Opinion, Ruling, ReviewRound):
            for row in self.session.scalars(select(kind)):
                there[kind.__tablename__, row.id] = _lasting(row)
                if isinstance(row, ReviewRound) and row.result:
                    there["ended", row.id] = (row.result, row.ended_at)
        assert there.items() >= self.kept.items()
        self.kept = there

    @invariant()
    def the_books_add_up(self) -> None:
        self.session.rollback()
        assert [str(one) for one in books.check(self.session)] == []


def _lasting(row: Any) -> tuple[Any, ...]:
    """The columns that no act may change; of a round all but how it ends and is appealed."""
    names = [column.key for column in type(row).__table__.columns]
    if isinstance(row, ReviewRound):
        names = ["number", "document_version", "inputs", "changed", "opened_at", "opened_by_id"]
    return tuple(str(getattr(row, name)) for name in names)


@pytest.mark.rule("B5", "B6", "B7", "B8", "E3")
@pytest.mark.databases("sqlite")
def test_no_sequence_of_acts_approves_what_nobody_did(
    reviewing: Reviewing, database: Database, tmp_path: Path
) -> None:
    reviewing.session.close()
    names = itertools.count()

    def made() -> Path:
        """A copy of the company with its people."""
        copy = tmp_path / f"{next(names)}.sqlite3"
        source = str(database.engine.url.database)
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(copy)) as here:
            there.backup(here)
        return copy

    machine = type("Machine", (ReviewMachine,), {"made": staticmethod(made)})
    bounds = settings(max_examples=25, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(machine, settings=bounds)
