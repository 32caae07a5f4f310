"""Reading panels: the version that a review runs on, and those that a new document needs."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import PanelSetting, PanelVersion
from webapp.services.core.errors import NotFound
from webapp.services.reviews.panels import SavedPanel, panel_from_plain


def saved_panel(version: PanelVersion, setting: PanelSetting) -> SavedPanel:
    return SavedPanel(
        panel_id=setting.id,
        version_id=version.id,
        number=version.number,
        code=setting.code,
        stage=setting.stage,
        name=setting.name,
        name_en=setting.name_en,
        panel=panel_from_plain(version.content),
    )


def get_panel(session: Session, version_id: int) -> SavedPanel:
    """The panel that a review runs on; raises NotFound."""
    row = session.execute(
        select(PanelVersion, PanelSetting)
        .join(PanelSetting, PanelSetting.id == PanelVersion.setting_id)
        .where(PanelVersion.id == version_id)
    ).first()
    if row is None:
        raise NotFound()
    return saved_panel(*row)


def current_panels(session: Session, stage: str | None = None) -> list[SavedPanel]:
    """The latest version of each panel that is on, in the company's order."""
    newest = (
        select(PanelVersion.setting_id, func.max(PanelVersion.number).label("number"))
        .group_by(PanelVersion.setting_id)
        .subquery()
    )
    statement = (
        select(PanelVersion, PanelSetting)
        .join(PanelSetting, PanelSetting.id == PanelVersion.setting_id)
        .join(
            newest,
            (newest.c.setting_id == PanelVersion.setting_id)
            & (newest.c.number == PanelVersion.number),
        )
        .where(PanelSetting.is_on)
        .order_by(PanelSetting.position, PanelSetting.id)
    )
    if stage is not None:
        statement = statement.where(PanelSetting.stage == stage)
    return [saved_panel(*row) for row in session.execute(statement)]


def demanded_panels(session: Session, stage: str, product_kind: str) -> list[SavedPanel]:
    """The panels that a document of this stage and product kind needs now (E1)."""
    return [one for one in current_panels(session, stage) if one.panel.fits(product_kind)]
