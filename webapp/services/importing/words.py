"""Words of bringing lists in: what they hold, where they stand, what becomes of their rows."""

from __future__ import annotations

from webapp.services.core.errors import N_

KINDS = {
    "customers": N_("Customers"),
    "products": N_("Articles"),
    "prices": N_("Prices"),
    "stock": N_("Opening stock"),
    "orders": N_("Orders"),
}
STATUSES = {
    "uploaded": N_("Columns to be chosen"),
    "checking": N_("Being checked"),
    "checked": N_("To be confirmed"),
    "running": N_("Being stored"),
    "done": N_("Stored"),
    "discarded": N_("Given up"),
}
STANDINGS = {
    "new": N_("New rows"),
    "same": N_("There already, the same"),
    "changed": N_("There already, different"),
    "bad": N_("Bad"),
}
