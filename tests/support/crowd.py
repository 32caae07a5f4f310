"""A company with much of everything: the small company, one of each thing, and copies of those.

What stands in lists is at least so many rows, beside what is there; things that a company has
fewer of (promotions, announcements, staff, roles, slips) are fewer here too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, literal, null, select, update
from sqlalchemy.orm import Session

from tests.support.announcement_acts import announcement
from tests.support.company import Company
from tests.support.crowd_cases import begin_cases, fill_cases
from tests.support.filling import Number, copy, first, follow, named, spread
from tests.support.import_acts import ROWS, BroughtIn
from tests.support.promoting import a_promotion, publish
from tests.support.returning import Returning
from tests.support.stages import Stages
from webapp.models import (
    Announcement,
    AnnouncementReading,
    Category,
    Customer,
    CustomerAddress,
    CustomerContact,
    CustomerKeeper,
    Event,
    ImportRun,
    Notice,
    Order,
    OrderLine,
    OutgoingMail,
    Product,
    ProductPrice,
    Promotion,
    Region,
    ReturnLine,
    ReturnRequest,
    Role,
    RolePermission,
    Shipment,
    ShipmentLine,
    StockBalance,
    StockEntry,
    StockSlip,
    StockSlipLine,
    Task,
    User,
    UserRole,
)
from webapp.services.core.transaction import writing
from webapp.services.notices.announcing import publish_announcement, write_announcement
from webapp.services.promotions.commands import create_promotion
from webapp.services.shelves.counting import start_count
from webapp.services.shelves.lines import WantedMove
from webapp.services.shelves.slips import SlipInput, open_slip
from webapp.services.tasks.adding import add_task

#: Open orders and requests among all, and where they stand.
OPEN = ("order_review", "finance_review", "outbound_review", "shipment")
OPEN_EACH = 20
A_NAME = "五金商行"


def begin(company: Company) -> None:
    """One of each thing that lists are of, by the acts that make it."""
    session, admin = company.session, company.actor("admin")
    company.place()
    Returning(Stages(company)).ask()
    create_promotion(session, admin, a_promotion("percent"))
    publish(company, a_promotion("gift"))
    draft = write_announcement(session, admin, announcement())
    publish_announcement(session, admin, draft.number, draft.version)
    BroughtIn(company, "stock", ROWS)
    moves = [WantedMove(company.products["NUT-8"], Decimal(2))]
    open_slip(session, admin, SlipInput("in", company.warehouse_id, moves, "delivery"))
    start_count(session, admin, company.warehouse_id, None)
    _begin_rows(company)
    begin_cases(company)


def _begin_rows(company: Company) -> None:
    """What no single act makes so that it stays: a task, a letter, whom a customer has."""
    admin = company.actor("admin")
    with writing(company.session, admin) as tx:
        add_task(tx, "export", {"list": "orders", "args": {}}, "zh-CN")
        tx.session.flush()
        tx.session.execute(update(Task).values(status="done"))
        customer = company.customers[0]
        tx.session.add_all(
            [
                CustomerContact(customer_id=customer, name="李经理"),
                CustomerKeeper(customer_id=customer, from_at=tx.now),
                OutgoingMail(
                    message_id="<1@example.com>",
                    to_address="somebody@example.com",
                    subject="Subject",
                    body="Body",
                    made_at=tx.now,
                ),
                AnnouncementReading(
                    announcement_id=tx.session.scalars(select(Announcement.id)).one(),
                    user_id=admin.user_id,
                    read_at=tx.now,
                ),
            ]
        )


def fill(session: Session, rows: int, fewer: int) -> None:
    """``rows`` of customers, articles, prices, orders, cases, movements, events and letters;
    ``fewer`` of what a company has fewer of."""
    staff = _staff(session, fewer)
    customers = _customers(session, rows, staff)
    products = _products(session, rows, customers)
    orders = _orders(session, rows, customers, staff, products)
    _after_orders(session, max(rows // 10, fewer), orders, customers)
    fill_cases(session, rows, fewer, customers)
    _told(session, rows, fewer)
    _offers(session, fewer)
    _slips(session, fewer, products)
    session.commit()


def _staff(session: Session, fewer: int) -> int:
    """People with a role each; a few roles, regions and categories. Answers the first person."""
    number = max(fewer // 50, 5)
    given = {"is_builtin": False, "is_administrator": False}
    role = copy(session, Role, number, lambda n: {"code": named("r", n), **given})
    follow(session, RolePermission, Role, role, lambda new: {"role_id": new.id})
    copy(
        session,
        Region,
        number,
        lambda n: {"code": named("G", n), "path": "/E/" + named("G", n) + "/"},
    )
    path = "/FAST/"
    copy(
        session,
        Category,
        number,
        lambda n: {"code": named("K", n), "path": path + named("K", n) + "/"},
    )
    user = copy(
        session, User, fewer, lambda n: {"user_name": named("s", n), "name": named("员", n)}
    )
    follow(session, UserRole, User, user, lambda new: {"user_id": new.id})
    return user


def _customers(session: Session, rows: int, staff: int) -> int:
    keepers = session.scalar(select(func.count(User.id)).where(User.id >= staff)) or 1

    def customer(n: Number) -> dict[str, Any]:
        return {
            "code": named("C", n),
            "name": named(A_NAME, n),
            "pinyin": named("wjsh", n),
            "salesperson_id": staff + n % keepers,
        }

    since = copy(session, Customer, rows, customer)
    for model in (CustomerAddress, CustomerContact, CustomerKeeper):
        follow(session, model, Customer, since, lambda new: {"customer_id": new.id})
    account = session.scalars(select(User.id).where(User.user_name == "kh001")).one()
    copy(
        session,
        User,
        rows,
        lambda n: {"user_name": named("c", n), "customer_id": since + n - 1},
        like=account,
    )
    return since


def _products(session: Session, rows: int, customers: int) -> int:
    """Articles with base price and stock, and prices of customers: every tenth is KH001's."""

    def product(n: Number) -> dict[str, Any]:
        pinyin, category = named("sp", n), first(session, Category) + n % 5
        code = {"code": named("P", n), "name": named("商品", n), "name_en": named("Article", n)}
        return {**code, "pinyin": pinyin, "barcode": null(), "category_id": category}

    since = copy(session, Product, rows, product)
    for model in (ProductPrice, StockBalance, StockEntry):
        follow(session, model, Product, since, lambda new: {"product_id": new.id})
    _own_prices(session, rows, since, customers)
    return since


