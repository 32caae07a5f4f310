"""Which acts a reader may do on an inquiry now: what its page offers. The commands decide again,
under lock."""

from __future__ import annotations

from webapp.models import Customer, Inquiry
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customer
from webapp.services.inquiries import kinds


def customer_actions(status: str, *, was_filed: bool) -> frozenset[str]:
    """What its customer may do: ``edit``, ``give_up``, ``withdraw``."""
    if status == kinds.DRAFT:
        return frozenset({"edit", "give_up"})
    if status == kinds.INTAKE and not was_filed:
        return frozenset({"withdraw"})
    return frozenset()


def company_actions(actor: Actor, inquiry: Inquiry, customer: Customer) -> frozenset[str]:
    """What one of the company's people may do: ``edit`` and ``file`` in intake, ``revise``,
    ``lose``, and ``quote``."""
    offered = {
        "edit": inquiry.status == kinds.INTAKE,
        "file": inquiry.status == kinds.INTAKE,
        "revise": inquiry.status in kinds.REVISABLE,
        "lose": inquiry.status in (kinds.INTAKE, *kinds.REVISABLE),
    }
    manages = reaches_customer(actor, Permission.INQUIRY_MANAGE, customer)
    found = {name for name, is_open in offered.items() if is_open and manages}
    quotes = reaches_customer(actor, Permission.QUOTATION_DRAFT, customer)
    if inquiry.status == kinds.REVIEWED and quotes:
        found.add("quote")
    return frozenset(found)
