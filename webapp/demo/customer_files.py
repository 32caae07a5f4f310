"""The files of the invented customers: opened, with people and places, evaluated, handed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from webapp.demo.customers import DemoCustomer
from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand, once
from webapp.demo.world import World
from webapp.models import Customer
from webapp.services.core.transaction import Tx
from webapp.services.customers.address_book import AddressInput, add_address
from webapp.services.customers.commands import create_customer
from webapp.services.customers.contacts import ContactInput, add_contact
from webapp.services.customers.evaluating import evaluate_customer
from webapp.services.customers.filing import CustomerInput
from webapp.services.customers.handover import hand_over

#: Endings of names and the channel that they tell.
CHANNELS = {"经营部": "retail", "商行": "retail", "建材": "project", "建筑": "project"}
POSITIONS = ("leader", "strong", "strong", "average", "average", "weak")
#: A second person of every third customer: name behind the surname, and what he does there.
SECOND = (("会计", "财务"), ("师傅", "仓库"), ("小姐", "采购"))
#: Days after the founding, half a year ago, when files are due again: some are overdue.
DUE = (150, 165, 200, 230, 260, 290, 320)
#: Customer, grade, months until the next review, and what was found.
EVALUATIONS = (
    ("KH001", "A", 6, "全年订货额居首，付款准时，可考虑提高授信额度。"),
    ("KH002", "A", 6, "华南重点客户，退货率低，要求缩短交期。"),
    ("KH005", "B", 6, "船舶五金需求稳定，淡季订货下降。"),
    ("KH008", "B", 3, "近两个月两次逾期付款，下季度复核授信。"),
    ("KH014", "C", 12, "订货零散，以现款为主，维持现有级别。"),
    ("KH022", "A", 6, "工程项目带动大，注意单笔金额与账期。"),
    ("KH027", "B", 3, "换了采购负责人，需重新建立联系。"),
    ("KH008", "B", 3, "已恢复按期付款，继续观察。"),
)
LEFT = "原业务员调岗，客户移交"


def open_file(tx: Tx, demo: DemoCustomer) -> int:
    """Opens one customer's file with his addresses and people; answers his id."""
    number = int(demo.code.removeprefix("KH"))
    home, *others = (AddressInput(one.contact, one.phone, one.address) for one in demo.addresses)
    create_customer.act(tx, demo.code, _file(tx, demo, number), home)
    for place in others:
        add_address.act(tx, place, of=demo.code)
    add_contact.act(tx, demo.code, ContactInput(demo.contact, "负责人", demo.phone))
    if number % 3 == 0:
        name, position = SECOND[number // 3 % len(SECOND)]
        person = ContactInput(f"{demo.contact[0]}{name}", position, f"{demo.phone[:-1]}9")
        add_contact.act(tx, demo.code, person)
    return tx.session.scalars(select(Customer.id).where(Customer.code == demo.code)).one()


def _file(tx: Tx, demo: DemoCustomer, number: int) -> CustomerInput:
    return CustomerInput(
        name=demo.name,
        region=demo.region,
        level=demo.level,
        branch=demo.branch,
        salesperson=demo.salesperson,
        responsibility_code=f"XS-{demo.branch}",
        contact=demo.contact,
        phone=demo.phone,
        contract_number=demo.contract_number,
        credit_code=demo.credit_code,
        invoice_title=demo.name,
        invoice_address=demo.invoice_address,
        invoice_bank=demo.invoice_bank,
        credit_limit=demo.credit_limit,
        payment_days=30 if demo.credit_limit else 0,
        grade=demo.level,
        channel=next((key for end, key in CHANNELS.items() if end in demo.name), "dealer"),
        market_position=POSITIONS[number % len(POSITIONS)],
        review_due=tx.today + timedelta(days=DUE[number % len(DUE)]),
    )


def file_strands(world: World) -> Iterator[Strand]:
    """What the sales head has written into the files since: evaluations, and a handover."""
    sales = world.staff["sales"]
    for place, evaluation in enumerate(EVALUATIONS):
        yield once((60 - 7 * place) * DAY, sales, partial(_evaluate, evaluation))
    yield once(3 * DAY, sales, _hand_over)


def _evaluate(evaluation: tuple[str, str, int, str], tx: Tx) -> None:
    code, grade, months, text = evaluation
    evaluate_customer.act(tx, code, None, grade, text, months)


def _hand_over(tx: Tx) -> None:
    hand_over.act(tx, ["KH020"], "gm", LEFT)
