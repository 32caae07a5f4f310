"""Lists, their kept filters, and long work."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import NO_ROW, NO_TOKEN, Area, Kind, Sample, always
from webapp.models import SavedFilter, Task, User
from webapp.services.core.transaction import writing
from webapp.services.identity.accounts import actor_of
from webapp.services.lists.saved import save_filter
from webapp.services.tasks.adding import add_task


def _kept_filters(session: Session, user: User) -> list[Sample]:
    mine = select(SavedFilter.id).where(SavedFilter.user_id == user.id)
    if session.scalar(mine) is None:
        save_filter(session, actor_of(session, user), "orders", "华东", "q=a")
    return [Sample(one) for one in session.scalars(mine)]


def _tasks(session: Session, user: User) -> list[Sample]:
    mine = select(Task.token).where(Task.user_id == user.id)
    if session.scalar(mine) is None:
        with writing(session, actor_of(session, user)) as tx:
            add_task(tx, "export", {"list": "orders", "args": {}}, "zh-CN")
    return [Sample(one) for one in session.scalars(mine)]


AREA = Area(
    (
        Kind("list", ("lists/<list_key>",), "nothing", always("orders")),
        Kind("kept_filter", ("filters/<int:filter_id>",), NO_ROW, _kept_filters, personal=True),
        Kind("task", ("tasks/<token>",), NO_TOKEN, _tasks, personal=True),
    )
)
