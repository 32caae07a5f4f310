"""The register of contracts: what stands in it, and what an order may name (G12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from tests.support.company import NOW, Company, a_picture
from tests.support.stages import SIGNED
from webapp.models import Attachment, Contract, Customer, Event
from webapp.services.contracts.register import PaperContract, contract_in_force, register_contract
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.errors import Forbidden, RuleBroken
from webapp.services.customers.commands import change_customer, create_customer
from webapp.services.customers.filing import CustomerInput, read_input
from webapp.services.files.storing import Paper
from webapp.services.orders.commands import resubmit_order, withdraw_order
from webapp.services.orders.placing import OrderInput

pytestmark = pytest.mark.rule("G12")

SCAN = Paper("signed_contract", a_picture("合同.png"))
PAPER = PaperContract("HT-2026-7", "KH001", "年度框架合同", scan=SCAN)
TODAY = NOW.date()


def register(company: Company, **other: object) -> None:
    given = replace(PAPER, **other)  # type: ignore[arg-type]
    register_contract(company.session, company.actor("sales"), given)


def refusal(act: Callable[[], object]) -> dict[str, str]:
    """Each field's first message."""
    with pytest.raises(RuleBroken) as refused:
        act()
    return {name: messages[0].text for name, messages in refused.value.fields.items()}


def test_a_paper_contract_stands_in_the_register_with_its_scan(company: Company) -> None:
    register(company, valid_from=date(2026, 1, 1))
    row = company.session.scalars(select(Contract).where(Contract.number == "HT-2026-7")).one()
    assert (row.origin, row.status, row.revision, row.in_force) == ("registered", "filed", 0, 0)
    paper = company.session.scalars(
        select(Attachment).where(
            Attachment.document_kind == "contract", Attachment.document_id == row.id
        )
    ).one()
    assert paper.is_internal
    event = company.session.scalars(select(Event).where(Event.subject_number == "HT-2026-7")).one()
    assert (event.name, event.data["from"]) == ("ContractRegistered", "2026-01-01")


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "H" * 61}, "number"),
        ({"number": "HT-KH002"}, "number"),
        ({"customer": "KH9"}, "customer"),
        ({"title": "T" * 121}, "title"),
        ({"kind": "loan"}, "kind"),
        ({"scan": None}, "scan"),
        ({"valid_from": TODAY, "valid_until": TODAY - timedelta(days=1)}, "valid_until"),
    ],
)
def test_what_cannot_be_registered_is_said_at_its_field(
    company: Company, other: dict[str, object], field: str
) -> None:
    assert set(refusal(lambda: register(company, **other))) == {field}


def test_registering_is_a_right_over_the_customer(company: Company) -> None:
    with pytest.raises(Forbidden):
        register_contract(company.session, company.actor("ship"), PAPER)
    elsewhere = replace(PAPER, customer="KH002")
    regional = company.actor("region1")
    assert "customer" in refusal(lambda: register_contract(company.session, regional, elsewhere))


def test_a_contract_is_in_force_on_its_days_for_its_customer(company: Company) -> None:
    first, last = date(2026, 3, 1), date(2026, 12, 31)
    register(company, valid_from=first, valid_until=last)
    days = {
        day: contract_in_force(company.session, company.customers[0], "HT-2026-7", day) is not None
        for day in (first - timedelta(days=1), first, last, last + timedelta(days=1))
    }
    assert list(days.values()) == [False, True, True, False]
    other = company.customers[1]
    assert contract_in_force(company.session, other, "HT-2026-7", first) is None


def staff_places(company: Company) -> None:
    company.place(by="sales", contract_number="HT-KH002")


def customer_orders(company: Company) -> None:
    company.session.execute(update(Customer).values(contract_number="HT-KH002"))
    company.session.commit()
    company.place()


def list_brings(company: Company) -> None:
    company.place(by="system", external_number="LIST:1", contract_number="HT-KH002")


def draft_comes_again(company: Company) -> None:
    order = company.place()
    actor = company.actor("kh001")
    withdraw_order(company.session, actor, order.number, order.version)
    given = OrderInput(
        lines=company.wanted(BOLT_8="20"),
        requested_date=order.requested_date,
        contract_number="HT-KH002",
        papers=SIGNED,
    )
    resubmit_order(company.session, actor, order.number, order.version + 1, given)


@pytest.mark.parametrize("door", [staff_places, customer_orders, list_brings, draft_comes_again])
def test_no_door_lets_an_order_in_with_a_number_of_somebody_else(
    company: Company, door: Callable[[Company], None]
) -> None:
    assert set(refusal(lambda: door(company))) == {"contract_number"}


def test_a_number_out_of_its_days_is_told_apart(company: Company) -> None:
    register(company, valid_until=date(2025, 1, 1))
    said = refusal(lambda: company.place(by="sales", contract_number="HT-2026-7"))
    assert "not in force" in said["contract_number"]
    company.session.execute(
        update(Contract).where(Contract.number == "HT-2026-7").values(valid_until=None)
    )
    company.session.commit()
    order = company.place(by="sales", contract_number="HT-2026-7")
    assert order.contract_number == "HT-2026-7"


def open_file(company: Company, number: str, actor: Actor = SYSTEM) -> None:
    given = CustomerInput("新客户", "E", responsibility_code="XS", contract_number=number)
    create_customer(company.session, actor, f"N{number}", given)


def test_a_new_file_enters_its_number_and_a_change_chooses_one(company: Company) -> None:
    open_file(company, "HT-50")
    assert "contract_number" in refusal(lambda: open_file(company, "HT-KH001"))
    kh001 = company.session.get_one(Customer, company.customers[0])
    file = read_input(company.session, kh001)
    sales = company.actor("sales")

    def change(number: str) -> None:
        change_customer(
            company.session, sales, "KH001", None, replace(file, contract_number=number)
        )

    assert "contract_number" in refusal(lambda: change("HT-50"))
    register(company)
    change("HT-2026-7")
    change("")
