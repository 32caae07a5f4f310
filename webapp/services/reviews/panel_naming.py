"""Which panels name a department or a post: it stays while one does."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import PanelSetting, PanelVersion, Review
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.reviews import rules
from webapp.services.reviews.panels import Panel, panel_from_plain

NAMED_BY = N_("The panel “%(panel)s” names it. Change the panel first.")


def departments_in(panel: Panel) -> set[str]:
    return {seat.department for seat in panel.seats if seat.department}


def posts_in(panel: Panel) -> set[str]:
    """Posts that sit, convene, rule or are told."""
    steps = (*panel.rulings, *([panel.appeal] if panel.appeal else []))
    named = {seat.post for seat in panel.seats} | {step.post for step in steps}
    return (named | set(panel.convenors) | {panel.escalates_to}) - {""}


def check_unnamed(tx: Tx, *, department: str = "", post: str = "") -> None:
    """Raises RuleBroken with the first panel that names it: in its latest version, switched on or
    off, or in one that reviews under way run on."""
    for name, name_en, panel in _panels(tx.session):
        if department in departments_in(panel) or post in posts_in(panel):
            raise RuleBroken(NAMED_BY, panel=name, panel_en=name_en)


def _panels(session: Session) -> Iterator[tuple[str, str, Panel]]:
    running = select(Review.panel_version_id).where(Review.status != rules.CLOSED).distinct()
    in_use = set(session.scalars(running))
    rows = session.execute(
        select(PanelSetting.name, PanelSetting.name_en, PanelVersion)
        .join(PanelVersion, PanelVersion.setting_id == PanelSetting.id)
        .order_by(PanelSetting.position, PanelSetting.id, PanelVersion.number.desc())
    )
    latest: set[int] = set()
    for name, name_en, version in rows:
        if version.setting_id not in latest or version.id in in_use:
            yield name, name_en, panel_from_plain(version.content)
        latest.add(version.setting_id)
