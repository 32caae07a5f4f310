"""Which acts a reader may do on a quotation now: what its page offers. The commands decide again,
from the same statuses, under lock."""

from __future__ import annotations

from webapp.models import Customer, Quotation
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customer
from webapp.services.quotations import kinds
from webapp.services.quotations.dealing import ABANDONABLE


def actions(actor: Actor, quotation: Quotation, customer: Customer) -> frozenset[str]:
    """``edit``, ``file``, ``revise``, ``offer``, ``negotiate`` and ``abandon``."""
    drafts = reaches_customer(actor, Permission.QUOTATION_DRAFT, customer)
    manages = reaches_customer(actor, Permission.QUOTATION_MANAGE, customer)
    status = quotation.status
    offered = {
        "edit": drafts and status == kinds.DRAFTING,
        "file": (drafts or manages) and status == kinds.DRAFTING,
        "revise": (drafts or manages) and status in kinds.REVISABLE,
        "offer": manages and status == kinds.APPROVED,
        "negotiate": manages and status in ABANDONABLE,
        "abandon": manages and status in ABANDONABLE,
    }
    return frozenset(name for name, is_open in offered.items() if is_open)
