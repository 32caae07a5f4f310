"""Panels as data: every saving makes a new version; reviews under way finish on theirs."""

from __future__ import annotations

from webapp.models import PanelSetting, PanelVersion
from webapp.services.core.transaction import Tx
from webapp.services.reviews.founding_panels import FoundingPanel
from webapp.services.reviews.panels import Panel, panel_to_plain


def create_panel(tx: Tx, founding: FoundingPanel, position: int = 0) -> PanelSetting:
    """The first version of a panel, part of setting up a company."""
    setting = PanelSetting(
        code=founding.code,
        stage=founding.stage,
        name=founding.name,
        name_en=founding.name_en,
        is_on=True,
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
        note=note[:200],
        created_at=tx.now,
        created_by_id=tx.actor.user_id,
    )
    tx.session.add(version)
    tx.session.flush()
    return version
