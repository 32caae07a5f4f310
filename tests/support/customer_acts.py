"""The acts on customers' files, each ready to be done once on the small company."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

from tests.support.company import NO_PASSWORD, Company
from tests.support.ready import Ready
from webapp.models import Customer, CustomerContact
from webapp.services.core.naming import Named
from webapp.services.customers.account import close_account
from webapp.services.customers.address_book import AddressInput
from webapp.services.customers.commands import create_customer, disable_customer
from webapp.services.customers.contacts import ContactInput, add_contact
from webapp.services.customers.filing import CustomerInput, read_input
from webapp.services.customers.handover import hand_over
from webapp.services.customers.levels import add_level
from webapp.services.customers.regions import add_region
from webapp.services.settings.lists import GRADE

SOMEBODY = CustomerInput(
    name="新客五金有限公司",
    region="E",
    level="A",
    salesperson="region1",
    credit_code="91350100M000100Y43",
    credit_limit=Decimal(5000),
    grade="B",
)
PERSON = ContactInput("钱师傅", "采购", "13900000002", "qian@example.com", "上午在")
NAMES = Named("新名称", "New name")


class CustomerActs:
    """Rows of ``Acts``."""

    company: Company

    def create_customer(self) -> Ready:
        address = AddressInput("沈经理", "13900000001", "杭州市文三路 1 号")
        return Ready("sales", ("KH003", SOMEBODY, address))

    def change_customer(self) -> Ready:
        session = self.company.session
        session.rollback()
        customer = session.scalars(select(Customer).where(Customer.code == "KH001")).one()
        given = read_input(session, customer)
        wanted = replace(given, name="改名五金商行", salesperson="region1", credit_limit=Decimal(9))
        return Ready("sales", ("KH001", customer.version, wanted, "moved to the east"))

    def disable_customer(self) -> Ready:
        return Ready("sales", ("KH001", 1, "owes us"))

    def enable_customer(self) -> Ready:
        done = disable_customer(self.company.session, self.company.actor("sales"), "KH001", 1, "x")
        return Ready("sales", ("KH001", done.version))

    def open_account(self) -> Ready:
        create_customer(self.company.session, self.company.actor("sales"), "KH003", SOMEBODY)
        return Ready("region1", ("KH003", 1, "kh003", NO_PASSWORD))

    def reset_account(self) -> Ready:
        return Ready("region1", ("KH001", 1, NO_PASSWORD))

    def close_account(self) -> Ready:
        return Ready("region1", ("KH001", 1))

    def reopen_account(self) -> Ready:
        done = close_account(self.company.session, self.company.actor("sales"), "KH001", 1)
        return Ready("region1", ("KH001", done.version))

    def hand_over(self) -> Ready:
        self.company.place()
        return Ready("sales", (["KH001", "KH002"], "region1", "leaves us"))

    def hand_over_all(self) -> Ready:
        sales = self.company.actor("sales")
        hand_over(self.company.session, sales, ["KH001", "KH002"], "review", "first")
        self.company.place()
        return Ready("sales", ("review", "region1", "leaves us"))

    def evaluate_customer(self) -> Ready:
        return Ready("sales", ("KH001", 1, "A", "pays on the day", 6))

    def note_look(self) -> Ready:
        return Ready("region1", ("KH001",))

    def add_contact(self) -> Ready:
        return Ready("region1", ("KH001", PERSON))

    def change_contact(self) -> Ready:
        contact, version = self._contact()
        return Ready("region1", ("KH001", contact, version, replace(PERSON, position="店长")))

    def remove_contact(self) -> Ready:
        return Ready("region1", ("KH001", *self._contact()))

    def _contact(self) -> tuple[int, int]:
        manager = self.company.actor("region1")
        add_contact(self.company.session, manager, "KH001", replace(PERSON, name="老板"))
        done = add_contact(self.company.session, manager, "KH001", PERSON, is_main=True)
        newest = select(CustomerContact.id).order_by(CustomerContact.id.desc()).limit(1)
        return self.company.session.scalars(newest).one(), done.version

    def add_region(self) -> Ready:
        return Ready("sales", ("ZJ", NAMES, "E"))

    def rename_region(self) -> Ready:
        return Ready("sales", ("E", 1, NAMES))

    def move_region(self) -> Ready:
        return Ready("sales", ("E", 1, "N"))

    def remove_region(self) -> Ready:
        add_region(self.company.session, self.company.actor("sales"), "ZJ", NAMES, "E")
        return Ready("sales", ("ZJ", 1))

    def add_level(self) -> Ready:
        return Ready("sales", ("V", NAMES))

    def rename_level(self) -> Ready:
        return Ready("sales", ("A", 1, NAMES))

    def remove_level(self) -> Ready:
        add_level(self.company.session, self.company.actor("sales"), "V", NAMES)
        return Ready("sales", ("V", 1))

    def add_choice(self) -> Ready:
        return Ready("admin", (GRADE, "S", NAMES))

    def rename_choice(self) -> Ready:
        return Ready("admin", (GRADE, "A", 1, NAMES))

    def raise_choice(self) -> Ready:
        return Ready("admin", (GRADE, "B", 1))

    def remove_choice(self) -> Ready:
        return Ready("admin", (GRADE, "C", 1))
