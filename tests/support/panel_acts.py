"""The acts on panels and stand-ins, each ready to be done once on the small company."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.support.company import Company
from tests.support.ready import Ready
from webapp.services.core.clock import company_day
from webapp.services.core.naming import Named
from webapp.services.reviews.founding_panels import COMMITTEE, FOUNDING_PANELS
from webapp.services.reviews.panels import Panel, PanelSeat
from webapp.services.reviews.stand_ins import StandInInput, name_stand_in

SUPERVISED = Named("监察会签", "Supervision")


def longer(panel: Panel, *seats: PanelSeat) -> Panel:
    """The panel with further seats at its end."""
    return replace(panel, seats=(*panel.seats, *seats))


def founding(code: str) -> Panel:
    return next(one.panel for one in FOUNDING_PANELS if one.code == code)


def supervision(key: str = "supervision2") -> PanelSeat:
    """A seat of a department that no founding panel asks."""
    return PanelSeat(key, "监察", "Supervision", "SUPERV", inputs=("products",))


def away(deputy: str = "review", *, begins: int = 0, days: int = 3) -> StandInInput:
    """Away for some days, from so many days after today."""
    first = company_day(datetime.now(UTC)) + timedelta(days=begins)
    return StandInInput(deputy, first, first + timedelta(days=days - 1), "on leave")


class PanelActs:
    """Rows of ``Acts``."""

    company: Company

    def save_panel(self) -> Ready:
        return Ready("admin", ("committee", 1, longer(COMMITTEE.panel, supervision()), "one more"))

    def add_panel(self) -> Ready:
        return Ready("admin", ("quotation", SUPERVISED, COMMITTEE.panel))

    def rename_panel(self) -> Ready:
        return Ready("admin", ("committee", 1, SUPERVISED))

    def switch_panel(self) -> Ready:
        return Ready("admin", ("committee", 1, False))

    def raise_panel(self) -> Ready:
        return Ready("admin", ("ip_clause", 1))

    def name_stand_in(self) -> Ready:
        return Ready("sales", (away(),))

    def end_stand_in(self) -> Ready:
        sales = self.company.actor("sales")
        done = name_stand_in(self.company.session, sales, away())
        return Ready("sales", (int(done.number), done.version))
