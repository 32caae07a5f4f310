"""Every act of the services, ready to be done once on the small company.

An act that is added needs a row here; ``test_faults`` names the one that has none.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

import webapp.services
from tests.support.agreement_acts import AgreementActs
from tests.support.announcement_acts import AnnouncementActs
from tests.support.company import Company, a_picture
from tests.support.contract_acts import ContractActs
from tests.support.customer_acts import CustomerActs
from tests.support.import_acts import ImportActs
from tests.support.inquiry_acts import InquiryActs
from tests.support.offer_acts import OfferActs
from tests.support.panel_acts import PanelActs
from tests.support.price_acts import PriceActs
from tests.support.product_acts import ProductActs
from tests.support.promoting import PromotionActs
from tests.support.quotation_acts import QuotationActs
from tests.support.ready import Ready
from tests.support.review_acts import ReviewActs
from tests.support.shelf_acts import ShelfActs
from tests.support.staff_acts import StaffActs
from tests.support.stages import SIGNED, Stages
from webapp.models import CustomerAddress, Order, Remittance, ReturnRequest
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Command
from webapp.services.customers.address_book import AddressInput
from webapp.services.files.storing import Paper
from webapp.services.importing import lines as imported
from webapp.services.importing.placing import ImportTerms
from webapp.services.lists.saved import save_filter, saved_filters
from webapp.services.ordering.cart import add_lines
from webapp.services.ordering.queries import get_cart
from webapp.services.orders import kinds
from webapp.services.orders.placing import OrderInput, RemittanceClaim
from webapp.services.returns import kinds as return_kinds
from webapp.services.returns.commands import pass_return, send_return_back
from webapp.services.returns.placing import ReturnedLine, request_return
from webapp.services.settings.queries import get_settings
from webapp.services.shipping.making import CarrierData
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt

ADDRESS = AddressInput("李经理", "13900000000", "杭州市文一路 1 号")
SLIP = Paper("remittance", a_picture("slip.png"))
CLAIM = RemittanceClaim("王经理", Decimal("50.00"))


def all_commands() -> dict[str, Command[Any]]:
    """Every command of the services, by name."""
    found: dict[str, Command[Any]] = {}
    for module in pkgutil.walk_packages(webapp.services.__path__, "webapp.services."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Command):
                assert found.setdefault(value.name, value) is value, f"two acts are {value.name}"
    return found


class Acts(
    AgreementActs,
    AnnouncementActs,
    ContractActs,
    CustomerActs,
    ImportActs,
    InquiryActs,
    OfferActs,
    PanelActs,
    PriceActs,
    PromotionActs,
    QuotationActs,
    ReviewActs,
    ShelfActs,
    ProductActs,
    StaffActs,
):
    """Brings the small company to where each act can be done."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.stages = Stages(company)
        self.session = company.session

    def ready(self, name: str) -> Ready:
        made: Ready = getattr(self, name)()
        return made

    def actor(self, ready: Ready) -> Actor:
        return SYSTEM if ready.who == "system" else self.company.actor(ready.who)

    def given(self, **more: Any) -> OrderInput:
        later = datetime.now(UTC).date() + timedelta(days=3)
        lines = self.company.wanted(BOLT_8="20", NUT_8="30")
        return OrderInput(lines=lines, requested_date=later, papers=SIGNED, **more)

    def place_order(self) -> Ready:
        given = replace(self.given(remittance=CLAIM), papers=(*SIGNED, SLIP))
        return Ready("kh001", (self.company.customers[0], given))

    def check_out(self) -> Ready:
        self._fill_cart()
        cart = get_cart(self.session, self.company.actor("kh001"), datetime.now(UTC))
        return Ready("kh001", (self.given(), cart.seen))

    def _fill_cart(self) -> None:
        wanted = self.company.wanted(BOLT_8="20", NUT_8="30")
        add_lines(self.session, self.company.actor("kh001"), wanted)

    def bring_in(self) -> Ready:
        line = imported.WantedLine(
            line=2,
            order="A1",
            product="BOLT-8",
            name="Bolt",
            quantity=Decimal(20),
            price=Decimal("1.50"),
            day=date(2026, 11, 2),
            customer="NEW-1",
            region="East",
        )
        wanted = imported.WantedOrder("A1", (line,))
        return Ready("system", (wanted, ImportTerms("test", create=True, carry=True)))

    def resubmit_order(self) -> Ready:
        return self._of(self.stages.draft(), "kh001", self.given())

    def withdraw_order(self) -> Ready:
        return self._of(self.stages.submitted(), "kh001")

    def discard_draft(self) -> Ready:
        return self._of(self.stages.draft(), "kh001", "no longer needed")

    def pass_step(self) -> Ready:
        return self.pass_at(kinds.ORDER_REVIEW)

    def pass_at(self, status: str) -> Ready:
        return self._of(self.stages.passed_until(status), "admin", status)

    def send_back(self) -> Ready:
        order = self.stages.passed_until(kinds.OUTBOUND_REVIEW)
        return self._of(order, "admin", kinds.DRAFT, "unclear")

    def void_order(self) -> Ready:
        return self._of(self.stages.passed_until(kinds.FINANCE_REVIEW), "admin", "gone")

    def edit_lines(self) -> Ready:
        wanted = self.company.wanted(BOLT_8="40", PIPE_20="2")
        return self._of(self.stages.submitted(), "review", wanted, "changed on the phone")

    def change_remark(self) -> Ready:
        return self._of(self.stages.submitted(), "review", "pays late")

    def file_inside(self) -> Ready:
        return Ready("review", (self.stages.submitted().number, (Paper("other", a_picture()),)))

    def add_papers(self) -> Ready:
        return Ready("kh001", (self.stages.submitted().number, (Paper("other", a_picture()),)))

    def add_remittance(self) -> Ready:
        return Ready("kh001", (self.stages.submitted().number, CLAIM, SLIP))

    def confirm_remittance(self) -> Ready:
        return self._of(*self._claimed())

    def refuse_remittance(self) -> Ready:
        return self._of(*self._claimed(), "not arrived")

    def _claimed(self) -> tuple[Order, str, int]:
        order = self.company.place(remittance=CLAIM, papers=(*SIGNED, SLIP))
        self.session.rollback()
        claim = self.session.scalars(select(Remittance.id)).one()
        return order, "finance", claim

    def pay_from_prepayment(self) -> Ready:
        claimed = self.confirm_remittance()
        actor = self.company.actor("finance")
        number, version, claim = claimed.arguments
        over = RemittanceClaim("王经理", Decimal("900.00"))
        command = all_commands()
        command["add_remittance"](self.session, self.company.actor("kh001"), number, over, SLIP)
        ids = self.session.scalars(select(Remittance.id).where(Remittance.id != claim)).all()
        version = self.company.order(number).version
        command["confirm_remittance"](self.session, actor, number, version, ids[0])
        return self._of(self.company.place(), "finance")

    def take_out(self) -> Ready:
        order = self.stages.passed_until(kinds.OUTBOUND_REVIEW)
        return self._of(order, "ship", {order.lines[0].id: Decimal(5)})

    def confirm_shipment(self) -> Ready:
        order = self.stages.part_out()
        carrier = CarrierData("顺丰", "SF123", 2)
        photo = (Paper("photo", a_picture()),)
        return Ready("ship", (*self._shipment(order), carrier, photo))

    def cancel_shipment(self) -> Ready:
        return Ready("ship", (*self._shipment(self.stages.part_out()), "wrong goods"))

    def close_short(self) -> Ready:
        return self._of(self.stages.part_out(), "ship", "no more")

    def confirm_receipt(self) -> Ready:
        order = self.stages.passed_until(kinds.RECEIPT)
        return Ready("kh001", (*self._shipment(order), self._short(order), SIGNED))

    def settle_differences(self) -> Ready:
        order = self.stages.passed_until(kinds.RECEIPT)
        number, version = self._shipment(order)
        buyer = self.company.actor("kh001")
        confirm_receipt(self.session, buyer, number, version, self._short(order), SIGNED)
        return self._of(self.company.order(order.number), "review", "agreed")

    def _shipment(self, order: Order) -> tuple[str, int]:
        return self.company.shipments(order.number)[0].number, order.version

    def _short(self, order: Order) -> dict[int, ReceivedLine]:
        line = self.company.shipments(order.number)[0].lines[0]
        return {line.id: ReceivedLine(line.quantity - 1, "short", "one is missing")}

    def request_return(self) -> Ready:
        order = self.stages.completed()
        return Ready("kh001", (order.number, self._back(order), "broken", (SLIP,)))

    def _back(self, order: Order) -> list[ReturnedLine]:
        return [ReturnedLine(order.lines[0].id, Decimal(4), "scratched")]

    def _asked(self) -> tuple[Order, ReturnRequest]:
        order = self.stages.completed()
        lines = self._back(order)
        done = request_return(self.session, self.stages.customer, order.number, lines, "broken")
        return order, self._request(done.number)

    def _request(self, number: str) -> ReturnRequest:
        self.session.rollback()
        self.session.expunge_all()
        statement = select(ReturnRequest).where(ReturnRequest.number == number)
        return self.session.scalars(statement).one()

    def resubmit_return(self) -> Ready:
        order, asked = self._asked()
        admin, number = self.stages.admin, asked.number
        send_return_back(self.session, admin, number, asked.version, "draft", "unclear")
        version = self._request(number).version
        return Ready("kh001", (number, version, self._back(order), "broken, see picture"))

    def advise_on_return(self) -> Ready:
        _, asked = self._asked()
        return Ready("region1", (asked.number, asked.version, "agree"))

    def pass_return(self) -> Ready:
        return self.pass_return_at(return_kinds.GOODS_RECEIPT)

    def pass_return_at(self, status: str) -> Ready:
        _, asked = self._asked()
        number = asked.number
        while asked.status != status:
            pass_return(self.session, self.stages.admin, number, asked.version, asked.status)
            asked = self._request(number)
        return Ready("admin", (number, asked.version, status))

    def send_return_back(self) -> Ready:
        _, asked = self._asked()
        return Ready("admin", (asked.number, asked.version, "draft", "unclear"))

    def void_return(self) -> Ready:
        _, asked = self._asked()
        return Ready("admin", (asked.number, asked.version, "too late"))

    def save_chain(self) -> Ready:
        self.stages.passed_until(kinds.FINANCE_REVIEW)
        steps = [
            Step(one.key, one.permission, one.key != kinds.FINANCE_REVIEW, (Level(),))
            for one in kinds.STEPS
        ]
        return Ready("admin", (kinds.KIND, "", 1, steps))

    def split_chain(self) -> Ready:
        return Ready("admin", (kinds.KIND, "special"))

    def save_rules(self) -> Ready:
        view = get_settings(self.session)
        rules = replace(view.rules, receipt_reminder_days=view.rules.receipt_reminder_days + 1)
        return Ready("admin", (view.version, rules))

    def note_export(self) -> Ready:
        return Ready("review", (Permission.ORDER_PRINT, "orders", {"q": "kh001"}, 3))

    def ask_for_export(self) -> Ready:
        return Ready("review", (Permission.ORDER_PRINT, "orders", {"q": "kh001"}, "zh-CN"))

    def save_filter(self) -> Ready:
        return Ready("review", ("orders", "华东", "q=kh001&after=x"))

    def remove_filter(self) -> Ready:
        actor = self.company.actor("review")
        save_filter(self.session, actor, "orders", "华东", "q=kh001")
        kept = saved_filters(self.session, actor, "orders")
        return Ready("review", (kept[0].id,))

    def mark_read(self) -> Ready:
        self.stages.draft()
        return Ready("kh001", ())

    def set_favourite(self) -> Ready:
        return Ready("kh001", ("NUT-8", True))

    def set_quantity(self) -> Ready:
        return Ready("kh001", ("NUT-8", Decimal(3)))

    def add_lines(self) -> Ready:
        return Ready("kh001", (self.company.wanted(BOLT_8="20", NUT_8="3"),))

    def clear_cart(self) -> Ready:
        self._fill_cart()
        return Ready("kh001", ())

    def choose_language(self) -> Ready:
        return Ready("kh001", ("en",))

    def choose_theme(self) -> Ready:
        return Ready("kh001", ("dark",))

    def add_address(self) -> Ready:
        return Ready("kh001", (ADDRESS,))

    def change_address(self) -> Ready:
        return Ready("kh001", (*self._second_address(), ADDRESS))

    def make_default(self) -> Ready:
        return Ready("kh001", self._second_address())

    def remove_address(self) -> Ready:
        return Ready("kh001", self._second_address())

    def _second_address(self) -> tuple[int, int]:
        done = all_commands()["add_address"](self.session, self.stages.customer, ADDRESS)
        statement = select(CustomerAddress.id).order_by(CustomerAddress.id.desc()).limit(1)
        return self.session.scalars(statement).one(), done.version

    def _of(self, order: Order, who: str, *more: Any) -> Ready:
        return Ready(who, (order.number, order.version, *more))


def _at(method: str, status: str) -> Callable[[Acts], Ready]:
    return lambda acts: getattr(acts, method)(status)


#: Acts that do something else at each step.
AT_STEPS: dict[str, Callable[[Acts], Ready]] = {
    f"{name}-{status}": _at(method, status)
    for name, method, statuses in (
        ("pass_step", "pass_at", ("finance_review", "outbound_review", "shipment")),
        ("pass_return", "pass_return_at", ("return_review", "refund_review")),
    )
    for status in statuses
}
