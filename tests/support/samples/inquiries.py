"""Inquiries in the states that their routes need; what the demonstration lacks is written here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.inquiring import DRAWING, INSIDE, WANTED
from tests.support.samples.kinds import Area, Kind, Sample
from webapp.models import Inquiry, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.permissions import Permission
from webapp.services.identity.accounts import actor_of
from webapp.services.inquiries import commands


def _inquiries(session: Session, user: User) -> list[Sample]:
    """One in intake first, one in review and a draft among them."""
    user_id = user.id
    there = {one.status for one in _read(session, user)}
    if "draft" not in there:
        commands.save_draft(session, actor_of(session, user), WANTED)
    for status in ("intake", "review"):
        if status not in there:
            _ask(session, session.get_one(User, user_id), files=status == "review")
    return _read(session, session.get_one(User, user_id))


def _read(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(Inquiry.number, Inquiry.status)
        .where(Inquiry.customer_id == user.customer_id)
        .order_by(Inquiry.status != "intake", Inquiry.id)
    )
    return [Sample(number, status) for number, status in rows]


def _ask(session: Session, user: User, *, files: bool) -> None:
    done = commands.submit_inquiry(session, actor_of(session, user), WANTED, [DRAWING])
    if files:
        done = commands.save_inquiry(session, SYSTEM, done.number, done.version, WANTED, INSIDE)
        commands.file_inquiry(session, SYSTEM, done.number, done.version)


AREA = Area(
    (
        Kind(
            "inquiry",
            ("inquiries/<number>",),
            "XJ-20200101-000001",
            _inquiries,
            owned=True,
            right=Permission.INQUIRY_VIEW,
        ),
    ),
    standing={
        "portal_inquiries.edit": "draft",
        "inquiries.edit": "intake",
        "inquiries.file": "intake",
        "inquiries.revise": "review",
    },
)
