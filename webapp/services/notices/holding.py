"""Who may have the files of an announcement: whoever may read it, and who manages them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, true

from webapp.models import Announcement, Attachment
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.notices.audience import is_for


def papers_in_reach(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``Attachment`` for files of announcements that this person may read."""
    manages = actor.is_company and actor.may(Permission.NOTICE_MANAGE)
    readable = true() if manages else is_for(actor)
    return exists().where(Announcement.id == Attachment.document_id, readable).correlate(Attachment)
