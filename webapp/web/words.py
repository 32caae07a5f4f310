"""Words of the business in the reader's language, from the tables that the services keep."""

from __future__ import annotations

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.orders import kinds
from webapp.services.returns import kinds as returns

#: Tables of words by name; templates say word('status', order.status).
NAMES: dict[str, dict[str, str]] = {
    "status": dict(kinds.STATUSES),
    "payment": dict(kinds.PAYMENT),
    "delivery": dict(kinds.DELIVERY),
    "send_back": {
        **{step.key: step.label for step in kinds.STEPS},
        kinds.DRAFT: N_("To the customer, as a draft"),
    },
    "step": {step.key: step.label for step in kinds.STEPS},
    "order_kind": dict(kinds.KINDS),
    "product_kind": dict(kinds.PRODUCT_KINDS),
    "reason": dict(kinds.REASONS),
    "note": dict(kinds.NOTE_OPTIONS),
    "invoice": dict(kinds.INVOICES),
    "difference": dict(kinds.DIFFERENCES),
    "paper": dict(kinds.PAPERS),
    "return_status": dict(returns.STATUSES),
    "return_step": {step.key: step.label for step in returns.STEPS},
    "return_send_back": {
        **{step.key: step.label for step in returns.STEPS},
        returns.DRAFT: N_("To the customer, as a draft"),
    },
}


def word(table: str, key: str) -> str:
    """The word for a key; the key itself where the table does not know it."""
    text = NAMES[table].get(key)
    return gettext(text) if text else key


def choices(table: str) -> list[tuple[str, str]]:
    """A table as pairs for a select."""
    return [(key, gettext(text)) for key, text in NAMES[table].items()]
