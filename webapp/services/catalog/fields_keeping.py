"""Keeping the company's own fields of articles: made, changed, ordered, removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from webapp.models import CustomField
from webapp.services.catalog.fields import KINDS, LONGEST_VALUE
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, Problems
from webapp.services.core.naming import Named, check_names, tidy_names
from webapp.services.core.permissions import Permission
from webapp.services.core.sequences import moved
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique

CHANGED = N_("Somebody changed this field meanwhile. Nothing was done.")
TAKEN = N_("There is a field with this code already, or there was one.")
LONGEST_CODE = 20
MOST_FIELDS = 30
MOST_CHOICES = 50


@dataclass(frozen=True, slots=True)
class FieldInput:
    """A field; ``choices`` only for a choice, whose kept values they need not cover."""

    name: str
    name_en: str = ""
    choices: Sequence[str] = ()
    shown_to_customers: bool = False


@command
def add_field(tx: Tx, code: str, kind: str, given: FieldInput) -> Done:
    """Makes a field behind the others; its kind is for good. Raises RuleBroken, Forbidden."""
    there = _lock_fields(tx)
    problems = Problems()
    if not code.isascii() or not code.isalnum() or len(code) > LONGEST_CODE:
        problems.add("code", N_("A code has up to %(most)s letters and digits."), most=LONGEST_CODE)
    if code.lower() in (one.code.lower() for one in there):
        problems.add("code", TAKEN)
    if kind not in KINDS:
        problems.add("kind", N_("This choice does not exist."))
    if sum(one.removed_at is None for one in there) >= MOST_FIELDS:
        problems.add("", N_("At most %(most)s fields."), most=MOST_FIELDS)
    _check(given, kind, problems)
    problems.refuse()
    field = CustomField(
        code=code,
        kind=kind,
        position=max((one.position for one in there), default=-1) + 1,
        version=1,
        trail_length=0,
        trail_head="",
    )
    _fill(field, given)
    with unique(tx, "code", TAKEN):
        tx.session.add(field)
    tx.record(field, "FieldAdded", {"after": {"kind": kind, **_state(field)}})
    return Done(code, version=field.version)


@command
def change_field(tx: Tx, code: str, version: int, given: FieldInput) -> Done:
    """Changes names, choices, and whether customers read it; values that articles have stay.

    Raises RuleBroken, Conflict, NotFound, Forbidden.
    """
    field = _find(_lock_fields(tx), code, version)
    problems = Problems()
    _check(given, field.kind, problems)
    problems.refuse()
    before = _state(field)
    _fill(field, given)
    if data := changes_between(before, _state(field)):
        field.version += 1
        tx.record(field, "FieldChanged", data)
    return Done(code, version=field.version)


@command
def order_field(tx: Tx, code: str, version: int, way: str) -> Done:
    """Moves a field one place ``earlier`` or ``later``. Raises RuleBroken, Conflict, NotFound."""
    there = _lock_fields(tx)
    field = _find(there, code, version)
    in_use = [one for one in there if one.removed_at is None]
    in_order = moved(in_use, field, way)
    for position, one in enumerate(in_order):
        one.position = position
    field.version += 1
    tx.record(field, "FieldOrdered", {"position": str(in_order.index(field) + 1)})
    return Done(code, version=field.version)


@command
def retire_field(tx: Tx, code: str, version: int) -> Done:
    """Takes a field out of use; articles keep the values that they have in it.

    Raises Conflict, NotFound, Forbidden.
    """
    field = _find(_lock_fields(tx), code, version)
    field.removed_at = tx.now
    field.version += 1
    tx.record(field, "FieldRetired", {})
    return Done(code, version=field.version)


def _lock_fields(tx: Tx) -> list[CustomField]:
    tx.actor.require(Permission.PRODUCT_MANAGE)
    statement = select(CustomField).order_by(CustomField.position, CustomField.id)
    return list(tx.session.scalars(statement.with_for_update()))


def _find(there: Sequence[CustomField], code: str, version: int) -> CustomField:
    field = next((one for one in there if one.code == code and one.removed_at is None), None)
    if field is None:
        raise NotFound()
    if field.version != version:
        raise Conflict(CHANGED)
    return field


def _check(given: FieldInput, kind: str, problems: Problems) -> None:
    tidy_names(Named(given.name, given.name_en), problems)
    if kind != "choice":
        return
    if not 1 <= len(given.choices) <= MOST_CHOICES:
        problems.add("choices", N_("A choice has 1 to %(most)s entries."), most=MOST_CHOICES)
    if any(len(one) > LONGEST_VALUE for one in given.choices):
        problems.add("choices", N_("At most %(most)s characters."), most=LONGEST_VALUE)
    if len(set(given.choices)) < len(given.choices):
        problems.add("choices", N_("An entry is there twice."))


def _fill(field: CustomField, given: FieldInput) -> None:
    names = check_names(Named(given.name, given.name_en))
    field.name, field.name_en = names.name, names.name_en
    field.choices = list(given.choices) if field.kind == "choice" else []
    field.shown_to_customers = given.shown_to_customers


def _state(field: CustomField) -> dict[str, Any]:
    return {
        "name": field.name,
        "name_en": field.name_en,
        "choices": list(field.choices),
        "shown_to_customers": field.shown_to_customers,
    }
