"""Stand-ins: for some days one person sits in another's seats (B17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.models import StandIn, User
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, Conflict, Forbidden, NotFound, Problems
from webapp.services.core.parsing import LARGEST_ID
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command

LONGEST = timedelta(days=366)
LONGEST_REASON = 200
MOST_SHOWN = 200
CURRENT, COMING, PAST = "current", "coming", "past"
STANDINGS = {CURRENT: N_("Now"), COMING: N_("Coming"), PAST: N_("Past")}


@dataclass(frozen=True, slots=True)
class StandInInput:
    """Who stands in, from the first to the last day, both included. ``user_name`` is whose seats
    they are, '' for one's own."""

    deputy: str
    first_day: date | None
    last_day: date | None
    reason: str = ""
    user_name: str = ""


@dataclass(frozen=True, slots=True)
class StandInRow:
    """One appointment; ``standing`` is one of STANDINGS, ``may_end`` whether this reader may."""

    id: int
    user_name: str
    name: str
    deputy: str
    deputy_name: str
    first_day: date
    last_day: date
    reason: str
    ended_on: date | None
    standing: str
    version: int
    may_end: bool


@command
def name_stand_in(tx: Tx, given: StandInInput) -> Done:
    """Names who sits in one's seats while one is away; for others with REVIEW_MANAGE.

    Raises Forbidden, RuleBroken at its fields: nobody stands in for himself, and two never for
    one person on the same day.
    """
    absent = _lock_absent(tx, given.user_name)
    problems = Problems()
    deputy = _deputy(tx, given.deputy, absent, problems)
    _check_days(tx, given, absent, problems)
    reason = given.reason.strip()
    if len(reason) > LONGEST_REASON:
        problems.add("reason", N_("At most %(most)s characters."), most=LONGEST_REASON)
    problems.refuse()
    row = StandIn(
        user_id=absent.id,
        deputy_id=deputy.id if deputy else 0,
        first_day=given.first_day,
        last_day=given.last_day,
        reason=reason,
        version=1,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(row)
    days = _days(row)
    data = {"for": absent.user_name, "deputy": given.deputy, **days}
    tx.record(row, "StandInNamed", data, reason=reason)
    _tell(tx, row, "StandInNamed", absent)
    return Done(str(row.id), "named", row.version)


@command
def end_stand_in(tx: Tx, stand_in_id: int, version: int) -> Done:
    """Ends an appointment before its last day; what was said in the other's seats stays.

    Raises NotFound, Forbidden for anybody but who is away and REVIEW_MANAGE, Conflict when it is
    over or changed meanwhile.
    """
    row = tx.session.scalar(
        select(StandIn).where(StandIn.id == min(stand_in_id, LARGEST_ID)).with_for_update()
    )
    if row is None:
        raise NotFound()
    if row.user_id != tx.actor.user_id and not tx.actor.may(Permission.REVIEW_MANAGE):
        raise Forbidden()
    if row.version != version or row.ended_at is not None or row.last_day < tx.today:
        raise Conflict(N_("This is over already. Nothing was changed."))
    absent = tx.session.get_one(User, row.user_id)
    row.ended_at = tx.now
    row.version += 1
    tx.record(row, "StandInEnded", {"for": absent.user_name, **_days(row)})
    _tell(tx, row, "StandInEnded", absent)
    return Done(str(row.id), "ended", row.version)


def list_stand_ins(session: Session, actor: Actor, today: date) -> list[StandInRow]:
    """Appointments for and by this person, everybody's with REVIEW_MANAGE: those of today, those
    to come, then the latest past ones. Raises Forbidden for customers."""
    if actor.user_id is None or not actor.is_company:
        raise Forbidden()
    absent, deputy = aliased(User), aliased(User)
    statement = (
        select(StandIn, absent.user_name, absent.name, deputy.user_name, deputy.name)
        .join(absent, absent.id == StandIn.user_id)
        .join(deputy, deputy.id == StandIn.deputy_id)
        .order_by(StandIn.last_day.desc(), StandIn.id.desc())
        .limit(MOST_SHOWN)
    )
    manages = actor.may(Permission.REVIEW_MANAGE)
    if not manages:
        mine = (StandIn.user_id == actor.user_id) | (StandIn.deputy_id == actor.user_id)
        statement = statement.where(mine)
    rows = [
        _row(row, today, may_end=manages or row[0].user_id == actor.user_id)
        for row in session.execute(statement)
    ]
    order = list(STANDINGS)
    return sorted(rows, key=lambda one: order.index(one.standing))


def own_stand_ins(session: Session, actor: Actor, today: date) -> list[StandInRow]:
    """Those of today and to come, in which this person is away or stands in."""
    rows = list_stand_ins(session, actor, today)
    return [
        row
        for row in rows
        if row.standing != PAST and actor.user_name in (row.user_name, row.deputy)
    ]


def possible_people(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """User name and name of everybody of the company whose account is enabled, by name."""
    if not actor.is_company:
        raise Forbidden()
    rows = session.execute(
        select(User.user_name, User.name)
        .where(User.kind == "company", User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    )
    return [(user_name, name) for user_name, name in rows]


def _lock_absent(tx: Tx, user_name: str) -> User:
    """Whose seats they are, locked: appointments of one person are made one after the other."""
    if tx.actor.user_id is None or not tx.actor.is_company:
        raise Forbidden()
    mine = select(User).where(User.id == tx.actor.user_id)
    named = select(User).where(User.user_name == user_name[:60], User.kind == "company")
    user = tx.session.scalar((named if user_name else mine).with_for_update())
    if user is None:
        raise NotFound()
    if user.id != tx.actor.user_id:
        tx.actor.require(Permission.REVIEW_MANAGE)
    return user


def _deputy(tx: Tx, user_name: str, absent: User, problems: Problems) -> User | None:
    deputy = tx.session.scalar(
        select(User).where(
            User.user_name == user_name[:60], User.kind == "company", User.disabled_at.is_(None)
        )
    )
    if deputy is None:
        problems.add("deputy", N_("This choice does not exist."))
    elif deputy.id == absent.id:
        problems.add("deputy", N_("Nobody stands in for himself."))
    return deputy


def _check_days(tx: Tx, given: StandInInput, absent: User, problems: Problems) -> None:
    first, last = given.first_day, given.last_day
    for field, value in (("first_day", first), ("last_day", last)):
        if value is None:
            problems.add(field, N_("Please fill this in."))
    if first is None or last is None:
        return
    if last < first:
        problems.add("last_day", N_("The last day is before the first one."))
    elif last < tx.today:
        problems.add("last_day", N_("These days are past."))
    elif last - first > LONGEST:
        problems.add("last_day", N_("At most a year at once."))
    there = _overlapping(tx, absent.id, first, last)
    if there is not None:
        text = N_("%(name)s stands in from %(first)s to %(last)s already.")
        days = {"first": there[1].isoformat(), "last": there[2].isoformat()}
        problems.add("first_day", text, name=there[0], **days)


def _overlapping(tx: Tx, user_id: int, first: date, last: date) -> Any:
    return tx.session.execute(
        select(User.name, StandIn.first_day, StandIn.last_day)
        .join(User, User.id == StandIn.deputy_id)
        .where(
            StandIn.user_id == user_id,
            StandIn.ended_at.is_(None),
            StandIn.first_day <= last,
            StandIn.last_day >= first,
        )
        .limit(1)
    ).first()


def _days(row: StandIn) -> dict[str, str]:
    return {"first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat()}


def _tell(tx: Tx, row: StandIn, name: str, absent: User) -> None:
    """The deputy is told, and who is away when another named or ended it."""
    deputy = tx.session.get_one(User, row.deputy_id)
    days = {"first": row.first_day.isoformat(), "last": row.last_day.isoformat()}
    told = ((deputy, absent, name), (absent, deputy, f"{name}ForYou"))
    for reader, who, event in told:
        params = {"who": who.name, **days}
        tx.notify(reader.id, event, params, kind="stand_in", number=absent.user_name)


def _row(found: Any, today: date, *, may_end: bool) -> StandInRow:
    row, user_name, name, deputy, deputy_name = found
    ended_on = company_day(row.ended_at) if row.ended_at else None
    if ended_on is not None or row.last_day < today:
        standing = PAST
    else:
        standing = CURRENT if row.first_day <= today else COMING
    return StandInRow(
        id=row.id,
        user_name=user_name,
        name=name,
        deputy=deputy,
        deputy_name=deputy_name,
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
        ended_on=ended_on,
        standing=standing,
        version=row.version,
        may_end=may_end and standing != PAST,
    )
