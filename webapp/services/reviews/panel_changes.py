"""What one version of a panel changed against the one before; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from webapp.services.core.errors import N_
from webapp.services.reviews.panels import Panel, PanelSeat, RulingStep

#: Fields of a panel, a seat or a ruling, in words.
FIELDS = {
    "place": N_("where"),
    "product_kinds": N_("kinds of products"),
    "convenors": N_("convenors"),
    "rule": N_("rule"),
    "convene_hours": N_("time to convene"),
    "escalates_to": N_("who is told when it is late"),
    "escalate_hours": N_("when he is told"),
    "label": N_("name"),
    "label_en": N_("English name"),
    "department": N_("department"),
    "post": N_("post"),
    "inputs": N_("what is judged"),
    "due_hours": N_("time to answer"),
    "time_order": N_("order of times"),
    "questions": N_("questions"),
    "when": N_("condition"),
    "position": N_("place in the row"),
}
PARTS = ("seats", "rulings", "appeal")
#: Lists whose order says nothing: a form sends them in its own.
UNORDERED = frozenset({"product_kinds", "convenors", "inputs"})


@dataclass(frozen=True, slots=True)
class PanelChange:
    """What happened to a seat, a ruling, the appeal, or the panel itself; ``fields`` of FIELDS."""

    act: Literal["added", "removed", "changed"]
    part: Literal["panel", "seat", "ruling", "appeal"]
    label: str = ""
    label_en: str = ""
    fields: tuple[str, ...] = ()


def panel_changes(before: Panel, after: Panel) -> tuple[PanelChange, ...]:
    """Everything that differs, the panel itself first."""
    own = _differing(before, after, skipped=PARTS)
    whole = [PanelChange("changed", "panel", fields=own)] if own else []
    return (
        *whole,
        *_compared("seat", before.seats, after.seats),
        *_compared("ruling", before.rulings, after.rulings),
        *_compared("appeal", _appeals(before), _appeals(after)),
    )


def _appeals(panel: Panel) -> tuple[RulingStep, ...]:
    return () if panel.appeal is None else (panel.appeal,)


def _compared(
    part: Any, before: Sequence[PanelSeat | RulingStep], after: Sequence[PanelSeat | RulingStep]
) -> Iterator[PanelChange]:
    known = {one.key: one for one in before}
    kept = [one.key for one in before if one.key in {two.key for two in after}]
    order = [one.key for one in after if one.key in known]
    for one in after:
        if one.key not in known:
            yield PanelChange("added", part, one.label, one.label_en)
            continue
        differing = _differing(known[one.key], one)
        if order.index(one.key) != kept.index(one.key):
            differing = (*differing, "position")
        if differing:
            yield PanelChange("changed", part, one.label, one.label_en, differing)
    for key, one in known.items():
        if key not in kept:
            yield PanelChange("removed", part, one.label, one.label_en)


def _differing(before: Any, after: Any, *, skipped: Sequence[str] = ()) -> tuple[str, ...]:
    names = (field.name for field in fields(after) if field.name not in skipped)
    return tuple(name for name in names if _value(before, name) != _value(after, name))


def _value(part: Any, name: str) -> Any:
    value = getattr(part, name)
    return frozenset(value) if name in UNORDERED else value
