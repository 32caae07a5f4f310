"""The customer for whom sales takes in an inquiry."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.customers.locking import LONGEST_CODE
from webapp.services.identity.scope import reaches_customers


@dataclass(frozen=True, slots=True)
class Asker:
    """A customer as his file has him."""

    code: str
    name: str
    contact: str
    phone: str
    grade: str


def get_asker(session: Session, actor: Actor, code: str) -> Asker:
    """The customer under this code; raises NotFound when there is none in reach."""
    customer = session.scalar(
        select(Customer).where(
            Customer.code == code[:LONGEST_CODE].upper(),
            Customer.disabled_at.is_(None),
            reaches_customers(actor, Permission.INQUIRY_MANAGE),
        )
    )
    if customer is None:
        raise NotFound()
    return row_of(Asker, customer)
