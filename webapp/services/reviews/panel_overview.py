"""Panels as their settings screens show them: the row of seats, versions, and what runs on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.models import Branch, Department, PanelSetting, PanelVersion, Review, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.reviews import rules
from webapp.services.reviews.kinds import all_kinds
from webapp.services.reviews.panel_changes import PanelChange, panel_changes
from webapp.services.reviews.panel_vacancies import Vacancy, staffing, vacancies
from webapp.services.reviews.panels import Panel, panel_from_plain
from webapp.services.reviews.saved_panels import current_panels

MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel as it is now; ``version`` is what a form about it carries, ``number`` that of its
    latest state. ``running`` counts the reviews under way on any version, ``older`` those on an
    earlier one."""

    code: str
    stage: str
    stage_label: str
    name: str
    name_en: str
    is_on: bool
    version: int
    number: int
    panel: Panel
    saved_at: datetime
    saved_by: str
    running: int
    older: int
    vacancies: tuple[Vacancy, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A saved state: what it changed, and the reviews that run and ran on it."""

    number: int
    saved_at: datetime
    saved_by: str
    note: str
    changes: tuple[PanelChange, ...]
    running: int
    closed: int


@dataclass(frozen=True, slots=True)
class PanelView:
    row: PanelRow
    versions: tuple[VersionRow, ...]
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person sits: in a panel's seat, above it, or as who convenes it."""

    panel: str
    panel_en: str
    stage_label: str
    kind: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class DepartmentName:
    code: str
    name: str
    name_en: str


def departments(session: Session) -> list[DepartmentName]:
    """What a seat may belong to."""
    rows = session.execute(
        select(Department.code, Department.name, Department.name_en).order_by(Department.id)
    )
    return [DepartmentName(*row) for row in rows]


def stage_labels() -> dict[str, str]:
    """Kinds of documents that panels judge, with their gettext ids."""
    return {kind.key: kind.label for kind in all_kinds()}


def stage_inputs(stage: str) -> Mapping[str, str]:
    """The parts that seats of a stage may judge, with their gettext ids; raises NotFound."""
    found = next((kind for kind in all_kinds() if kind.key == stage), None)
    if found is None:
        raise NotFound()
    return found.inputs


def list_panels(session: Session, actor: Actor) -> list[PanelRow]:
    """Every panel in the company's order, in four queries. Raises Forbidden."""
    actor.require(Permission.REVIEW_MANAGE)
    counts = _counts(session)
    there = staffing(session)
    newest: dict[int, list[Any]] = {}
    for row in session.execute(_versions()):
        newest.setdefault(row[0].id, []).append(row)
    return [_row(rows, counts, there) for rows in newest.values()]


def get_panel_view(session: Session, actor: Actor, code: str) -> PanelView:
    """One panel with its versions, newest first. Raises NotFound, Forbidden."""
    actor.require(Permission.REVIEW_MANAGE)
    rows = session.execute(_versions().where(PanelSetting.code == code[:20])).all()
    if not rows:
        raise NotFound()
    counts = _counts(session)
    panels = [panel_from_plain(version.content) for _, version, _ in rows]
    history = [
        VersionRow(
            number=version.number,
            saved_at=version.created_at,
            saved_by=saved_by or "",
            note=version.note,
            changes=panel_changes(before, after) if before else (),
            running=counts.get((version.id, True), 0),
            closed=counts.get((version.id, False), 0),
        )
        for (_, version, saved_by), after, before in zip(
            rows, panels, [*panels[1:], None], strict=True
        )
    ]
    row = _row(rows, counts, staffing(session))
    kind = next((one for one in all_kinds() if one.key == row.stage), None)
    inputs = kind.inputs if kind else {}
    return PanelView(row, tuple(history[:MOST_VERSIONS]), inputs)


def places_of(session: Session, actor: Actor, user_name: str) -> tuple[Place, ...]:
    """Where a person of the company sits in the panels that are on, by where he works and what
    post he holds. Raises Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    person = session.execute(
        select(Branch.is_head_office, Department.code, User.post)
        .join(Branch, Branch.id == User.branch_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(User.user_name == user_name[:60], User.kind == "company")
    ).first()
    if person is None:
        return ()
    is_head_office, department, post = person
    labels = stage_labels()
    return tuple(
        Place(saved.name, saved.name_en, labels.get(saved.stage, saved.stage), *place)
        for saved in current_panels(session)
        for place in _sitting(
            saved.panel, department or "", post, is_head_office=bool(is_head_office)
        )
    )


def _sitting(
    panel: Panel, department: str, post: str, *, is_head_office: bool
) -> Iterable[tuple[str, str, str]]:
    """Kind and names of each place of a panel that this workplace fits."""
    is_here = panel.place == "branch" or is_head_office
    if is_here and post in panel.convenors:
        yield "convening", "召集", "Convening"
    for seat in panel.seats:
        fits = seat.department in ("", department) and seat.post in ("", post)
        if is_here and fits:
            yield "seat", seat.label, seat.label_en
    for step in (*panel.rulings, *([panel.appeal] if panel.appeal else [])):
        if step.post == post and (step.place == "branch" or is_head_office):
            yield "ruling", step.label, step.label_en


def _versions() -> Select[*tuple[Any, ...]]:
    """Setting, version and who saved it, in the company's order, newest first."""
    return (
        select(PanelSetting, PanelVersion, User.name)
        .join(PanelVersion, PanelVersion.setting_id == PanelSetting.id)
        .outerjoin(User, User.id == PanelVersion.created_by_id)
        .order_by(PanelSetting.position, PanelSetting.id, PanelVersion.number.desc())
    )


def _counts(session: Session) -> dict[tuple[int, bool], int]:
    """Reviews by panel version, and whether they are under way."""
    is_running = Review.status != rules.CLOSED
    rows = session.execute(
        select(Review.panel_version_id, is_running, func.count()).group_by(
            Review.panel_version_id, is_running
        )
    )
    return {(version_id, bool(running)): count for version_id, running, count in rows}


def _row(rows: Iterable[Any], counts: Mapping[tuple[int, bool], int], there: Any) -> PanelRow:
    (setting, newest, saved_by), *earlier = rows
    panel = panel_from_plain(newest.content)
    older = sum(counts.get((version.id, True), 0) for _, version, _ in earlier)
    return PanelRow(
        code=setting.code,
        stage=setting.stage,
        stage_label=stage_labels().get(setting.stage, setting.stage),
        name=setting.name,
        name_en=setting.name_en,
        is_on=setting.is_on,
        version=setting.version,
        number=newest.number,
        panel=panel,
        saved_at=newest.created_at,
        saved_by=saved_by or "",
        running=older + counts.get((newest.id, True), 0),
        older=older,
        vacancies=vacancies(panel, there),
    )
