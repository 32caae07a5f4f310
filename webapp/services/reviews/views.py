"""What the page of a review shows: rows for reading, for the company only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.services.documents.views import EventView, PaperView
from webapp.services.reviews.commitments import Commitment
from webapp.services.reviews.panels import Panel, PanelSeat, Question, RulingStep
from webapp.services.reviews.sheets import ReviewSheet


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what was said to it, as it is stored."""

    question: Question
    value: Any


@dataclass(frozen=True, slots=True)
class OpinionView:
    """What a department said. ``round_number`` is the round that it was said in; ``in_place_of``
    whom the speaker stood in for."""

    verdict: str
    answers: tuple[Answer, ...]
    conditions: str
    remark: str
    committed_days: int | None
    papers: tuple[PaperView, ...]
    by: str
    in_place_of: str
    at: datetime
    round_number: int


@dataclass(frozen=True, slots=True)
class SeatView:
    """Somebody's turn in a round; ``people`` could fill it now, as long as it waits."""

    kind: str
    key: str
    label: str
    label_en: str
    department: str
    department_en: str
    post: str
    status: str
    inputs: tuple[str, ...]
    asked_at: datetime
    due_at: datetime
    overdue: bool
    opinion: OpinionView | None
    people: tuple[str, ...]

    @property
    def waits(self) -> bool:
        return self.status == "waiting"


@dataclass(frozen=True, slots=True)
class RulingView:
    """A single decision above the panel."""

    key: str
    label: str
    label_en: str
    is_appeal: bool
    decision: str
    reason: str
    by: str
    in_place_of: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round with everything that was said in it."""

    number: int
    document_version: int
    changed: tuple[str, ...]
    note: str
    opened_at: datetime
    opened_by: str
    convened_at: datetime | None
    convened_by: str
    result: str
    ended_at: datetime | None
    appeal_grounds: str
    appealed_at: datetime | None
    appealed_by: str
    seats: tuple[SeatView, ...]
    rulings: tuple[RulingView, ...]

    @property
    def opinion_seats(self) -> tuple[SeatView, ...]:
        return tuple(seat for seat in self.seats if seat.kind == "opinion")

    def seat(self, key: str) -> SeatView | None:
        """The seat of a department in this round; None before it was convened."""
        return next((one for one in self.opinion_seats if one.key == key), None)

    @property
    def missing(self) -> tuple[SeatView, ...]:
        """The seats whose turn it is."""
        return tuple(seat for seat in self.seats if seat.waits)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of somebody in the review to the author, and the answer to it."""

    id: int
    round_number: int
    text: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A seat that the reader may fill now; ``in_place_of`` whom he would stand in for."""

    seat: PanelSeat
    questions: tuple[Question, ...]
    in_place_of: str


@dataclass(frozen=True, slots=True)
class OpenRuling:
    """A decision that is the reader's to make now, with what each choice leads to."""

    step: RulingStep
    is_appeal: bool
    decisions: tuple[str, ...]
    #: The ruling that an approval would be followed by.
    following: RulingStep | None
    in_place_of: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What the reader can do now."""

    convene: bool = False
    send_back: bool = False
    seats: tuple[OpenSeat, ...] = ()
    ruling: OpenRuling | None = None
    appeal: bool = False
    conclude: bool = False
    ask: bool = False
    #: Whether he is one of those who answer questions.
    answers: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review with its rounds, the oldest first, and what this reader can do in it.

    ``hold_reason`` is why supervision stopped the case, '' while it goes on.
    """

    number: str
    status: str
    outcome: str
    status_since: datetime
    version: int
    panel_code: str
    panel_name: str
    panel_name_en: str
    panel_version: int
    panel: Panel
    document_kind: str
    document_number: str
    product_kind: str
    branch: str
    branch_en: str
    customer_code: str
    customer_name: str
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    authors: tuple[str, ...]
    sheet: ReviewSheet
    papers: tuple[PaperView, ...]
    rounds: tuple[RoundView, ...]
    questions: tuple[QuestionView, ...]
    plan: tuple[Commitment, ...]
    lead_days: int
    events: tuple[EventView, ...]
    turn: Turn
    hold_reason: str

    @property
    def current(self) -> RoundView:
        """The round under way, or the last one."""
        return self.rounds[-1]

    @property
    def overdue(self) -> bool:
        return any(seat.overdue for seat in self.current.missing)
