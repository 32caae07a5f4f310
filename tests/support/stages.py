"""Orders brought to each place where an order can stand, by the acts that bring it there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.support.company import Company, a_picture
from webapp.models import Order
from webapp.services.files.storing import Paper
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step, send_back, void_order
from webapp.services.shipping.commands import close_short, take_out
from webapp.services.shipping.receipts import confirm_receipt

SIGNED = (Paper("signature", a_picture()),)


class Stages:
    """Moves orders of the small company; ``admin`` may do everything the company does."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.session = company.session
        self.admin = company.actor("admin")
        self.customer = company.actor("kh001")

    def submitted(self) -> Order:
        return self.company.place(self.company.wanted(BOLT_8="20", NUT_8="15"))

    def passed_until(self, status: str) -> Order:
        """An order passed on, in full, until it stands in this status."""
        order = self.submitted()
        while order.status != status:
            order = self.pass_on(order)
        return order

    def pass_on(self, order: Order) -> Order:
        pass_step(self.session, self.admin, order.number, order.version, order.status)
        return self.company.order(order.number)

    def part_out(self) -> Order:
        """Waiting in outbound review with 5 of its first line out."""
        order = self.passed_until(kinds.OUTBOUND_REVIEW)
        picked = {order.lines[0].id: Decimal(5)}
        take_out(self.session, self.admin, order.number, order.version, picked)
        return self.company.order(order.number)

    def draft(self) -> Order:
        order = self.submitted()
        send_back(self.session, self.admin, order.number, order.version, kinds.DRAFT, "unclear")
        return self.company.order(order.number)

    def completed(self) -> Order:
        order = self.passed_until(kinds.RECEIPT)
        self.receive(order)
        return self.company.order(order.number)

    def receive(self, order: Order) -> None:
        for shipment in self.company.shipments(order.number):
            if shipment.status == "shipped":
                version = self.company.order(order.number).version
                confirm_receipt(self.session, self.customer, shipment.number, version, {}, SIGNED)

    def void(self) -> Order:
        order = self.submitted()
        void_order(self.session, self.admin, order.number, order.version, "gone")
        return self.company.order(order.number)

    def closed_short(self) -> Order:
        order = self.part_out()
        close_short(self.session, self.admin, order.number, order.version, "no more")
        return self.company.order(order.number)

    def each(self) -> dict[str, Callable[[], Order]]:
        """Every place, by name."""
        through = {key: lambda key=key: self.passed_until(key) for key in kinds.STEP_KEYS}
        return {
            "draft": self.draft,
            **through,
            "part_out": self.part_out,
            "completed": self.completed,
            "void": self.void,
        }


def bring_orders_everywhere(company: Company) -> None:
    """Orders in every step, some partly out, some sent back with goods on their way."""
    stages = Stages(company)
    for key in kinds.STEP_KEYS:
        stages.passed_until(key)
    stages.part_out()
    for order in (stages.part_out(), stages.passed_until(kinds.SHIPMENT)):
        number, version = order.number, order.version
        send_back(company.session, stages.admin, number, version, kinds.ORDER_REVIEW, "wait")
