"""Reviews: panels as versioned data, rounds with their seats, opinions, rulings, and stand-ins."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Money
from webapp.models.base import Base, Trailed

OPEN = text("status != 'closed'")
WAITING = text("status = 'waiting'")
WATCHED = text("ended_at IS NULL")


class PanelSetting(Trailed, Base):
    """A panel of the company; its seats and rulings stand in its versions."""

    __tablename__ = "panel_setting"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    #: The kind of document that it judges.
    stage: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    is_on: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class PanelVersion(Base):
    """One saved state of a panel; never changed after it is stored."""

    __tablename__ = "panel_version"
    __table_args__ = (UniqueConstraint("setting_id", "number"),)

    setting_id: Mapped[int] = mapped_column(ForeignKey("panel_setting.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Review(Trailed, Base):
    """What one panel says about one document, round after round (B3, B5)."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("document_kind", "document_id", "panel_id"),
        CheckConstraint(
            "status IN ('convening', 'opinions', 'ruling', 'appeal', 'closed')", name="status"
        ),
        CheckConstraint(
            "outcome IN ('', 'accepted', 'not_acceptable', 'sent_back', 'withdrawn')",
            name="outcome",
        ),
        CheckConstraint("(status = 'closed') = (outcome != '')", name="closed"),
        Index("ix_review_open", "status", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index(None, "customer_id", "id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    document_kind: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[int]
    document_number: Mapped[str] = mapped_column(String(60))
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel_setting.id"))
    panel_version_id: Mapped[int] = mapped_column(ForeignKey("panel_version.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    product_kind: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(16), default="")
    #: Number of the round under way or last ended; 0 before it is convened.
    round_number: Mapped[int] = mapped_column(default=1)
    #: Place in the panel's rulings that it waits for.
    level: Mapped[int] = mapped_column(default=0)
    status_since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]


class ReviewAuthor(Base):
    """Somebody who wrote what is reviewed, in any version: he judges none of it."""

    __tablename__ = "review_author"
    __table_args__ = (UniqueConstraint("review_id", "user_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)


class ReviewRound(Base):
    """One round over one version of the document; ``inputs`` are fingerprints of what seats
    judge, by the name of the input."""

    __tablename__ = "review_round"
    __table_args__ = (
        UniqueConstraint("review_id", "number"),
        CheckConstraint(
            "result IN ('', 'acceptable', 'not_acceptable', 'superseded')", name="result"
        ),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    document_version: Mapped[int]
    inputs: Mapped[dict[str, Any]]
    changed: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(String(500), default="")
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    convened_at: Mapped[datetime | None]
    convened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    result: Mapped[str] = mapped_column(String(16), default="")
    ended_at: Mapped[datetime | None]
    appeal_grounds: Mapped[str] = mapped_column(String(2000), default="")
    appealed_at: Mapped[datetime | None]
    appealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ReviewSeat(Base):
    """Somebody's turn in a round: to convene, to judge, or to rule; by where people work."""

    __tablename__ = "review_seat"
    __table_args__ = (
        UniqueConstraint("round_id", "kind", "key"),
        CheckConstraint("kind IN ('convene', 'opinion', 'ruling', 'appeal')", name="kind"),
        CheckConstraint("status IN ('waiting', 'given', 'carried', 'dropped')", name="status"),
        CheckConstraint("department_id IS NOT NULL OR post != ''", name="holder"),
        Index(
            "ix_review_seat_waiting",
            "branch_id",
            "department_id",
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
        Index(
            "ix_review_seat_due",
            "due_at",
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
        Index(None, "review_id"),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    post: Mapped[str] = mapped_column(String(20), default="")
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    #: The opinion that stands in this seat, of this round or carried over from an earlier one.
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinion.id"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]


class Opinion(Base):
    """What a department said in its seat; never changed. ``answers`` by the question's key."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("round_id", "seat_key"),
        UniqueConstraint("round_id", "given_by_id"),
        CheckConstraint("verdict IN ('agree', 'conditional', 'disagree')", name="verdict"),
        CheckConstraint("committed_days IS NULL OR committed_days >= 0", name="committed_days"),
        Index(None, "review_id", "given_by_id"),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    seat_key: Mapped[str] = mapped_column(String(20))
    verdict: Mapped[str] = mapped_column(String(12))
    answers: Mapped[dict[str, Any]]
    conditions: Mapped[str] = mapped_column(String(1000), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    #: Days that the department needs for its part (L4).
    committed_days: Mapped[int | None]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    #: Whom he stood in for.
    for_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Ruling(Base):
    """A single decision above the panel (B6, B7); never changed."""

    __tablename__ = "ruling"
    __table_args__ = (
        UniqueConstraint("round_id", "is_appeal", "key"),
        CheckConstraint("decision IN ('approved', 'refused', 'confirmed')", name="decision"),
        Index(None, "review_id"),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    key: Mapped[str] = mapped_column(String(20))
    is_appeal: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(2000), default="")
    ruled_at: Mapped[datetime]
    ruled_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ReviewQuestion(Base):
    """A question or remark of somebody in the review to the author, and the answer to it."""

    __tablename__ = "review_question"
    __table_args__ = (Index(None, "review_id", "id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    seat_key: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(String(1000))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class StandIn(Trailed, Base):
    """From ``first_day`` to ``last_day``, both included, one person sits in another's seats."""

    __tablename__ = "stand_in"
    __table_args__ = (
        CheckConstraint("user_id != deputy_id", name="deputy"),
        CheckConstraint("first_day <= last_day", name="days"),
        Index(None, "deputy_id", "last_day"),
        Index(None, "user_id", "last_day"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class SupervisionWatch(Trailed, Base):
    """A large case under supervision from start to end (L2), and whether it is on hold."""

    __tablename__ = "supervision_watch"
    __table_args__ = (
        UniqueConstraint("document_kind", "document_id"),
        Index(None, "leader_id"),
        Index(
            "ix_supervision_watch_open",
            "id",
            postgresql_where=WATCHED,
            sqlite_where=WATCHED,
        ),
    )

    document_kind: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[int]
    document_number: Mapped[str] = mapped_column(String(60))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    #: The watch that the case began with; None for that one itself.
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("supervision_watch.id"))
    #: CNY, what put it under supervision.
    amount: Mapped[Decimal] = mapped_column(Money)
    since: Mapped[datetime]
    held_at: Mapped[datetime | None]
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    hold_reason: Mapped[str] = mapped_column(String(500), default="")
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
