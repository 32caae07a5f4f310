"""The acts on the shelves and on the kinds of orders, each ready to be done once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.ready import Ready
from tests.support.stages import Stages
from webapp.models import StockSlipLine
from webapp.services.orders.order_kinds import KindInput
from webapp.services.shelves.counting import Counted, start_count
from webapp.services.shelves.lines import WantedMove
from webapp.services.shelves.slips import SlipInput, open_slip


class ShelfActs:
    """Rows of ``Acts``."""

    company: Company
    stages: Stages
    session: Session

    def change_order_kind(self) -> Ready:
        return Ready("admin", ("export", 1, KindInput("出口单", "Export", "DH-X", True)))

    def add_order_kind(self) -> Ready:
        return Ready("admin", (KindInput("样册单", "Catalogue", "DH-C", True),))

    def open_slip(self) -> Ready:
        return Ready("ship", (self._slip("2"),))

    def _slip(self, quantity: str) -> SlipInput:
        lines = [WantedMove(self.company.products["NUT-8"], Decimal(quantity), "box")]
        return SlipInput("in", self.company.warehouse_id, lines, "delivery")

    def _slip_written_slip(self, *more: Any) -> Ready:
        done = open_slip(self.session, self.stages.admin, self._slip("2"))
        return Ready("ship", (done.number, done.version, *more))

    def change_slip(self) -> Ready:
        return self._slip_written_slip(self._slip("3"))

    def post_slip(self) -> Ready:
        return self._slip_written_slip()

    def void_slip(self) -> Ready:
        return self._slip_written_slip("twice")

    def start_count(self) -> Ready:
        return Ready("ship", (self.company.warehouse_id, None, "quarter"))

    def enter_counts(self) -> Ready:
        done = start_count(self.session, self.stages.admin, self.company.warehouse_id, None)
        line = self.session.scalars(select(StockSlipLine.id).limit(1)).one()
        return Ready("ship", (done.number, [Counted(line, None, Decimal(7))]))
