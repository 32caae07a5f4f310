"""Databases of a size: a company with 10,000 articles, and orders of ten lines as after years.

One order is brought to every place by the product's own acts; the rest are copies of those, made
inside the database. About two thousand are open; all others are completed, with their shipments,
their receipts and their trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, create_engine, func, null, select, text, update
from sqlalchemy.orm import Session

from bench.indexes import without_indexes
from tests.support.company import company_in, found
from tests.support.filling import Number, copy, follow, named, spread
from tests.support.stages import Stages
from webapp import wiring
from webapp.db import Database
from webapp.migrating import upgrade
from webapp.models import (
    Base,
    Contract,
    Customer,
    CustomerAddress,
    Event,
    Order,
    OrderLine,
    Product,
    ProductPrice,
    Shipment,
    ShipmentLine,
    StockBalance,
    User,
)
from webapp.services.identity.passwords import PasswordHashes
from webapp.services.orders import kinds
from webapp.services.orders.placing import WantedLine

PASSWORD = "a-password-of-the-bench-2026"
CLIENTS = 4
LINES = 10
LONG_ORDER = 200
PRODUCTS = 10_000
CUSTOMERS = 2_000
MOST_OPEN = 2_000
#: Of so many orders one is the largest customer's, and one has each of the first articles.
SHARE = 20
#: So that numbers are of one length and none begins like another.
FIRST_NUMBER = 1_000_000
#: Of ten open orders, how many stand where.
OPEN = {
    kinds.ORDER_REVIEW: 6,
    kinds.FINANCE_REVIEW: 1,
    kinds.OUTBOUND_REVIEW: 1,
    kinds.SHIPMENT: 1,
    kinds.RECEIPT: 1,
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What the driver has to know of a database."""

    orders: int
    order_number: str
    long_order_number: str
    customer: str
    product: str


def make_company(url: str) -> None:
    """A migrated database with the company, its articles, customers, people and samples."""
    wiring.connect()
    upgrade(url)
    database = Database(url)
    with database.session() as session:
        found(session)
        _products(session)
        _samples(session)
        _customers(session)
        session.commit()
    database.dispose()


