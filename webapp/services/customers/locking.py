"""One act at a time on what the company keeps of a customer, and on what he keeps at hand."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Customer
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.identity.scope import reaches_customers

LONGEST_CODE = 40


def lock_customer(tx: Tx, customer_id: int) -> Customer | None:
    """What one customer keeps at hand changes one act at a time, so that two clicks at once
    meet as two acts and not as a broken unique key; the act goes by his file as it is then."""
    return tx.session.get(Customer, customer_id, with_for_update={"key_share": True})


def lock_file(
    tx: Tx,
    code: str,
    version: int | None = None,
    permission: Permission = Permission.CUSTOMER_MANAGE,
) -> Customer:
    """The file of a customer in reach of one of the company's people, locked until the commit.

    ``version`` is the one that the person saw; None takes the file as it stands. Raises Forbidden
    without the right, NotFound out of reach, Conflict when the file changed meanwhile.
    """
    tx.actor.require(permission)
    if tx.actor.is_customer:
        raise NotFound()
    statement = select(Customer).where(
        Customer.code == code[:LONGEST_CODE], reaches_customers(tx.actor, permission)
    )
    customer = tx.session.scalar(statement.with_for_update(of=Customer))
    if customer is None:
        raise NotFound()
    if version is not None and customer.version != version:
        raise Conflict(
            N_("Somebody changed the file of %(customer)s meanwhile. Nothing was done."),
            customer=customer.name,
        )
    return customer
