"""What the history is played with: the rows that stand for the invented people and goods."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from webapp.demo.customers import DemoCustomer
from webapp.demo.products import DemoProduct
from webapp.services.core.actor import Actor


@dataclass(frozen=True)
class Client:
    """A customer with the actor of his ordering account."""

    demo: DemoCustomer
    id: int
    warehouse_id: int
    actor: Actor


@dataclass(frozen=True)
class Article:
    """A product; one that is scarce is not bought again when it runs out."""

    demo: DemoProduct
    id: int
    top_category: str
    is_scarce: bool

    def quantity_for(self, amount: Decimal) -> Decimal:
        """About as many as cost so much CNY, as the article's steps allow."""
        steps = int(amount / self.demo.base_price / self.demo.step_quantity)
        return max(self.demo.step_quantity * steps, self.demo.min_quantity)


@dataclass
class World:
    """Everybody and everything by the codes that the vocabulary uses."""

    warehouses: dict[str, int] = field(default_factory=dict)
    staff: dict[str, Actor] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    #: The keeper of each warehouse.
    keepers: dict[int, Actor] = field(default_factory=dict)
