"""Words of the shelves: slips, where they stand, and what moves stock."""

from __future__ import annotations

from webapp.services.core.errors import N_

SLIP = "stock_slip"

IN = "in"
OUT = "out"
COUNT = "count"
SLIPS = {IN: N_("Goods in"), OUT: N_("Goods out"), COUNT: N_("Stocktaking")}

DRAFT = "draft"
POSTED = "posted"
VOID = "void"
STATUSES = {DRAFT: N_("Draft"), POSTED: N_("Posted"), VOID: N_("Void")}

#: How the entry of a slip is told apart in the ledger; 'out' is what left for an order.
ENTRIES = {IN: "in", OUT: "issue", COUNT: "count"}
MOVEMENTS = {
    "opening": N_("Opening stock"),
    "in": N_("Goods in"),
    "issue": N_("Goods out"),
    "count": N_("Stocktaking"),
    "reserve": N_("Reserved for an order"),
    "release": N_("Reservation changed back"),
    "out": N_("Taken out for an order"),
    "back": N_("Shipment cancelled"),
    "return": N_("Goods came back"),
}
