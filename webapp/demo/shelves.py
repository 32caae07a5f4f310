"""Makes the catalogue of the invented company, its prices, and what its warehouses begin with."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from random import Random

from webapp.demo.assortment import carton, field_values, make_fields
from webapp.demo.pictures import MEDIA_TYPE, draw
from webapp.demo.products import DemoProduct, categories, products
from webapp.demo.wording import OPENING
from webapp.demo.world import Article, World
from webapp.models import Category, Product
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_setting import set_price
from webapp.services.catalog.prices import begin_price
from webapp.services.catalog.taxes import standard_tax_class
from webapp.services.core.pinyin import initials
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import store
from webapp.services.stock import ledger

#: Every so many articles one is scarce, has a level price, has a price for single customers.
SCARCE_EVERY = 27
LEVEL_PRICE_EVERY = 9
CUSTOMER_PRICE_EVERY = 13
CUSTOMERS_WITH_PRICES = 6
FOUR_PLACES = Decimal("0.0001")
SIDE = 400


def fill(tx: Tx, world: World) -> None:
    """Categories, products with pictures, prices, and the opening stock of every warehouse."""
    places = _categories(tx)
    tops = {node.code: node.parent or node.code for node in categories()}
    made = [(demo, _product(tx, demo, places[demo.category])) for demo in products()]
    tx.session.flush()
    make_fields(tx)
    for index, (demo, row) in enumerate(made):
        row.custom = field_values(demo, index)
        if (unit := carton(row, demo, index)) is not None:
            tx.session.add(unit)
        is_scarce = index % SCARCE_EVERY == SCARCE_EVERY - 1
        world.articles.append(Article(demo, row.id, tops[demo.category], is_scarce))
    _prices(tx, world)
    for branch, warehouse in world.warehouses.items():
        _opening_stock(tx, world, branch, warehouse)


def _categories(tx: Tx) -> dict[str, Category]:
    rows: dict[str, Category] = {}
    for position, node in enumerate(categories()):
        above = rows.get(node.parent or "")
        row = Category(
            code=node.code,
            name=node.name,
            name_en=node.name_en,
            parent_id=above.id if above else None,
            path=f"{above.path if above else '/'}{node.code}/",
            position=position,
        )
        tx.session.add(row)
        tx.session.flush()
        rows[node.code] = row
    return rows


def _product(tx: Tx, demo: DemoProduct, category: Category) -> Product:
    row = Product(
        code=demo.code,
        name=demo.name,
        name_en=demo.name_en,
        specification=demo.specification,
        pinyin=initials(demo.name),
        barcode=demo.barcode,
        brand=demo.brand,
        kind=demo.kind,
        category_id=category.id,
        unit=demo.unit,
        unit_en=demo.unit_en,
        cost_price=demo.cost_price,
        tax_class_id=standard_tax_class(tx.session),
        min_quantity=demo.min_quantity,
        step_quantity=demo.step_quantity,
        lead_days=demo.lead_days,
        picture_id=store(tx, _picture(demo)).id,
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(row)
    begin_price(tx, row, demo.base_price, "founding")
    return row


def _picture(demo: DemoProduct) -> CheckedUpload:
    content = draw(demo)
    return CheckedUpload(
        name=f"{demo.code}.webp",
        media_type=MEDIA_TYPE,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        width=SIDE,
        height=SIDE,
    )


def _prices(tx: Tx, world: World) -> None:
    """Prices agreed beside the levels' factors: for the best level, and for single customers."""
    known = [client.demo.code for client in world.clients if client.demo.level != "C"]
    for index, article in enumerate(world.articles):
        if index % LEVEL_PRICE_EVERY == 4:
            _price(tx, article, Decimal("0.85"), level="A")
        if index % CUSTOMER_PRICE_EVERY == 3:
            for code in known[:CUSTOMERS_WITH_PRICES]:
                _price(tx, article, Decimal("0.82"), customer=code)


def _price(
    tx: Tx, article: Article, factor: Decimal, *, level: str = "", customer: str = ""
) -> None:
    price = (article.demo.base_price * factor).quantize(FOUR_PLACES)
    set_price.act(tx, PriceInput(article.demo.code, price, level, customer, origin="founding"))


def _opening_stock(tx: Tx, world: World, branch: str, warehouse_id: int) -> None:
    chance = Random(f"opening stock of {branch}")
    keeper = tx.acting_as(world.keepers[warehouse_id], tx.now)
    movements = []
    for article in world.articles:
        worth = Decimal(
            chance.randint(600, 1500) if article.is_scarce else chance.randint(2, 14) * 1000
        )
        movements.append(ledger.Movement(article.id, article.quantity_for(worth)))
    ledger.post(keeper, warehouse_id, "opening", movements, reason=OPENING)
