"""What a foreign order list brings along on request: its customers, its articles, their stock.

They are the plainest that an order can stand on, and easy to find afterwards: under the level
and the category of imported things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import select

from webapp.models import (
    Branch,
    Category,
    Customer,
    CustomerAddress,
    CustomerLevel,
    Product,
    Region,
    StockBalance,
)
from webapp.services.catalog.prices import begin_discount, begin_price
from webapp.services.catalog.taxes import standard_tax_class
from webapp.services.contracts.register import enter
from webapp.services.core.pinyin import initials
from webapp.services.core.transaction import Tx
from webapp.services.importing.lines import WantedLine, WantedOrder
from webapp.services.stock import ledger

CODE = "IMPORT"
NO_REGION = "-"
LONGEST_REGION = 80


def open_customer(tx: Tx, source: str, order: WantedOrder) -> Customer:
    """A customer known by his code only, served by head office, with prices as they are.

    He gets no account: the company opens that when he shall order by himself (A3).
    """
    customer = Customer(
        code=order.customer,
        name=order.customer,
        pinyin=initials(order.customer),
        level_id=_level(tx).id,
        region_id=_region(tx, order.region[:LONGEST_REGION] or NO_REGION).id,
        branch_id=tx.session.scalars(select(Branch.id).where(Branch.is_head_office)).one(),
        responsibility_code=CODE,
        contract_number=f"{source}:{order.customer}"[:60],
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(customer)
    tx.session.flush()
    enter(tx, customer, customer.contract_number)
    tx.session.add(
        CustomerAddress(
            customer_id=customer.id,
            contact=order.customer,
            phone="",
            address=order.region or order.customer,
            is_default=True,
        )
    )
    tx.record(customer, "CustomerImported", {"source": source})
    return customer


def make_product(tx: Tx, source: str, category_id: int, line: WantedLine) -> Product:
    """An article sold by the piece, at the first price that the list has for it."""
    name = line.name or line.product
    product = Product(
        code=line.product,
        name=name,
        name_en=name,
        pinyin=initials(name)[:120],
        category_id=category_id,
        unit="件",
        unit_en="pc",
        cost_price=Decimal(0),
        tax_class_id=standard_tax_class(tx.session),
        min_quantity=_step_of(line.quantity),
        step_quantity=_step_of(line.quantity),
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(product)
    begin_price(tx, product, line.price or Decimal(0), "import")
    tx.record(product, "ProductImported", {"source": source})
    return product


def _step_of(quantity: Decimal) -> Decimal:
    """One piece, or a thousandth where the list knows parts of one."""
    whole = quantity == quantity.to_integral_value()
    return Decimal(1) if whole else Decimal("0.001")


def take_in(
    tx: Tx, warehouse_id: int, products: Iterable[Product], wanted: Mapping[int, Decimal], why: str
) -> None:
    """Takes in what an order lacks of imported articles, so that it can be shipped.

    It happens in the order's own transaction and to the piece: nothing is left over, nothing is
    taken in twice, and the ledger names the order. An article that the company has put into a
    category of its own is its own: of that nothing appears out of nowhere.
    """
    imported = imported_category(tx).id
    ids = [product.id for product in products if product.category_id == imported]
    rows = tx.session.scalars(
        select(StockBalance).where(
            StockBalance.warehouse_id == warehouse_id, StockBalance.product_id.in_(ids)
        )
    )
    available = {row.product_id: row.on_hand - row.reserved for row in rows}
    lacking = {id_: wanted[id_] - available.get(id_, Decimal(0)) for id_ in ids}
    movements = [ledger.Movement(id_, short) for id_, short in lacking.items() if short > 0]
    ledger.post(tx, warehouse_id, "in", movements, reason=why)


def imported_category(tx: Tx) -> Category:
    """Where imported articles stand until the company puts them into their own place."""
    found = tx.session.scalar(select(Category).where(Category.code == CODE))
    if found is None:
        found = Category(code=CODE, name="导入商品", name_en="Imported", path=f"/{CODE}/")
        tx.session.add(found)
        tx.session.flush()
    return found


def _level(tx: Tx) -> CustomerLevel:
    found = tx.session.scalar(select(CustomerLevel).where(CustomerLevel.code == CODE))
    if found is None:
        found = CustomerLevel(code=CODE, name="导入客户", name_en="Imported")
        tx.session.add(found)
        tx.session.flush()
        begin_discount(tx, found.id, Decimal(1))
    return found


def _region(tx: Tx, name: str) -> Region:
    """The region of this name, in either language; a new one stands beside the others."""
    found = tx.session.scalars(
        select(Region).where((Region.name == name) | (Region.name_en == name)).order_by(Region.id)
    ).first()
    if found is not None:
        return found
    region = Region(code="", name=name, name_en=name, path="")
    tx.session.add(region)
    tx.session.flush()
    region.code = f"{CODE}-{region.id}"
    region.path = f"/{region.code}/"
    tx.session.flush()
    return region