def _own_prices(session: Session, rows: int, products: int, customers: int) -> None:
    kept = first(session, Customer)

    def price(n: Number) -> dict[str, Any]:
        owner = case((n % 10 == 0, literal(kept)), else_=customers + n - 1)
        return {"product_id": products + n - 1, "customer_id": owner}

    copy(session, ProductPrice, rows, price)


def _orders(session: Session, rows: int, customers: int, staff: int, products: int) -> int:
    """Orders of one line each; most are completed, as after some years."""
    now = datetime.now(UTC)
    places = {place: literal(status) for place, status in enumerate(OPEN)}

    def order(n: Number) -> dict[str, Any]:
        status = case(places, value=n % (OPEN_EACH * len(OPEN)), else_=literal("completed"))
        whom = {"customer_id": customers + n - 1, "customer_name": named(A_NAME, n)}
        times = {"status_since": spread(n, now), "salesperson_id": staff}
        return {"number": named("DH-O-20200101", n), "status": status, **whom, **times}

    since = copy(session, Order, rows, order)
    follow(session, OrderLine, Order, since, lambda new: {"order_id": new.id})
    copy(session, OrderLine, max(rows // 1000, 25), lambda n: {"position": n + 2})
    return since


def _after_orders(session: Session, rows: int, orders: int, customers: int) -> None:
    """Shipments and requests to return."""
    now = datetime.now(UTC)
    on_way = {0: literal("out"), 1: literal("shipped")}
    shipments = copy(
        session,
        Shipment,
        rows,
        lambda n: {
            "number": named("CK-20200101", n),
            "way_number": null(),
            "order_id": orders + n - 1,
            "status": case(on_way, value=n % 20, else_=literal("received")),
        },
    )
    follow(session, ShipmentLine, Shipment, shipments, lambda new: {"shipment_id": new.id})
    open_ones = {0: literal("return_review"), 1: literal("goods_receipt")}
    returns = copy(
        session,
        ReturnRequest,
        rows,
        lambda n: {
            "number": named("DH-R-20200101", n),
            "order_id": orders + n - 1,
            "customer_id": customers + n - 1,
            "status": case(open_ones, value=n % 20, else_=literal("completed")),
            "status_since": spread(n, now),
        },
    )
    follow(session, ReturnLine, ReturnRequest, returns, lambda new: {"return_id": new.id})


def _told(session: Session, rows: int, fewer: int) -> None:
    """The trail, the post, the inbox, work asked for, and who has read the announcement."""
    now = datetime.now(UTC)
    copy(
        session,
        Event,
        rows,
        lambda n: {
            "subject_id": n + 1_000_000_000,
            "subject_number": named("E", n),
            "at": spread(n, now),
        },
    )
    copy(session, OutgoingMail, rows, lambda n: {"message_id": named("m", n)})
    admin = session.scalars(select(User.id).where(User.user_name == "admin")).one()
    copy(session, Notice, rows, lambda n: {"user_id": admin})
    copy(session, Task, fewer, lambda n: {"token": named("t", n)})
    copy(session, ImportRun, fewer, lambda n: {"number": named("DR-20200101", n)})
    people = session.scalars(select(func.max(User.id))).one() - rows + 1
    follow(session, AnnouncementReading, User, people, lambda new: {"user_id": new.id})


def _offers(session: Session, fewer: int) -> None:
    """Promotions and announcements; drafts and published ones stay as few as they were made."""
    gone = {"status": "withdrawn"}
    copy(session, Promotion, fewer, lambda n: {"number": named("CX-20200101", n), **gone})
    copy(session, Announcement, fewer, lambda n: {"number": named("GG-20200101", n)})


def _slips(session: Session, fewer: int, products: int) -> None:
    since = copy(session, StockSlip, fewer, lambda n: {"number": named("RK-20200101", n)})
    follow(session, StockSlipLine, StockSlip, since, lambda new: {"slip_id": new.id})
    counting = session.scalars(select(StockSlip.id).where(StockSlip.kind == "count")).one()
    follow(
        session,
        StockSlipLine,
        Product,
        products,
        lambda new: {"slip_id": counting, "product_id": new.id, "position": new.id},
    )
