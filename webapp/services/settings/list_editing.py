"""Keeping the company's own lists: entries added, renamed, put in order, and taken off (K4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ChoiceItem, Customer, CustomerEvaluation, User
from webapp.services.core.actor import Actor
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.naming import Named, check_code, check_names
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.reviews.panel_naming import check_unnamed
from webapp.services.settings.lists import CHANNEL, GRADE, LISTS, MARKET_POSITION, POST

TAKEN = N_("This code is taken.")
#: What refers to the entries of each list by their codes.
USED_BY: Mapping[str, tuple[Any, ...]] = {
    GRADE: (Customer.grade, CustomerEvaluation.grade),
    CHANNEL: (Customer.channel,),
    MARKET_POSITION: (Customer.market_position,),
    POST: (User.post,),
}


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """An entry of a list, in its order."""

    list_key: str
    code: str
    name: str
    name_en: str
    version: int


@command
def add_choice(tx: Tx, list_key: str, code: str, names: Named) -> Done:
    """Adds an entry at the end; one that was taken off comes back under its code.

    Raises Forbidden, NotFound for no list, RuleBroken at its fields.
    """
    there = _lock(tx, list_key)
    names, code = check_names(names), check_code(code)
    known = next((one for one in there if one.code == code), None)
    if known is not None and known.removed_at is None:
        raise RuleBroken(TAKEN, "code")
    entry = known or ChoiceItem(
        list_key=list_key, code=code, version=0, trail_length=0, trail_head=""
    )
    entry.name, entry.name_en, entry.removed_at = names.name, names.name_en, None
    entry.position = max((one.position for one in there), default=0) + 1
    entry.version += 1
    with unique(tx, "code", TAKEN):
        tx.session.add(entry)
    tx.record(entry, "ListEntryAdded", {"list": list_key, "after": {"name": names.name}})
    return Done(code, version=entry.version)


@command
def rename_choice(tx: Tx, list_key: str, code: str, version: int, names: Named) -> Done:
    """Gives an entry other names; its code stays. Raises NotFound, Conflict, RuleBroken."""
    entry = _find(_lock(tx, list_key), code, version)
    names = check_names(names)
    changes = changes_between(
        {"name": entry.name, "name_en": entry.name_en},
        {"name": names.name, "name_en": names.name_en},
    )
    if changes:
        entry.name, entry.name_en = names.name, names.name_en
        entry.version += 1
        tx.record(entry, "ListEntryRenamed", {"list": list_key, **changes})
    return Done(code, version=entry.version)


@command
def raise_choice(tx: Tx, list_key: str, code: str, version: int) -> Done:
    """Moves an entry one place up; the first one stays. Raises NotFound, Conflict."""
    there = [one for one in _lock(tx, list_key) if one.removed_at is None]
    entry = _find(there, code, version)
    place = there.index(entry)
    if place:
        there[place - 1 : place + 1] = [entry, there[place - 1]]
        for position, one in enumerate(there):
            one.position = position
        entry.version += 1
        data = {"list": list_key, "before": {"place": place + 1}, "after": {"place": place}}
        tx.record(entry, "ListEntryMoved", data)
    return Done(code, version=entry.version)


@command
def remove_choice(tx: Tx, list_key: str, code: str, version: int) -> Done:
    """Takes an entry off that nobody has. Raises RuleBroken while somebody has it, or a panel
    names the post."""
    entry = _find(_lock(tx, list_key), code, version)
    used = (select(column).where(column == code).limit(1) for column in USED_BY[list_key])
    if any(tx.session.scalar(one) is not None for one in used):
        raise RuleBroken(N_("%(name)s is still used."), name=entry.name, name_en=entry.name_en)
    if list_key == POST:
        check_unnamed(tx, post=code)
    entry.removed_at = tx.now
    entry.version += 1
    tx.record(entry, "ListEntryRemoved", {"list": list_key, "before": {"name": entry.name}})
    return Done(code)


def may_keep(actor: Actor, list_key: str) -> bool:
    """Who grades customers keeps their lists; leading posts are kept with the staff."""
    grades = list_key != POST and actor.may(Permission.CUSTOMER_GRADE)
    return grades or actor.may(Permission.SYSTEM_MANAGE)


def list_choices(session: Session) -> dict[str, list[ChoiceRow]]:
    """All lists with their entries in use, in order."""
    found: dict[str, list[ChoiceRow]] = {key: [] for key in LISTS}
    rows = session.execute(
        select(
            ChoiceItem.list_key,
            ChoiceItem.code,
            ChoiceItem.name,
            ChoiceItem.name_en,
            ChoiceItem.version,
        )
        .where(ChoiceItem.removed_at.is_(None), ChoiceItem.list_key.in_(LISTS))
        .order_by(ChoiceItem.position, ChoiceItem.id)
    )
    for row in rows:
        found[row.list_key].append(ChoiceRow(*row))
    return found


def _lock(tx: Tx, list_key: str) -> Sequence[ChoiceItem]:
    """A list whole and in order; raises NotFound, Forbidden for whoever does not keep it."""
    if list_key not in LISTS:
        raise NotFound()
    if not may_keep(tx.actor, list_key):
        raise Forbidden()
    return tx.session.scalars(
        select(ChoiceItem)
        .where(ChoiceItem.list_key == list_key)
        .order_by(ChoiceItem.position, ChoiceItem.id)
        .with_for_update()
    ).all()


def _find(there: Sequence[ChoiceItem], code: str, version: int) -> ChoiceItem:
    entry = next((one for one in there if one.code == code and one.removed_at is None), None)
    if entry is None:
        raise NotFound()
    if entry.version != version:
        raise Conflict(N_("Somebody changed this list meanwhile. Nothing was done."))
    return entry
