"""Opening stock as a list: what of an article a warehouse begins with, once (H4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select

from webapp.models import StockEntry, Warehouse
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.importing.engine import (
    NEW,
    SAME,
    Chosen,
    Importer,
    ImportKind,
    Item,
    Plan,
)
from webapp.services.importing.fields import ARTICLE_TITLES, Field, read_code, read_some, read_text
from webapp.services.importing.lookups import articles, directory
from webapp.services.stock import ledger

OPENING = "opening"


class OpeningStockList(ImportKind):
    key = "stock"
    label = N_("Opening stock")
    permission = Permission.STOCK_MANAGE
    key_fields = ("product", "warehouse")
    fields = (
        Field(
            "product",
            N_("Article code"),
            read_code(40),
            ARTICLE_TITLES,
            required=True,
            example="BOLT-8",
        ),
        Field(
            "warehouse",
            N_("Warehouse"),
            read_text(80),
            ("仓库", "仓库编码", "仓库名称", "warehouse"),
            required=True,
            is_constant=True,
            hint=N_("Its code or its name."),
            example="HQ-1",
        ),
        Field(
            "quantity",
            N_("Quantity"),
            read_some,
            (
                "数量",
                "期初数量",
                "库存",
                "库存数量",
                "结存数量",
                "quantity",
                "qty",
                "stock",
                "on hand",
            ),
            required=True,
            hint=N_("In the article's own unit."),
            example="1000",
        ),
    )

    def begin(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> Importer:
        return _Opening(tx, chosen, items)


class _Opening(Importer):
    """Posts what a batch begins with in one movement a warehouse, in the end."""

    def __init__(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> None:
        self._tx = tx
        self._number = chosen.number
        self._warehouses = self._locked()
        self._products = articles(tx.session, {item.content["product"] for item in items})
        self._begun = self._opened()
        self._movements: dict[int, list[ledger.Movement]] = {}

    def _locked(self) -> dict[str, int]:
        """The warehouses by code, locked: two lists cannot both be the first."""
        statement = select(Warehouse.code, Warehouse.id).order_by(Warehouse.id).with_for_update()
        return {row.code: row.id for row in self._tx.session.execute(statement)}

    def _opened(self) -> dict[tuple[int, int], Decimal]:
        """What the articles of the batch began with already, by warehouse and article."""
        rows = self._tx.session.execute(
            select(StockEntry.warehouse_id, StockEntry.product_id, func.sum(StockEntry.on_hand))
            .where(
                StockEntry.warehouse_id.in_(self._warehouses.values()),
                StockEntry.product_id.in_(self._products.ids),
                StockEntry.kind == OPENING,
            )
            .group_by(StockEntry.warehouse_id, StockEntry.product_id)
        )
        return {(warehouse, product): quantity for warehouse, product, quantity in rows}

    def plan(self, item: Item) -> Plan:
        values = item.content
        code = directory(self._tx.session, "warehouse").code(values["warehouse"])
        warehouse_id = self._warehouses[code]
        product_id = self._products.id(values["product"])
        begun = self._begun.get((warehouse_id, product_id))
        if begun == values["quantity"]:
            return Plan(SAME)
        if begun is not None:
            text = N_("It began with %(quantity)s already. Correct it by a stocktaking.")
            raise RuleBroken(text, "quantity", quantity=plain(begun))
        movement = ledger.Movement(product_id, values["quantity"])
        movements = self._movements.setdefault(warehouse_id, [])
        return Plan(NEW, lambda: movements.append(movement))

    def finish(self) -> None:
        for warehouse_id, movements in sorted(self._movements.items()):
            ledger.post(self._tx, warehouse_id, OPENING, movements, document_number=self._number)
