"""Places of a panel that nobody could fill today, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Branch, Department, User
from webapp.services.core.errors import N_
from webapp.services.reviews.panels import Panel, PanelSeat, RulingStep

NOBODY = "nobody"
DISABLED = "disabled"
REASONS = {
    NOBODY: N_("Nobody works there."),
    DISABLED: N_("Everybody's account there is disabled."),
}


@dataclass(frozen=True, slots=True)
class Office:
    """A branch, by the code and names that people know."""

    code: str
    name: str
    name_en: str
    is_head_office: bool


@dataclass(frozen=True, slots=True)
class Working:
    """Where somebody works; ``branch`` and ``department`` are codes."""

    branch: str
    department: str
    post: str
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class Staffing:
    """All offices and everybody who works in one."""

    offices: tuple[Office, ...]
    people: tuple[Working, ...]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A place that nobody fills: of a ``seat``, a ``ruling``, or for ``convening``; ``reason`` is
    one of REASONS."""

    kind: Literal["seat", "ruling", "convening"]
    label: str
    label_en: str
    office: Office
    reason: str


def staffing(session: Session) -> Staffing:
    """In two queries."""
    offices = session.execute(
        select(Branch.code, Branch.name, Branch.name_en, Branch.is_head_office).order_by(
            Branch.is_head_office.desc(), Branch.code
        )
    )
    people = session.execute(
        select(Branch.code, Department.code, User.post, User.disabled_at)
        .join(Branch, Branch.id == User.branch_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(User.kind == "company")
    )
    return Staffing(
        tuple(Office(*row) for row in offices),
        tuple(
            Working(branch, department or "", post, disabled_at is None)
            for branch, department, post, disabled_at in people
        ),
    )


def vacancies(panel: Panel, there: Staffing) -> tuple[Vacancy, ...]:
    """Every place that nobody could fill, for documents of every branch that the panel serves."""
    steps = (*panel.rulings, *([panel.appeal] if panel.appeal else []))
    return (
        *_unconvened(panel, there),
        *(one for seat in panel.seats for one in _empty(seat, panel.place, there)),
        *(one for step in steps for one in _empty(step, step.place, there)),
    )


def _empty(place: PanelSeat | RulingStep, where: str, there: Staffing) -> Iterator[Vacancy]:
    is_seat = isinstance(place, PanelSeat)
    department = place.department if isinstance(place, PanelSeat) else ""
    for office in _offices(where, there.offices):
        reason = _reason(there.people, office.code, department, [place.post])
        if reason:
            kind: Literal["seat", "ruling"] = "seat" if is_seat else "ruling"
            yield Vacancy(kind, place.label, place.label_en, office, reason)


def _unconvened(panel: Panel, there: Staffing) -> Iterator[Vacancy]:
    """Any one of the convenors will do."""
    if not panel.convenors:
        return
    for office in _offices(panel.place, there.offices):
        reason = _reason(there.people, office.code, "", panel.convenors)
        if reason:
            yield Vacancy("convening", "召集", "Convening", office, reason)


def _offices(where: str, offices: Iterable[Office]) -> list[Office]:
    """The offices whose people a panel asks: its documents' branches, or the head office."""
    return [one for one in offices if where == "branch" or one.is_head_office]


def _reason(people: Iterable[Working], branch: str, department: str, posts: Sequence[str]) -> str:
    there = [
        one
        for one in people
        if one.branch == branch
        and department in ("", one.department)
        and ("" in posts or one.post in posts)
    ]
    if any(one.is_enabled for one in there):
        return ""
    return DISABLED if there else NOBODY
