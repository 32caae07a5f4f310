"""A customer's favourites."""

from __future__ import annotations

from sqlalchemy import delete, select

from webapp.models import Favourite, Product
from webapp.services.catalog.visibility import visible_for
from webapp.services.core.errors import NotFound
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import lock_customer


@command
def set_favourite(tx: Tx, code: str, wanted: bool) -> Done:
    """Marks an article as a favourite or takes the mark away; saying it twice changes nothing.

    Raises NotFound for an article that is not there, Forbidden for anybody but a customer.
    """
    customer_id = tx.actor.require_customer()
    visible = visible_for(tx.actor)
    product_id = tx.session.scalar(select(Product.id).where(Product.code == code, visible))
    if product_id is None:
        raise NotFound()
    lock_customer(tx, customer_id)
    mine = (Favourite.customer_id == customer_id, Favourite.product_id == product_id)
    if not wanted:
        tx.session.execute(delete(Favourite).where(*mine))
    elif tx.session.scalar(select(Favourite.id).where(*mine)) is None:
        tx.session.add(Favourite(customer_id=customer_id, product_id=product_id))
    return Done(details={"favourite": wanted})
