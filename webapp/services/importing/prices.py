"""Prices as a list: base prices, those of levels and those of customers, from a day on (F5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.services.catalog.price_input import PriceInput, find_target
from webapp.services.catalog.price_setting import find_price, price_is_known, set_price
from webapp.services.core.errors import N_, Problems
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.importing.engine import (
    CHANGED,
    NEW,
    SAME,
    Chosen,
    Difference,
    Importer,
    ImportKind,
    Item,
    Plan,
)
from webapp.services.importing.fields import (
    ARTICLE_TITLES,
    CUSTOMER_TITLES,
    Field,
    read_code,
    read_day,
    read_price,
    read_text,
)
from webapp.services.importing.lookups import articles, directory

ORIGIN = "import"


class PriceList(ImportKind):
    key = "prices"
    label = N_("Prices")
    permission = Permission.PRICE_MANAGE
    key_fields = ("product", "level", "customer", "valid_from")
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
            "price",
            N_("Unit price"),
            read_price,
            ("单价", "价格", "含税单价", "销售价", "price", "unit price"),
            required=True,
            hint=N_("CNY with tax, up to four decimals."),
            example="1.5000",
        ),
        Field(
            "level",
            N_("Level"),
            read_text(80),
            ("级别", "客户级别", "价格级别", "等级", "level"),
            is_constant=True,
            hint=N_("Its code or its name. Without level and customer it is the base price."),
        ),
        Field(
            "customer",
            N_("Customer code"),
            read_code(40),
            CUSTOMER_TITLES,
            is_constant=True,
        ),
        Field(
            "valid_from",
            N_("Valid from"),
            read_day,
            ("生效日期", "开始日期", "起始日期", "自", "valid from", "from"),
            is_constant=True,
            hint=N_("An empty cell means today."),
            example="2026-12-01",
        ),
        Field(
            "valid_to",
            N_("Valid to"),
            read_day,
            ("失效日期", "截止日期", "结束日期", "至", "valid to", "to", "until"),
            is_constant=True,
        ),
        Field(
            "reason",
            N_("Reason"),
            read_text(200),
            ("原因", "说明", "备注", "调价原因", "reason", "remark"),
            is_constant=True,
        ),
    )

    def begin(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> Importer:
        return _Prices(tx, chosen, items)


class _Prices(Importer):
    def __init__(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> None:
        self._tx = tx
        self._number = chosen.number
        self._products = articles(tx.session, {item.content["product"] for item in items})

    def plan(self, item: Item) -> Plan:
        values = item.content
        product_id = self._products.id(values["product"])
        given = self._given(values)
        if price_is_known(self._tx, given):
            return Plan(SAME)
        before = self._before(product_id, given)
        change = Difference("price", before, plain(values["price"]))
        standing = CHANGED if before else NEW
        return Plan(standing, lambda: set_price.act(self._tx, given), (change,) if before else ())

    def _given(self, values: dict[str, Any]) -> PriceInput:
        level = values["level"]
        return PriceInput(
            product=values["product"],
            price=values["price"],
            level=directory(self._tx.session, "level").code(level) if level else "",
            customer=(values["customer"] or "").upper(),
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            reason=values["reason"] or self._number,
            origin=ORIGIN,
            document_number=self._number,
        )

    def _before(self, product_id: int, given: PriceInput) -> str:
        """The price of the same kind that holds on that day, '' where there is none."""
        problems = Problems()
        target = find_target(self._tx, given, problems)
        problems.refuse()
        found = find_price(self._tx.session, product_id, target, given.valid_from or self._tx.today)
        return plain(found.price) if found and found.price is not None else ""
