"""The parts of a panel's form: what is typed for each seat, question, answer and ruling, read from
flat names such as ``seats.0.questions.2.label`` and written back to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from webapp.services.reviews.panel_rules import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    MOST_RULINGS,
    MOST_SEATS,
)
from webapp.web.forms import clean_text

LONGEST_TEXT = 200
MOST_CHOSEN = 40
#: A part as typed: texts, lists of chosen codes, and lists of further parts.
Typed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is typed for one part: ``texts`` and ``chosen`` codes; ``parts`` are lists of further
    parts, each with how many there may be; ``letter`` begins the keys of new ones."""

    texts: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    parts: Mapping[str, tuple[Shape, int]] = field(default_factory=dict)
    letter: str = ""
    fresh: Mapping[str, str] = field(default_factory=dict)


NAMED = ("key", "label", "label_en")
OPTION = Shape(NAMED, letter="o")
QUESTION = Shape(
    (*NAMED, "kind", "is_required"),
    ("product_kinds",),
    {"options": (OPTION, MOST_OPTIONS)},
    letter="q",
    fresh={"kind": "yes_no", "is_required": "1"},
)
SEAT = Shape(
    (*NAMED, "department", "post", "due_hours", "time_order"),
    ("inputs",),
    {"questions": (QUESTION, MOST_QUESTIONS)},
    letter="s",
    fresh={"due_hours": "48", "time_order": "0"},
)
RULING = Shape(
    (*NAMED, "post", "place", "due_hours", "when"),
    letter="r",
    fresh={"place": "head_office", "due_hours": "72"},
)
PANEL = Shape(
    (
        "place",
        "rule.kind",
        "rule.count",
        "convene_hours",
        "escalates_to",
        "escalate_hours",
        "note",
        "name",
        "name_en",
    ),
    ("product_kinds", "convenors"),
    {"seats": (SEAT, MOST_SEATS), "rulings": (RULING, MOST_RULINGS), "appeal": (RULING, 1)},
)


def read_typed(form: MultiDict[str, str], shape: Shape = PANEL, prefix: str = "") -> Typed:
    """What was typed; as many of each part as stand in a row."""
    typed: Typed = {name: _text(form.get(prefix + name, "")) for name in shape.texts}
    for name in shape.chosen:
        typed[name] = [_text(code) for code in form.getlist(prefix + name)[:MOST_CHOSEN]]
    for name, (part, most) in shape.parts.items():
        places = (f"{prefix}{name}.{index}." for index in range(most))
        typed[name] = [read_typed(form, part, one) for one in places if f"{one}key" in form]
    return typed


def flat(typed: Typed, shape: Shape = PANEL, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every field by its flat name."""
    for name in (*shape.texts, *shape.chosen):
        yield prefix + name, typed[name]
    for name, (part, _) in shape.parts.items():
        for index, one in enumerate(typed[name]):
            yield from flat(one, part, f"{prefix}{name}.{index}.")


def rearrange(typed: Typed, wish: str) -> str:
    """Does what a button asks: ``add:seats.1.questions``, ``remove:``, ``up:`` or ``down:seats.1``.

    Answers the flat name of the part that it concerned, '' when there was nothing to do.
    """
    act, _, path = wish.partition(":")
    names = path.split(".")
    if act == "add":
        return _add(typed, names)
    found = _list_at(typed, names[:-1])
    if found is None or not _is_index(names[-1], found[0]):
        return ""
    parts, index = found[0], int(names[-1])
    if act == "remove":
        del parts[index]
        return ".".join(names[:-1])
    to = index + {"up": -1, "down": 1}.get(act, 0)
    if to == index or not 0 <= to < len(parts):
        return ""
    parts[index], parts[to] = parts[to], parts[index]
    return ".".join([*names[:-1], str(to)])


def blank(shape: Shape, key: str) -> Typed:
    """A new part with nothing typed into it."""
    texts = {name: shape.fresh.get(name, "") for name in shape.texts}
    chosen: Typed = {name: [] for name in (*shape.chosen, *shape.parts)}
    return {**texts, **chosen, "key": key}


def _add(typed: Typed, names: list[str]) -> str:
    found = _list_at(typed, names)
    if found is None or len(found[0]) >= found[2]:
        return ""
    parts, shape, _ = found
    taken = {one["key"] for one in parts}
    keys = (f"{shape.letter}{number}" for number in range(1, len(parts) + 2))
    parts.append(blank(shape, next(key for key in keys if key not in taken)))
    return ".".join([*names, str(len(parts) - 1)])


def _list_at(typed: Typed, names: list[str]) -> tuple[list[Typed], Shape, int] | None:
    """The list of parts at a path, what its parts are like, and how many there may be."""
    here, shape = typed, PANEL
    while names:
        name, *names = names
        if name not in shape.parts:
            return None
        parts, (part, most) = here[name], shape.parts[name]
        if not names:
            return parts, part, most
        if not _is_index(names[0], parts):
            return None
        here, shape = parts[int(names[0])], part
        names = names[1:]
    return None


def _is_index(text: str, parts: Any) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and int(text) < len(parts)


def _text(text: str) -> str:
    return clean_text(text)[:LONGEST_TEXT]
