"""Words of the lists that the company keeps itself, in the reader's language (K4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g

from webapp.services.settings import lists
from webapp.services.settings.list_editing import ChoiceRow, list_choices
from webapp.web.context import db
from webapp.web.language import is_chinese
from webapp.web.templating import named

#: By the field of a file of a customer or a person: the list that its codes are from.
LIST_OF_FIELD = {
    "grade": lists.GRADE,
    "channel": lists.CHANNEL,
    "market_position": lists.MARKET_POSITION,
    "post": lists.POST,
}


def entries_of(field: str) -> list[ChoiceRow]:
    """The entries that a field may have, read once a request."""
    if "choice_lists" not in g:
        g.choice_lists = list_choices(db())
    found: list[ChoiceRow] = g.choice_lists[LIST_OF_FIELD[field]]
    return found


def listed(field: str, code: str) -> str:
    """The name of an entry; the code itself for one that was taken off."""
    found = next((one for one in entries_of(field) if one.code == code), None)
    if found is None:
        return code
    return found.name if is_chinese() else found.name_en


def list_options(field: str, kept: str = "") -> list[tuple[str, str]]:
    """Pairs for a select; what is ``kept`` in a file though it was taken off stays one of them."""
    options = [(one.code, listed(field, one.code)) for one in entries_of(field)]
    known = {code for code, _ in options}
    return options if not kept or kept in known else [*options, (kept, kept)]


def place_options(things: Iterable[Any], key: str = "code") -> list[tuple[Any, str]]:
    """Pairs for a select out of things with names, chosen by their ``key``; one in a tree stands as
    far in as it is deep."""
    return [(getattr(one, key), "\u3000" * getattr(one, "depth", 0) + named(one)) for one in things]
