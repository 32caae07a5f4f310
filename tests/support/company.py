"""A small company to test on: head office, six people, two customers, four articles.

Everything is made by the product's own services, so that a test stands on what a user has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.models import (
    Category,
    Customer,
    CustomerAddress,
    CustomerLevel,
    Order,
    Product,
    ProductPrice,
    Region,
    Shipment,
    StockBalance,
    User,
    UserRegion,
    Warehouse,
)
from webapp.services.catalog.prices import begin_discount, begin_price
from webapp.services.catalog.taxes import standard_tax_class
from webapp.services.contracts.register import PaperContract, register_contract
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.transaction import Tx, writing
from webapp.services.customers.account import open_customer_account
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import Paper
from webapp.services.identity.accounts import actor_of
from webapp.services.identity.opening import open_staff_account
from webapp.services.orders.commands import place_order
from webapp.services.orders.placing import OrderInput, WantedLine
from webapp.services.setup import founding
from webapp.services.stock import ledger

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STAFF = {
    "admin": "administrator",
    "sales": "sales_head",
    "review": "order_reviewer",
    "finance": "finance_reviewer",
    "ship": "shipping_keeper",
    "region1": "regional_manager",
}
#: Code, price, least, step, stock.
ARTICLES = (
    ("BOLT-8", "1.5000", "10", "10", "1000"),
    ("NUT-8", "0.3333", "1", "1", "500"),
    ("PIPE-20", "12.5000", "0.5", "0.5", "80"),
    ("LOCK-1", "86.0000", "1", "1", "5"),
)
BARCODES = {
    "BOLT-8": "6900000000014",
    "NUT-8": "6900000000021",
    "PIPE-20": "6900000000038",
    "LOCK-1": "6900000000045",
}
#: No such hash can ever match: tests sign in without passwords unless they test just that.
NO_PASSWORD = "!"


@dataclass(frozen=True, slots=True)
class Company:
    """Ids and actors of the small company; ``customers`` are kh001 (in region1's region) and
    kh002 (elsewhere)."""

    session: Session
    warehouse_id: int
    customers: tuple[int, int]
    products: dict[str, int]

    def actor(self, user_name: str) -> Actor:
        self.session.rollback()
        user = self.session.scalars(select(User).where(User.user_name == user_name)).one()
        return actor_of(self.session, user)

    def order(self, number: str) -> Order:
        """The order as it is in the database now, with its lines, free of any session."""
        with Session(self.session.get_bind()) as fresh:
            order = fresh.scalars(select(Order).where(Order.number == number)).one()
            _ = order.lines
            return order

    def shipments(self, number: str) -> list[Shipment]:
        """The order's shipments as they are now, with their lines, oldest first."""
        with Session(self.session.get_bind()) as fresh:
            statement = (
                select(Shipment)
                .join(Order, Order.id == Shipment.order_id)
                .where(Order.number == number)
                .options(selectinload(Shipment.lines))
                .order_by(Shipment.id)
            )
            return list(fresh.scalars(statement))

    def stock(self, code: str) -> tuple[Decimal, Decimal]:
        """What of an article is on hand and what is reserved."""
        with Session(self.session.get_bind()) as fresh:
            balance = fresh.scalars(
                select(StockBalance).where(StockBalance.product_id == self.products[code])
            ).one()
            return balance.on_hand, balance.reserved

    def wanted(self, **quantities: str) -> list[WantedLine]:
        """Lines by article, hyphens written as underscores: ``wanted(BOLT_8="20")``."""
        return [
            WantedLine(self.products[code.replace("_", "-")], Decimal(quantity))
            for code, quantity in quantities.items()
        ]

    def place(
        self,
        lines: Sequence[WantedLine] | None = None,
        *,
        by: str = "kh001",
        customer: int = 0,
        **more: Any,
    ) -> Order:
        """An order placed and submitted, with the paper that its placer owes."""
        actor = SYSTEM if by == "system" else self.actor(by)
        purpose = "signature" if actor.is_customer else "customer_order"
        given = OrderInput(
            lines=lines or self.wanted(BOLT_8="20", NUT_8="30"),
            requested_date=more.pop("requested_date", datetime.now(UTC).date() + timedelta(days=3)),
            papers=more.pop("papers", (Paper(purpose, a_picture()),)),
            **more,
        )
        if by == "kh002":
            customer = 1
        done = place_order(self.session, actor, self.customers[customer], given)
        return self.order(done.number)


def a_picture(name: str = "paper.png") -> CheckedUpload:
    """A stored file's content as the checks would let it through."""
    return CheckedUpload(
        name=name, media_type="image/png", content=b"\x89PNG", sha256="0" * 64, width=1, height=1
    )


def company_in(session: Session) -> Company:
    """The small company, where ``found`` made it."""
    customers = session.scalars(select(Customer.id).order_by(Customer.code)).all()
    products = {product.code: product.id for product in session.scalars(select(Product))}
    warehouse = session.scalars(select(Warehouse.id)).one()
    return Company(session, warehouse, (customers[0], customers[1]), products)


def found(session: Session) -> None:
    """Makes the small company in an empty database."""
    with writing(session, SYSTEM) as tx:
        founded = founding.found_company(tx)
        east, north = _regions(tx)
        level = CustomerLevel(code="A", name="A级", name_en="Level A")
        tx.session.add(level)
        tx.session.flush()
        begin_discount(tx, level.id, Decimal("0.95"))
        for user_name, role in STAFF.items():
            user = open_staff_account(
                tx, user_name, user_name.title(), NO_PASSWORD, [founded.roles[role]]
            )
            if role == "regional_manager":
                tx.session.add(UserRegion(user_id=user.id, region_id=east.id))
        for number, region in ((1, east), (2, north)):
            _customer(tx, f"kh00{number}", region, level, founded.branch.id)
        _products(tx, founded.warehouse.id)


def _regions(tx: Tx) -> tuple[Region, Region]:
    east = Region(code="E", name="华东", name_en="East", path="/E/")
    north = Region(code="N", name="华北", name_en="North", path="/N/")
    tx.session.add_all([east, north])
    tx.session.flush()
    return east, north


def _customer(tx: Tx, user_name: str, region: Region, level: CustomerLevel, branch_id: int) -> None:
    tx.session.flush()
    customer = Customer(
        code=user_name.upper(),
        name=f"{user_name}五金商行",
        pinyin=f"{user_name}wjsh",
        level_id=level.id,
        region_id=region.id,
        branch_id=branch_id,
        responsibility_code="XS-01",
        contact="王经理",
        phone="13800000000",
        contract_number=f"HT-{user_name.upper()}",
        credit_limit=Decimal("1000.00"),
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(customer)
    tx.session.flush()
    register_contract.act(tx, PaperContract(customer.contract_number, customer.code))
    tx.session.add(
        CustomerAddress(
            customer_id=customer.id,
            contact="王经理",
            phone="13800000000",
            address=f"{user_name} 路 1 号",
            is_default=True,
        )
    )
    open_customer_account(tx, user_name, customer.name, NO_PASSWORD, customer.id)


def _products(tx: Tx, warehouse_id: int) -> None:
    category = Category(code="FAST", name="紧固件", name_en="Fasteners", path="/FAST/")
    tx.session.add(category)
    tx.session.flush()
    made = [_product(tx, category.id, *article[:4]) for article in ARTICLES]
    tx.session.flush()
    stock = [
        ledger.Movement(product.id, Decimal(article[4]))
        for product, article in zip(made, ARTICLES, strict=True)
    ]
    ledger.post(tx, warehouse_id, "opening", stock)


def _product(tx: Tx, category_id: int, code: str, price: str, least: str, step: str) -> Product:
    product = Product(
        code=code,
        name=f"{code} 商品",
        name_en=f"{code} article",
        specification="M8",
        pinyin=code.lower(),
        barcode=BARCODES[code],
        category_id=category_id,
        unit="个",
        unit_en="pcs",
        cost_price=Decimal(price) * Decimal("0.7777"),
        tax_class_id=standard_tax_class(tx.session),
        min_quantity=Decimal(least),
        step_quantity=Decimal(step),
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    product.cost_price = product.cost_price.quantize(Decimal("0.0001"))
    tx.session.add(product)
    begin_price(tx, product, Decimal(price), "founding")
    return product


def reprice(session: Session, code: str, price: str) -> None:
    """Lets another base price of an article follow from today on."""
    with writing(session, SYSTEM) as tx:
        product = tx.session.scalars(select(Product).where(Product.code == code)).one()
        following = ProductPrice(
            product_id=product.id, price=Decimal(price), valid_from=tx.today, set_at=tx.now
        )
        tx.session.add(following)
