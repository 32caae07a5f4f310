"""Filters that a person keeps under a name of his own (a saved filter is one click)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.models import SavedFilter
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, NotFound, Problems
from webapp.services.core.keeping import keep
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.upsert import ensure_row

LONGEST_NAME = 40
LONGEST_QUERY = 1000
MOST_FILTERS = 20
#: Where one stands in a list belongs to no filter.
PLACES = frozenset({"after", "before"})
LIST_KEY = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A kept filter; ``query`` is what follows the question mark."""

    id: int
    name: str
    query: str


def saved_filters(session: Session, actor: Actor, list_key: str) -> tuple[SavedRow, ...]:
    """The person's own filters of a list, by name."""
    return keep(
        session,
        ("kept filters", actor.user_id, list_key),
        lambda: _read_saved(session, actor.user_id, list_key),
    )


def _read_saved(session: Session, user_id: int | None, list_key: str) -> tuple[SavedRow, ...]:
    rows = session.execute(
        select(SavedFilter.id, SavedFilter.name, SavedFilter.query)
        .where(SavedFilter.user_id == user_id, SavedFilter.list_key == list_key)
        .order_by(SavedFilter.name)
    )
    return tuple(SavedRow(*row) for row in rows)


def tidy_query(query: str) -> str:
    """An address's query without empty parts and without the place in the list."""
    parts = parse_qsl(query, keep_blank_values=False, errors="ignore", max_num_fields=None)
    return urlencode([(name, value) for name, value in parts if name not in PLACES])


@command
def save_filter(tx: Tx, list_key: str, name: str, query: str) -> Done:
    """Keeps a filter; one of the same name and list is replaced. Raises RuleBroken at ``name``.

    A choice of the person's own, so it leaves no trail.
    """
    name, query = name.strip(), tidy_query(query)
    _check(tx, list_key, name, query)
    owner = {"user_id": tx.actor.user_id, "list_key": list_key, "name": name}
    ensure_row(tx.session, SavedFilter, owner, query=query, saved_at=tx.now)
    kept = tx.session.scalars(select(SavedFilter).filter_by(**owner)).one()
    kept.query, kept.saved_at = query, tx.now
    return Done(number=name)


def _check(tx: Tx, list_key: str, name: str, query: str) -> None:
    problems = Problems()
    if not LIST_KEY.fullmatch(list_key):
        raise NotFound()
    if not name:
        problems.add("name", N_("Please give the filter a name."))
    if len(name) > LONGEST_NAME:
        problems.add("name", N_("At most %(most)s characters."), most=LONGEST_NAME)
    if not query or len(query) > LONGEST_QUERY:
        problems.add("name", N_("There is no filter here to keep."))
    others = select(func.count()).where(
        SavedFilter.user_id == tx.actor.user_id,
        SavedFilter.list_key == list_key,
        SavedFilter.name != name,
    )
    if tx.session.scalars(others).one() >= MOST_FILTERS:
        problems.add("name", N_("At most %(most)s filters a list."), most=MOST_FILTERS)
    problems.refuse()


@command
def remove_filter(tx: Tx, filter_id: int) -> Done:
    """Forgets one of the person's own filters; another's is as if it were not there."""
    mine = (SavedFilter.id == filter_id) & (SavedFilter.user_id == tx.actor.user_id)
    name = tx.session.scalar(select(SavedFilter.name).where(mine))
    if name is None:
        raise NotFound()
    tx.session.execute(delete(SavedFilter).where(mine))
    return Done(number=name)
