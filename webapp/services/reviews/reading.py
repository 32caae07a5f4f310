"""Reading one review for its page, in a number of queries that depends neither on its rounds nor
on its seats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Attachment,
    Branch,
    Customer,
    FileContent,
    Opinion,
    PanelSetting,
    PanelVersion,
    Review,
    ReviewQuestion,
    StoredFile,
    SupervisionWatch,
)
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.rows import row_of
from webapp.services.documents.holds import hold_of
from webapp.services.documents.reading import paper_view, read_events
from webapp.services.documents.views import PaperView
from webapp.services.files.queries import LONGEST_TOKEN, FileToSend, to_send
from webapp.services.reviews import views
from webapp.services.reviews.commands import OPINION
from webapp.services.reviews.commitments import lead_days, plan_of
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.reach import reads_reviews
from webapp.services.reviews.round_reading import Spoken, read_names, read_spoken, round_views
from webapp.services.reviews.saved_panels import saved_panel
from webapp.services.reviews.sheets import ReviewSheet
from webapp.services.reviews.turns import turn_of


def get_review(session: Session, actor: Actor, number: str, now: datetime) -> views.ReviewView:
    """The review under this number as this reader finds it. Raises NotFound when there is none
    that he may read."""
    day = company_day(now)
    row = session.execute(_head(actor, number, day)).first()
    if row is None:
        raise NotFound()
    review: Review = row.Review
    saved = saved_panel(row.PanelVersion, row.PanelSetting)
    spoken = read_spoken(session, review.id, day)
    sheet = _sheet(session, review, spoken)
    questions = _read_questions(session, review.id)
    names = read_names(session, {*spoken.people(), *_askers(questions), review.created_by_id})
    papers = _papers(session, review.id, sheet)
    rounds = round_views(spoken, saved.panel, names, papers, now)
    hold_reason = row.hold_reason or _hold_of_case(session, review)
    turn = turn_of(session, actor, review, saved.panel, spoken, day, is_held=bool(hold_reason))
    committed = _committed(rounds[-1])
    return row_of(
        views.ReviewView,
        review,
        panel_code=saved.code,
        panel_name=saved.name,
        panel_name_en=saved.name_en,
        panel_version=saved.number,
        panel=saved.panel,
        branch=row.Branch.name,
        branch_en=row.Branch.name_en,
        customer_code=row.customer_code,
        customer_name=row.customer_name,
        created_by=names.get(review.created_by_id or 0, ""),
        authors=tuple(names[one] for one in spoken.authors if one in names),
        sheet=sheet,
        papers=_of_document(papers, sheet),
        rounds=rounds,
        questions=tuple(_question(one, spoken, names) for one in questions),
        plan=plan_of(saved.panel, committed),
        lead_days=lead_days(saved.panel, committed),
        events=read_events(session, actor, Review.__tablename__, review.id, ()),
        turn=turn,
        hold_reason=hold_reason,
    )


def find_review_paper(
    session: Session, actor: Actor, number: str, token: str, day: date
) -> FileToSend | None:
    """A paper that lies before the review: of the document or of an opinion. Who judges a case
    may read all of it, whatever else he may not open."""
    review = session.scalars(
        select(Review).where(Review.number == number[:LONGEST_NUMBER], reads_reviews(actor, day))
    ).first()
    if review is None:
        return None
    spoken = read_spoken(session, review.id, day)
    sheet = _sheet(session, review, spoken)
    statement = (
        select(StoredFile, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(StoredFile.token == token[:LONGEST_TOKEN], _lies_before(review.id, sheet))
    )
    return to_send(session.execute(statement.limit(1)).first())


def _head(actor: Actor, number: str, day: date) -> Select[*tuple[Any, ...]]:
    held = and_(
        SupervisionWatch.document_kind == Review.document_kind,
        SupervisionWatch.document_id == Review.document_id,
        SupervisionWatch.held_at.is_not(None),
    )
    return (
        select(
            Review,
            PanelVersion,
            PanelSetting,
            Branch,
            Customer.code.label("customer_code"),
            Customer.name.label("customer_name"),
            SupervisionWatch.hold_reason,
        )
        .join(PanelVersion, PanelVersion.id == Review.panel_version_id)
        .join(PanelSetting, PanelSetting.id == Review.panel_id)
        .join(Branch, Branch.id == Review.branch_id)
        .join(Customer, Customer.id == Review.customer_id)
        .outerjoin(SupervisionWatch, held)
        .where(Review.number == number[:LONGEST_NUMBER], reads_reviews(actor, day))
    )


def _hold_of_case(session: Session, review: Review) -> str:
    """Why the case is on hold that a document such as an exception is part of."""
    kind = get_kind(review.document_kind)
    hold = hold_of(session, *kind.held_as(session, review.document_id)) if kind.case else None
    return hold.reason if hold else ""


def _sheet(session: Session, review: Review, spoken: Spoken) -> ReviewSheet:
    version = spoken.rounds[-1].document_version
    return get_kind(review.document_kind).sheet(session, review.document_id, version)


def _lies_before(review_id: int, sheet: ReviewSheet) -> Any:
    """Filter on ``Attachment``: papers of the document and of the review's opinions."""
    opinions = select(Opinion.id).where(Opinion.review_id == review_id)
    of_document = [
        and_(Attachment.document_kind == kind, Attachment.document_id == document_id)
        for kind, document_id in sheet.papers_of
    ]
    said = and_(Attachment.document_kind == OPINION, Attachment.document_id.in_(opinions))
    return or_(said, *of_document)


def _papers(
    session: Session, review_id: int, sheet: ReviewSheet
) -> dict[tuple[str, int], tuple[PaperView, ...]]:
    """All papers before the review by their holder."""
    found: dict[tuple[str, int], tuple[PaperView, ...]] = {}
    rows = session.execute(
        select(Attachment, StoredFile)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(_lies_before(review_id, sheet))
        .order_by(Attachment.id)
    )
    for attachment, file in rows:
        holder = (attachment.document_kind, attachment.document_id)
        found[holder] = (*found.get(holder, ()), paper_view(attachment, file))
    return found


def _of_document(
    papers: Mapping[tuple[str, int], tuple[PaperView, ...]], sheet: ReviewSheet
) -> tuple[PaperView, ...]:
    return tuple(paper for holder in sheet.papers_of for paper in papers.get(holder, ()))


def _read_questions(session: Session, review_id: int) -> list[ReviewQuestion]:
    statement = select(ReviewQuestion).where(ReviewQuestion.review_id == review_id)
    return list(session.scalars(statement.order_by(ReviewQuestion.id)))


def _askers(questions: list[ReviewQuestion]) -> set[int | None]:
    return {person for one in questions for person in (one.asked_by_id, one.answered_by_id)}


def _question(
    question: ReviewQuestion, spoken: Spoken, names: Mapping[int, str]
) -> views.QuestionView:
    return row_of(
        views.QuestionView,
        question,
        round_number=spoken.number_of(question.round_id),
        asked_by=names.get(question.asked_by_id, ""),
        answered_by=names.get(question.answered_by_id or 0, ""),
    )


def _committed(round_: views.RoundView) -> dict[str, int]:
    """The days that departments stand by in this round."""
    return {
        seat.key: seat.opinion.committed_days
        for seat in round_.opinion_seats
        if seat.opinion is not None and seat.opinion.committed_days is not None
    }
