"""From the cart to an order, in one transaction: what is ordered is what was looked at."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete

from webapp.models import CartLine
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import lock_customer
from webapp.services.documents.acting import done_with
from webapp.services.ordering.discretion import discreet
from webapp.services.ordering.seen import seen_of
from webapp.services.orders.commands import in_reach, place
from webapp.services.orders.placing import OrderInput
from webapp.services.settings.queries import company_rules


@command
def check_out(tx: Tx, given: OrderInput, seen: str) -> Done:
    """Orders what is in the cart and empties it; the lines of ``given`` are not looked at.

    ``seen`` is the cart's own name for the lines and prices that were on the page. Raises
    RuleBroken when the cart or a price has changed since, and with all that placing refuses.
    """
    customer_id = tx.actor.require_customer()
    # Two windows that order the same cart meet here: the second finds it empty.
    customer = in_reach(tx, lock_customer(tx, customer_id))
    cart = seen_of(tx, customer)
    if cart.name != seen:
        raise RuleBroken(
            N_("The cart or a price changed meanwhile. Please look at the lines again.")
        )
    try:
        order = place(tx, customer, replace(given, lines=cart.lines), cart.known)
    except RuleBroken as refused:
        raise discreet(refused, company_rules(tx.session)) from refused
    tx.session.execute(delete(CartLine).where(CartLine.customer_id == customer_id))
    return done_with(order)
