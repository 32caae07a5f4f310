"""Who acts: a person of the company, a customer, or the product itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from webapp.services.core.errors import Forbidden
from webapp.services.core.permissions import Permission, Reach

ActorKind = Literal["company", "customer", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as of this very request (A4: a changed role holds at once).

    ``grants`` is the union of the rights of all roles held, each with its widest reach;
    ``regions`` are the ids of the regions in charge, with everything below them.
    """

    user_id: int | None
    user_name: str
    name: str
    kind: ActorKind
    customer_id: int | None = None
    branch_id: int | None = None
    grants: Mapping[Permission, Reach] = field(default_factory=dict)
    regions: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    is_administrator: bool = False
    request_id: str = ""

    @property
    def is_company(self) -> bool:
        return self.kind in ("company", "system")

    @property
    def is_customer(self) -> bool:
        return self.kind == "customer"

    def may(self, permission: Permission) -> bool:
        return self.kind == "system" or permission in self.grants

    def reach(self, permission: Permission) -> Reach | None:
        """How far the right goes; None when it is not held at all."""
        return Reach.ALL if self.kind == "system" else self.grants.get(permission)

    def require(self, permission: Permission) -> None:
        """Raises Forbidden when the right is not held."""
        if not self.may(permission):
            raise Forbidden()

    @property
    def rights(self) -> str:
        """Stands for exactly these rights and regions: what was made for somebody with others
        is not given out."""
        held = sorted(f"{right} {reach}" for right, reach in self.grants.items())
        told = " ".join([*held, *map(str, sorted(self.regions))])
        return sha256(told.encode()).hexdigest()[:16]

    def require_everywhere(self, permission: Permission) -> None:
        """Raises Forbidden when the right is not held over everybody's customers: what all of
        them share is not changed by who keeps some."""
        if self.reach(permission) is not Reach.ALL:
            raise Forbidden()

    def require_customer(self) -> int:
        """The customer acting; raises Forbidden for anybody else."""
        if self.customer_id is None:
            raise Forbidden()
        return self.customer_id


#: The product acting by itself: schedules, imports on the command line.
SYSTEM = Actor(user_id=None, user_name="system", name="Dingda", kind="system")
