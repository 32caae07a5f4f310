"""Panels as data: every saving makes a new version; reviews under way finish on theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from webapp.models import ChoiceItem, Department, PanelSetting, PanelVersion
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.naming import Named, check_names
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.reviews.founding_panels import FoundingPanel
from webapp.services.reviews.kinds import all_kinds
from webapp.services.reviews.panel_rules import PanelFacts, check_panel, tidy_panel
from webapp.services.reviews.panels import Panel, panel_from_plain, panel_to_plain
from webapp.services.settings.lists import POST

CHANGED = N_("Somebody changed this panel meanwhile. Nothing was changed.")
TAKEN = N_("Another panel has this name.")
LONGEST_CODE = 20
MOST_PANELS = 40


@command
def save_panel(tx: Tx, code: str, version: int, panel: Panel, note: str = "") -> Done:
    """Saves a panel as a new version; reviews under way stay on theirs (L9).

    Raises RuleBroken at every field that will not do, and when nothing is different; Conflict
    when somebody saved meanwhile. ``details`` tell the version's number.
    """
    tx.actor.require(Permission.REVIEW_MANAGE)
    setting = _seen(_lock_panels(tx), code, version)
    panel = tidy_panel(panel)
    last = _latest(tx, setting)
    before = panel_from_plain(last.content)
    _check(tx, setting.stage, panel, before)
    changes = changes_between(panel_to_plain(before), panel_to_plain(panel))
    if not changes:
        raise RuleBroken(N_("This is the panel as it is already."))
    new = append_version(tx, setting, last.number + 1, panel, note)
    setting.version += 1
    tx.record(setting, "PanelSaved", {**changes, "number": new.number}, reason=note)
    return Done(code, "saved", setting.version, {"number": new.number})


@command
def add_panel(tx: Tx, stage: str, names: Named, panel: Panel) -> Done:
    """Makes a panel of the company's own, switched off until somebody switches it on.

    Raises NotFound for no such stage, RuleBroken at its fields.
    """
    tx.actor.require(Permission.REVIEW_MANAGE)
    there = _lock_panels(tx)
    if stage not in {kind.key for kind in all_kinds()}:
        raise NotFound()
    if len(there) >= MOST_PANELS:
        raise RuleBroken(N_("There are %(most)s panels already."), most=MOST_PANELS)
    names = _checked_names(names, there)
    panel = tidy_panel(panel)
    _check(tx, stage, panel)
    code = _free_code(names.name_en, {one.code for one in there})
    founding = FoundingPanel(code, stage, names.name, names.name_en, panel)
    position = max((one.position for one in there), default=-1) + 1
    with unique(tx, "name", TAKEN):
        setting = create_panel(tx, founding, position, is_on=False)
    return Done(setting.code, "created", setting.version)


@command
def rename_panel(tx: Tx, code: str, version: int, names: Named) -> Done:
    """Gives a panel other names, for its past reviews too. Raises RuleBroken, Conflict."""
    tx.actor.require(Permission.REVIEW_MANAGE)
    there = _lock_panels(tx)
    setting = _seen(there, code, version)
    names = _checked_names(names, [one for one in there if one is not setting])
    changes = changes_between(
        {"name": setting.name, "name_en": setting.name_en},
        {"name": names.name, "name_en": names.name_en},
    )
    if changes:
        setting.name, setting.name_en = names.name, names.name_en
        setting.version += 1
        tx.record(setting, "PanelRenamed", changes)
    return Done(code, "saved", setting.version)


@command
def switch_panel(tx: Tx, code: str, version: int, is_on: bool) -> Done:
    """Lets documents that are filed from now on pass the panel, or not; reviews under way go on.

    Raises RuleBroken for switching one on whose latest version names what is gone, Conflict.
    """
    tx.actor.require(Permission.REVIEW_MANAGE)
    setting = _seen(_lock_panels(tx), code, version)
    if setting.is_on != is_on:
        if is_on:
            panel = panel_from_plain(_latest(tx, setting).content)
            _check(tx, setting.stage, panel, panel)
        setting.is_on = is_on
        setting.version += 1
        data = {"before": {"is_on": not is_on}, "after": {"is_on": is_on}}
        tx.record(setting, "PanelSwitched", data)
    return Done(code, "on" if is_on else "off", setting.version)


@command
def raise_panel(tx: Tx, code: str, version: int) -> Done:
    """Moves a panel one place up among those of its stage; the first one stays. Raises
    Conflict."""
    tx.actor.require(Permission.REVIEW_MANAGE)
    there = _lock_panels(tx)
    setting = _seen(there, code, version)
    beside = [one for one in there if one.stage == setting.stage]
    place = beside.index(setting)
    if place:
        above = beside[place - 1]
        places = {one.id: index for index, one in enumerate(there)}
        places[above.id], places[setting.id] = places[setting.id], places[above.id]
        for one in there:
            one.position = places[one.id]
        setting.version += 1
        data = {"before": {"place": place + 1}, "after": {"place": place}}
        tx.record(setting, "PanelMoved", data)
    return Done(code, "saved", setting.version)


def create_panel(
    tx: Tx, founding: FoundingPanel, position: int = 0, *, is_on: bool = True
) -> PanelSetting:
    """The first version of a panel; part of setting up a company too."""
    setting = PanelSetting(
        code=founding.code,
        stage=founding.stage,
        name=founding.name,
        name_en=founding.name_en,
        is_on=is_on,
        position=position,
        version=1,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(setting)
    tx.session.flush()
    append_version(tx, setting, 1, founding.panel, "")
    tx.record(setting, "PanelCreated", {"after": panel_to_plain(founding.panel)})
    return setting


def append_version(
    tx: Tx, setting: PanelSetting, number: int, panel: Panel, note: str
) -> PanelVersion:
    """A further version of a panel; those before it stay as they are."""
    version = PanelVersion(
        setting_id=setting.id,
        number=number,
        content=panel_to_plain(panel),
        note=note.strip()[:200],
        created_at=tx.now,
        created_by_id=tx.actor.user_id,
    )
    tx.session.add(version)
    tx.session.flush()
    return version


def _lock_panels(tx: Tx) -> Sequence[PanelSetting]:
    """All panels, locked in their order: there are few, and names and places concern all."""
    return tx.session.scalars(
        select(PanelSetting)
        .order_by(PanelSetting.position, PanelSetting.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _seen(there: Sequence[PanelSetting], code: str, version: int) -> PanelSetting:
    setting = next((one for one in there if one.code == code), None)
    if setting is None:
        raise NotFound()
    if setting.version != version:
        raise Conflict(CHANGED)
    return setting


def _latest(tx: Tx, setting: PanelSetting) -> PanelVersion:
    highest = select(func.max(PanelVersion.number)).where(PanelVersion.setting_id == setting.id)
    return tx.session.scalars(
        select(PanelVersion).where(
            PanelVersion.setting_id == setting.id,
            PanelVersion.number == highest.scalar_subquery(),
        )
    ).one()


def _check(tx: Tx, stage: str, panel: Panel, before: Panel | None = None) -> None:
    """Checks a panel against what the company has now; departments and posts that it names are
    held, so that they are not removed meanwhile."""
    departments = select(Department.code).with_for_update(read=True)
    posts = select(ChoiceItem.code).where(
        ChoiceItem.list_key == POST, ChoiceItem.removed_at.is_(None)
    )
    kind = next((one for one in all_kinds() if one.key == stage), None)
    inputs: set[Any] = set(kind.inputs) if kind is not None else _inputs_of(before)
    facts = PanelFacts(
        frozenset(tx.session.scalars(departments)),
        frozenset(tx.session.scalars(posts.with_for_update(read=True))),
        frozenset(inputs),
    )
    check_panel(panel, facts)


def _inputs_of(panel: Panel | None) -> set[str]:
    return {name for seat in panel.seats for name in seat.inputs} if panel else set()


def _checked_names(names: Named, others: Sequence[PanelSetting]) -> Named:
    names = check_names(names)
    for field, text in (("name", names.name), ("name_en", names.name_en)):
        if any(text in (one.name, one.name_en) for one in others):
            raise RuleBroken(TAKEN, field)
    return names


def _free_code(name_en: str, taken: set[str]) -> str:
    """A code out of the English name, which addresses and reviews know the panel by."""
    base = re.sub(r"[^a-z0-9]+", "_", name_en.lower()).strip("_")[: LONGEST_CODE - 3].strip("_")
    base = base or "panel"
    numbered = (f"{base}_{number}" for number in range(2, MOST_PANELS + 2))
    return base if base not in taken else next(code for code in numbered if code not in taken)
