"""What the worker does by itself, and how often."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.identity.cleaning import clean_up
from webapp.services.mail.commands import forget_letters
from webapp.services.quotations.lapsing import tell_of_lapsing_offers
from webapp.services.reviews.reminding import escalate_seats, remind_of_seats
from webapp.services.schedules.running import Job
from webapp.services.shipping.reminders import remind_of_receipts
from webapp.services.tasks.commands import forget_tasks
from webapp.services.trail.sealing import seal_trail


def all_jobs(seals: Path, session_age: timedelta) -> list[Job]:
    """The jobs of this installation; ``seals`` is the folder that the trail's seals are written
    to, ``session_age`` how long a session may live at most."""

    def seal(session: Session) -> str:
        return _counted(seal_trail(session, seals), "events sealed")

    def remind(session: Session) -> str:
        return _counted(remind_of_receipts(session), "customers reminded of a receipt")

    def urge(session: Session) -> str:
        count = remind_of_seats(session) + escalate_seats(session)
        return _counted(count, "overdue seats of reviews told of")

    def tell_of_lapsing(session: Session) -> str:
        return _counted(tell_of_lapsing_offers(session), "offers said to lapse soon")

    def clean(session: Session) -> str:
        with writing(session, SYSTEM) as tx:
            forgotten = forget_tasks(tx) + forget_letters(tx)
        removed = clean_up(session, session_age) + forgotten
        return _counted(removed, "rows of ended sessions, forms, tasks and letters removed")

    return [
        Job("seal_trail", timedelta(minutes=5), seal),
        Job("remind_of_receipts", timedelta(hours=1), remind),
        Job("remind_of_seats", timedelta(minutes=15), urge),
        Job("tell_of_lapsing_offers", timedelta(hours=1), tell_of_lapsing),
        Job("clean_up", timedelta(days=1), clean),
    ]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count else ""
