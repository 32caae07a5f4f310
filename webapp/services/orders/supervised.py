"""Orders as parts of watched cases: under supervision when they are large, and stopped by a hold
(L2)."""

from __future__ import annotations

from webapp.models import Order
from webapp.services.core.transaction import Tx
from webapp.services.documents.holds import check_not_held
from webapp.services.orders import kinds
from webapp.services.settings.queries import company_rules
from webapp.services.supervision.watching import watch_if_large


def supervise(tx: Tx, order: Order) -> None:
    """Puts a large order, and one of a watched case, under supervision. Asked only of orders that
    could be: most are made from nothing and small."""
    follows = order.contract_id is not None or order.quotation_id is not None
    if follows or order.total_amount >= company_rules(tx.session).supervision_amount:
        watch_if_large(
            tx, kinds.KIND, order.id, order.number, order.customer_id, order.total_amount
        )


def stop_if_held(tx: Tx, order: Order) -> None:
    """Raises Conflict while the locked order is on hold: nobody moves it on. What happens outside
    the company, goods that arrive and money that comes in, is written down all the same."""
    check_not_held(tx, kinds.KIND, order.id)
