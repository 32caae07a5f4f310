"""Fields of articles that the company made itself: what they take, and how values are kept.

A value is kept as text under its field's code: a number without needless zeros, a day as
2026-08-01. A field that is removed keeps the values that it had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import CustomField
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.parsing import QUANTITY_PLACES, parse_date, parse_quantity
from webapp.services.core.quantities import plain

KINDS = {
    "text": N_("Plain text"),
    "number": N_("Numeric"),
    "day": N_("Day"),
    "choice": N_("Choice"),
}
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field in use; ``choices`` are those of a choice."""

    code: str
    name: str
    name_en: str
    kind: str
    choices: tuple[str, ...]
    shown_to_customers: bool
    version: int


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What an article has in one field."""

    name: str
    name_en: str
    value: str


def list_fields(session: Session) -> tuple[FieldRow, ...]:
    """The fields in use, in their order."""
    statement = (
        select(CustomField)
        .where(CustomField.removed_at.is_(None))
        .order_by(CustomField.position, CustomField.id)
    )
    return tuple(
        FieldRow(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            kind=one.kind,
            choices=tuple(str(choice) for choice in one.choices),
            shown_to_customers=one.shown_to_customers,
            version=one.version,
        )
        for one in session.scalars(statement)
    )


def values_for_customers(session: Session, custom: Mapping[str, Any]) -> tuple[FieldValue, ...]:
    """The values that customers may read, of an article that has any."""
    if not custom:
        return ()
    return tuple(
        FieldValue(one.name, one.name_en, str(custom[one.code]))
        for one in list_fields(session)
        if one.shown_to_customers and custom.get(one.code)
    )


def read_values(
    fields: Mapping[str, FieldRow],
    kept: Mapping[str, Any],
    typed: Mapping[str, str],
    problems: Problems,
) -> dict[str, Any]:
    """The values as they are to be kept; errors stand at ``custom.<code>``."""
    values = dict(kept)
    for code, text in typed.items():
        try:
            value = _read(fields.get(code), text.strip())
        except RuleBroken as refused:
            problems.take(f"custom.{code}", refused)
            continue
        values.pop(code, None)
        if value:
            values[code] = value
    return values


def _read(field: FieldRow | None, text: str) -> str:
    """Raises RuleBroken for what the field does not take."""
    if field is None:
        raise RuleBroken(N_("There is no such field."))
    if not text:
        return ""
    if field.kind == "number":
        return plain(parse_quantity(text, QUANTITY_PLACES, allow_negative=True))
    if field.kind == "day":
        return parse_date(text).isoformat()
    if field.kind == "choice" and text not in field.choices:
        raise RuleBroken(N_("This choice does not exist."))
    if len(text) > LONGEST_VALUE:
        raise RuleBroken(N_("At most %(most)s characters."), most=LONGEST_VALUE)
    return text