def fill(url: str, orders: int) -> None:
    """Orders up to so many; statistics are brought up to date."""
    database = Database(url)
    with database.session() as session, without_indexes(session):
        open_ones = min(MOST_OPEN, orders // 2)
        for status, share in OPEN.items():
            _copies(session, status, open_ones * share // sum(OPEN.values()))
        _copies(session, kinds.COMPLETED, orders - open_ones)
        session.commit()
    database.dispose()
    tidy(url)


def tidy(url: str) -> None:
    """Statistics, and what is known of the pages, as they are after a night."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    engine.dispose()


def described(url: str) -> Filled:
    """The figures and numbers that the measures ask for."""
    database = Database(url)
    with database.session() as session:
        asked = {
            "orders": "SELECT count(*) FROM sales_order",
            "order_number": "SELECT min(number) FROM sales_order WHERE number LIKE 'DH-O-2019%'",
            "long_order_number": "SELECT number FROM sales_order WHERE id ="
            " (SELECT order_id FROM order_line WHERE position = 200 LIMIT 1)",
            "customer": f"SELECT name FROM customer WHERE code = 'C-{CUSTOMERS}'",
            "product": f"SELECT code FROM product WHERE code = 'P-{SHARE}'",
        }
        values = {name: session.execute(text(sql)).scalar_one() for name, sql in asked.items()}
    database.dispose()
    return Filled(**values)


def _products(session: Session) -> None:
    def product(n: Number) -> dict[str, Any]:
        words = {"name": named("商品", n), "name_en": named("Article", n)}
        return {"code": named("P", n), "pinyin": named("sp", n), "barcode": null(), **words}

    since = copy(session, Product, PRODUCTS, product)
    for model in (ProductPrice, StockBalance):
        follow(session, model, Product, since, lambda new: {"product_id": new.id})
    session.execute(update(StockBalance).values(on_hand=Decimal(10) ** 9))
    session.commit()


def _customers(session: Session) -> None:
    """Customers with an address, a contract and an account each; the first has prices of his
    own for every tenth article."""

    def customer(n: Number) -> dict[str, Any]:
        names = {"name": named("五金商行", n), "pinyin": named("wjsh", n)}
        return {"code": named("C", n), "contract_number": named("HT-C", n), **names}

    since = copy(session, Customer, CUSTOMERS, customer)
    follow(session, CustomerAddress, Customer, since, lambda new: {"customer_id": new.id})
    follow(
        session,
        Contract,
        Customer,
        since,
        lambda new: {"customer_id": new.id, "number": new.contract_number},
    )
    account = session.scalars(select(User.id).where(User.user_name == "kh001")).one()
    copy(
        session,
        User,
        CUSTOMERS,
        lambda n: {"user_name": named("c", n), "customer_id": since + n - 1},
        like=account,
    )
    password = PasswordHashes().make(PASSWORD)
    session.execute(update(User).values(password_hash=password, must_change_password=False))
    priced = session.scalars(select(Product.id).where(Product.code == "P-1")).one()
    copy(
        session,
        ProductPrice,
        PRODUCTS // 10,
        lambda n: {"product_id": priced + n * 10 - 10, "customer_id": since},
    )


def _samples(session: Session) -> None:
    """One order of ten lines at each place, and a long one."""
    company = company_in(session)
    codes = [f"P-{n}" for n in range(1, LONG_ORDER + 1)]
    wanted = [WantedLine(company.products[code], Decimal(10)) for code in codes]
    stages = Stages(company)
    for status in (*OPEN, kinds.COMPLETED):
        order = company.place(wanted[:LINES])
        while order.status not in (status, kinds.RECEIPT):
            order = stages.pass_on(order)
        if status == kinds.COMPLETED:
            stages.receive(order)
    company.place(wanted)


def _copies(session: Session, status: str, number: int) -> None:
    """Copies of the sample that stands there, with what hangs on it."""
    if number <= 0:
        return
    sample = session.scalars(select(func.min(Order.id)).where(Order.status == status)).one()
    last = session.scalars(select(func.max(Order.id))).one()
    goods = session.scalars(select(func.min(Product.id)).where(Product.code.like("P-%"))).one()
    kept = session.scalars(select(func.min(Customer.id)).where(Customer.code.like("C-%"))).one()
    day = "20190101" if status == kinds.COMPLETED else f"20260101-{status[:3]}"
    begin = datetime.now(UTC)

    def order(n: Number) -> dict[str, Any]:
        since = {"status_since": spread(n, begin), "created_at": spread(n, begin)}
        whom = {
            "customer_id": case((n % SHARE == 0, kept + CUSTOMERS - 1), else_=kept + n % CUSTOMERS)
        }
        return {"number": named(f"DH-O-{day}", n + FIRST_NUMBER), **whom, **since}

    copy(session, Order, number, order, like=sample)
    session.commit()
    for statement in CHILDREN:
        # The next statement joins what this one makes; unknown rows would be joined one by one.
        session.execute(text("ANALYZE"))
        session.execute(text(statement), {"sample": sample, "last": last, "goods": goods})
        session.commit()


def _columns(model: type[Base], alias: str, **changed: str) -> tuple[str, str]:
    """The columns of a table but for its id, and what is put into them."""
    names = [column.name for column in model.__table__.columns if column.name != "id"]
    values = [changed.get(name, f"{alias}.{name}") for name in names]
    return ", ".join(names), ", ".join(values)


def _child(model: type[Base], joined: str, where: str, **changed: str) -> str:
    names, values = _columns(model, "old", **changed)
    table = model.__tablename__
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} old {joined} WHERE {where}"


NEW = "JOIN sales_order new ON new.id > :last"
#: The first articles are ordered by many, all others as often as each other.
SPREAD = (
    " JOIN product goods ON goods.id = :goods + CASE WHEN old.position = 1"
    f" THEN new.id % {SHARE} ELSE (new.id * {LINES} + old.position) % {PRODUCTS} END"
)
CHILDREN = (
    _child(
        OrderLine,
        NEW + SPREAD,
        "old.order_id = :sample",
        order_id="new.id",
        product_id="goods.id",
        code="goods.code",
        name="goods.name",
        name_en="goods.name_en",
    ),
    _child(
        Event,
        NEW,
        "old.subject_kind = 'sales_order' AND old.subject_id = :sample",
        subject_id="new.id",
        subject_number="new.number",
    ),
    _child(
        Shipment,
        NEW,
        "old.order_id = :sample",
        order_id="new.id",
        number="'CK-' || new.number",
        way_number="CASE WHEN old.way_number IS NULL THEN NULL ELSE 'L-' || new.number END",
    ),
    _child(
        ShipmentLine,
        "JOIN order_line was ON was.id = old.order_line_id"
        " JOIN shipment sent ON sent.order_id > :last"
        " JOIN order_line line ON line.order_id = sent.order_id AND line.position = was.position",
        "was.order_id = :sample",
        shipment_id="sent.id",
        order_line_id="line.id",
    ),
)
