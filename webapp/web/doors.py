"""Kinds of doors that the access table gives to routes."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Door:
    """Opens for one kind of account, or for those who hold one of several rights."""

    is_public: bool = False
    kinds: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    opens_before_new_password: bool = False

    def opens_for(self, actor: Actor) -> bool:
        if actor.kind not in self.kinds:
            return False
        return not self.permissions or any(actor.may(one) for one in self.permissions)


PUBLIC = Door(is_public=True)
ANYBODY = Door(kinds=frozenset({"company", "customer"}))
OWN_ACCOUNT = Door(kinds=frozenset({"company", "customer"}), opens_before_new_password=True)
CUSTOMER = Door(kinds=frozenset({"customer"}))
COMPANY = Door(kinds=frozenset({"company"}))


def staff_with(*permissions: Permission) -> Door:
    """Company accounts that hold at least one of these rights."""
    return Door(kinds=frozenset({"company"}), permissions=frozenset(permissions))
