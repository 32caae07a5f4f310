"""Which acts a reader may do on a contract now: what its page offers. The commands decide again,
under lock."""

from __future__ import annotations

from webapp.models import Contract, Customer
from webapp.services.contracts import kinds
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customer

REWORKED = (kinds.REVIEW, kinds.NOT_ACCEPTABLE, kinds.APPROVED)


def contract_actions(actor: Actor, contract: Contract, customer: Customer) -> frozenset[str]:
    """``edit``, ``submit``, ``rework``, ``sign``, ``file``, ``amend``, ``drop``, ``void``,
    ``end``, ``hold`` and ``paper`` (the customer's copy)."""
    manages = reaches_customer(actor, Permission.CONTRACT_MANAGE, customer)
    files = reaches_customer(actor, Permission.CONTRACT_FILE, customer)
    status, is_drawn = contract.status, contract.origin == kinds.DRAWN
    is_unsigned = status in kinds.BEFORE_SIGNING
    binds = contract.in_force is not None
    offered = {
        "edit": manages and status == kinds.DRAFT,
        "submit": manages and status == kinds.DRAFT,
        "rework": manages and status in REWORKED,
        "sign": manages and status == kinds.APPROVED,
        "file": files and status == kinds.SIGNED,
        "amend": manages and is_drawn and status == kinds.FILED,
        "drop": manages and is_unsigned and binds,
        "void": manages and is_unsigned and not binds,
        "end": manages and status == kinds.FILED,
        "hold": manages or files,
    }
    return frozenset(name for name, is_offered in offered.items() if is_offered)
