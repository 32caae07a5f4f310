"""Making and changing articles, and putting them on and off the shelf (H1).

An article is never deleted: orders, stock and prices stand on it. Its code is its name for good.
Prices follow one another elsewhere; here stands only the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from webapp.models import Product, ProductLevel, ProductUnit
from webapp.services.catalog import pictures
from webapp.services.catalog.prices import begin_price
from webapp.services.catalog.products_checks import Checked, check_product
from webapp.services.catalog.products_input import ProductInput, check_price
from webapp.services.catalog.products_state import changes_of, state_of
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.pinyin import initials
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.files.checks import CheckedUpload
from webapp.services.stock.ledger import allow_oversell

CHANGED = N_("Somebody changed this article meanwhile. Nothing was done.")
TAKEN = N_("Somebody gave out this code or bar code meanwhile. Nothing was done.")
MOST_AT_ONCE = 200
LONGEST_PINYIN = 120
COPIED = (
    "name",
    "specification",
    "brand",
    "kind",
    "unit",
    "min_quantity",
    "step_quantity",
    "max_quantity",
    "lead_days",
)


@command
def create_product(
    tx: Tx,
    given: ProductInput,
    base_price: Decimal,
    *,
    uploads: Sequence[CheckedUpload] = (),
    on_shelf: bool = True,
    origin: str = "manual",
) -> Done:
    """Makes an article with its first base price, CNY a unit with tax (E1, H1).

    Raises RuleBroken at the fields that are wrong, Forbidden without the right to articles, or to
    prices where a cost is given.
    """
    tx.actor.require(Permission.PRODUCT_MANAGE)
    if given.cost_price is not None:
        tx.actor.require(Permission.PRICE_MANAGE)
    problems = Problems()
    checked = check_product(tx, given, None, problems)
    check_price("base_price", base_price, problems)
    problems.refuse()
    product = Product(
        code=given.code,
        on_shelf=on_shelf,
        cost_price=Decimal(0),
        custom={},
        version=1,
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    with unique(tx, "code", TAKEN):
        _fill(product, given, checked)
        tx.session.add(product)
        begin_price(tx, product, base_price, origin)
        _put_parts(tx, product, given, checked)
    if uploads:
        pictures.hang_up(tx, product, uploads)
    state, internal = state_of(tx.session, product)
    state["base_price"] = str(base_price)
    tx.record(product, "ProductCreated", {"after": state}, internal={"after": internal})
    return _answer(product)


@command
def change_product(tx: Tx, code: str, version: int, given: ProductInput) -> Done:
    """Changes an article; orders that it stands on keep what they were placed with.

    The trail keeps what changed, before and after, the cost where only staff read it (H3). Raises
    RuleBroken, Conflict when somebody changed it meanwhile, NotFound, Forbidden.
    """
    tx.actor.require(Permission.PRODUCT_MANAGE)
    product = lock_product(tx, code, version)
    if given.cost_price not in (None, product.cost_price):
        tx.actor.require(Permission.PRICE_MANAGE)
    problems = Problems()
    checked = check_product(tx, given, product, problems)
    problems.refuse()
    before = state_of(tx.session, product)
    if product.allow_oversell != given.allow_oversell:
        allow_oversell(tx, product.id, allowed=given.allow_oversell)
    with unique(tx, "code", TAKEN):
        _fill(product, given, checked)
        _clear_parts(tx, product)
        _put_parts(tx, product, given, checked)
    public, internal = changes_of(before, state_of(tx.session, product))
    if not public and not internal:
        return _answer(product)
    return _done(tx, product, "ProductChanged", public, internal)


@command
def set_on_shelf(tx: Tx, code: str, version: int, on_shelf: bool) -> Done:
    """Puts an article on the shelf or takes it off; open orders keep it.

    Raises Conflict when somebody changed it meanwhile, NotFound, Forbidden.
    """
    tx.actor.require(Permission.PRODUCT_MANAGE)
    product = lock_product(tx, code, version)
    return _shelve(tx, product, on_shelf=on_shelf)


@command
def set_many_on_shelf(tx: Tx, codes: Sequence[str], on_shelf: bool) -> Done:
    """The same for many articles at once; ``details`` count those that were not so already.

    Raises RuleBroken when nothing or too much is marked, Forbidden.
    """
    tx.actor.require(Permission.PRODUCT_MANAGE)
    problems = Problems()
    if not codes:
        problems.add("", N_("Mark the articles first."))
    if len(set(codes)) > MOST_AT_ONCE:
        problems.add("", N_("At most %(most)s articles at once."), most=MOST_AT_ONCE)
    problems.refuse()
    statement = (
        select(Product)
        .where(Product.code.in_(set(codes)), Product.on_shelf.is_not(on_shelf))
        .order_by(Product.id)
        .with_for_update()
    )
    found = tx.session.scalars(statement).all()
    for product in found:
        _shelve(tx, product, on_shelf=on_shelf)
    return Done(details={"changed": len(found)})


@command
def add_pictures(tx: Tx, code: str, version: int, uploads: Sequence[CheckedUpload]) -> Done:
    """Adds pictures behind those that are there. Raises RuleBroken, Conflict, NotFound."""
    tx.actor.require(Permission.PRODUCT_MANAGE)
    product = lock_product(tx, code, version)
    if not uploads:
        raise RuleBroken(N_("Please choose a file."), "pictures")
    pictures.hang_up(tx, product, uploads)
    names = [upload.name for upload in uploads]
    return _done(tx, product, "ProductPicturesAdded", {"names": names}, {})


@command
def move_picture(tx: Tx, code: str, version: int, token: str, way: str) -> Done:
    """Moves a picture to the front, one place earlier or later, or takes it away.

    Raises NotFound for a picture that is not the article's, Conflict, RuleBroken.
    """
    tx.actor.require(Permission.PRODUCT_MANAGE)
    product = lock_product(tx, code, version)
    name = pictures.move(tx, product, token, way)
    event = "ProductPictureRemoved" if way == "away" else "ProductPicturesOrdered"
    return _done(tx, product, event, {"name": name}, {})


def lock_product(tx: Tx, code: str, version: int) -> Product:
    """The article, locked, as its reader saw it. Raises NotFound, or Conflict when it changed."""
    product = tx.session.scalar(select(Product).where(Product.code == code[:40]).with_for_update())
    if product is None:
        raise NotFound()
    if product.version != version:
        raise Conflict(CHANGED)
    return product


def _fill(product: Product, given: ProductInput, checked: Checked) -> None:
    for name in COPIED:
        setattr(product, name, getattr(given, name))
    product.name_en = given.name_en or given.name
    product.unit_en = given.unit_en or given.unit
    product.pinyin = initials(given.name)[:LONGEST_PINYIN]
    product.barcode = given.barcode or None
    product.category_id = checked.category_id
    product.tax_class_id = checked.tax_class_id
    product.allow_oversell = given.allow_oversell
    product.is_restricted = bool(checked.level_ids)
    product.custom = checked.custom
    if given.cost_price is not None:
        product.cost_price = given.cost_price


def _clear_parts(tx: Tx, product: Product) -> None:
    """Units and levels are put anew: a bar code may pass from one unit to another."""
    for model in (ProductUnit, ProductLevel):
        tx.session.execute(delete(model).where(model.product_id == product.id))


def _put_parts(tx: Tx, product: Product, given: ProductInput, checked: Checked) -> None:
    tx.session.add_all(
        ProductUnit(
            product_id=product.id,
            name=unit.name,
            name_en=unit.name_en or unit.name,
            factor=unit.factor,
            barcode=unit.barcode or None,
        )
        for unit in given.units
    )
    tx.session.add_all(
        ProductLevel(product_id=product.id, level_id=level_id) for level_id in checked.level_ids
    )
    tx.session.flush()


def _shelve(tx: Tx, product: Product, *, on_shelf: bool) -> Done:
    if product.on_shelf == on_shelf:
        return _answer(product)
    product.on_shelf = on_shelf
    return _done(tx, product, "ProductShelved" if on_shelf else "ProductUnshelved", {}, {})


def _done(
    tx: Tx, product: Product, event: str, data: dict[str, Any], internal: dict[str, Any]
) -> Done:
    product.version += 1
    tx.record(product, event, data, internal=internal)
    return _answer(product)


def _answer(product: Product) -> Done:
    return Done(product.code, "on" if product.on_shelf else "off", product.version)
