"""What makes the demonstration's articles look kept: larger units, second pictures, own fields,
some for good customers only, some off the shelf."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from webapp.demo.office_hours import DAY
from webapp.demo.pictures import MEDIA_TYPE, draw
from webapp.demo.products import DemoProduct
from webapp.demo.strands import Strand
from webapp.demo.world import World
from webapp.models import Product, ProductUnit
from webapp.services.catalog.fields_keeping import FieldInput, add_field
from webapp.services.catalog.products import add_pictures, change_product, set_on_shelf
from webapp.services.catalog.products_queries import get_product_input
from webapp.services.core.identifiers import ean13_check_digit
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload

#: An article dearer than these CNY comes in cartons of so many.
CARTONS = ((Decimal(200), 0), (Decimal(50), 12), (Decimal(10), 24), (Decimal(1), 100))
SMALL_THINGS = 1000
#: Dearer than these CNY, an article has a warranty.
DURABLE = Decimal(100)
WITHOUT_CARTON = frozenset({"m", "kg", "bucket"})
ORIGINS = ("浙江", "江苏", "广东", "河北")
SECOND_PICTURES = slice(0, 60, 5)
FOR_GOOD_CUSTOMERS = (-1, -7)
OFF_THE_SHELF = (-3,)


def make_fields(tx: Tx) -> None:
    """The company's own fields, of which customers read two."""
    for code, kind, given in (
        ("origin", "choice", FieldInput("产地", "Origin", ORIGINS, shown_to_customers=True)),
        ("warranty", "number", FieldInput("保修期（月）", "Warranty (months)", (), True)),
        ("place", "text", FieldInput("库位", "Place on the shelves")),
    ):
        add_field.act(tx, code, kind, given)


def field_values(demo: DemoProduct, index: int) -> dict[str, Any]:
    """What an article has in them."""
    values = {
        "origin": ORIGINS[index % len(ORIGINS)],
        "place": f"{demo.category}-{index % 12 + 1:02}",
    }
    return {**values, "warranty": "12"} if demo.base_price > DURABLE else values


def carton(product: Product, demo: DemoProduct, index: int) -> ProductUnit | None:
    """The carton that an article comes in, a whole number of its steps; None for large things."""
    if demo.unit_en in WITHOUT_CARTON:
        return None
    holds = next((number for least, number in CARTONS if demo.base_price > least), SMALL_THINGS)
    factor = -(-Decimal(holds) // demo.step_quantity) * demo.step_quantity
    if not factor:
        return None
    body = f"29{index + 1:010}"
    barcode = body + ean13_check_digit(body)
    return ProductUnit(
        product_id=product.id, name="箱", name_en="carton", factor=factor, barcode=barcode
    )


def round_off(world: World) -> Strand:
    """By the sales head: pictures in the last days, and just now what cannot be ordered by all."""
    sales = world.staff["sales"]
    tx = yield 3 * DAY, sales
    for article in world.articles[SECOND_PICTURES]:
        add_pictures.act(tx, article.demo.code, 1, [_from_behind(article.demo)])
    tx = yield 0.0, sales
    for place in FOR_GOOD_CUSTOMERS:
        _restrict(tx, world.articles[place].demo.code, ("A",))
    for place in OFF_THE_SHELF:
        set_on_shelf.act(tx, world.articles[place].demo.code, 1, False)


def _restrict(tx: Tx, code: str, levels: Sequence[str]) -> None:
    given, version = get_product_input(tx.session, tx.actor, code)
    change_product.act(tx, code, version, replace(given, levels=levels))


def _from_behind(demo: DemoProduct) -> CheckedUpload:
    content = draw(replace(demo, ground="slate"))
    return CheckedUpload(
        name=f"{demo.code}-2.webp",
        media_type=MEDIA_TYPE,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        width=400,
        height=400,
    )
