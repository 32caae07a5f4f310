"""Notices, announcements and letters."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import NO_ROW, Area, Kind, Sample
from webapp.models import Announcement, Notice, OutgoingMail, User
from webapp.services.core.clock import utc_now


def _notices(session: Session, user: User) -> list[Sample]:
    first = select(Notice.id).where(Notice.user_id == user.id).order_by(Notice.id).limit(1)
    return [Sample(one) for one in session.scalars(first)]


def _announcements(session: Session, user: User) -> list[Sample]:
    """What everybody may read, and a draft."""
    for_all = and_(Announcement.to_customers, Announcement.to_staff)
    rows = session.execute(
        select(Announcement.number, Announcement.status)
        .where(or_(for_all, Announcement.status == "draft"))
        .order_by(Announcement.status != "published", Announcement.id)
    )
    return [Sample(number, status) for number, status in rows]


def _letters(session: Session, user: User) -> list[Sample]:
    """The demo sends no mail, so there is a letter only once somebody asks for one."""
    if session.scalar(select(OutgoingMail.id).limit(1)) is None:
        letter = OutgoingMail(
            message_id="<1@example.com>",
            to_address="somebody@example.com",
            subject="",
            body="",
            made_at=utc_now(),
        )
        session.add(letter)
        session.commit()
    return [Sample(one) for one in session.scalars(select(OutgoingMail.id))]


ANNOUNCEMENT = ("announcements/<number>", "desk/<number>")

AREA = Area(
    (
        Kind("notice", ("notices/<int:notice_id>",), NO_ROW, _notices, owned=True, personal=True),
        Kind("announcement", ANNOUNCEMENT, "GG-20200101-000001", _announcements),
        Kind("letter", ("letters/<int:letter_id>",), NO_ROW, _letters),
    ),
    standing={
        "announcements.edit": "draft",
        "announcements.publish": "draft",
        "announcements.remove": "draft",
    },
)
