"""What a list of orders may have columns for."""

from __future__ import annotations

from decimal import Decimal

from webapp.services.core.errors import N_
from webapp.services.core.parsing import MAX_CODE_LENGTH, ParseError, parse_money, parse_quantity
from webapp.services.importing.fields import (
    CUSTOMER_TITLES,
    Field,
    Reader,
    figure_of,
    read_code,
    read_day,
    read_text,
    text_of,
)
from webapp.services.importing.lines import Cell
from webapp.services.importing.mapping import LineRules

ORDER_TITLES = (
    *("单号", "订单号", "订单编号", "订货单号", "外部单号"),
    *("order", "order no", "invoiceno"),
)
_NAME_LENGTH = 120


def order_fields(rules: LineRules, *, is_complete: bool) -> tuple[Field, ...]:
    """The fields in the sequence in which they are judged; unless lines are complete, price and
    day may be missing."""
    return (*WHAT, *_figures(rules, is_complete), *_days(is_complete), *BESIDES)


def _figures(rules: LineRules, is_complete: bool) -> tuple[Field, ...]:
    return (
        Field(
            "quantity",
            N_("Quantity"),
            _quantity(rules.quantity_decimals),
            ("数量", "订货数量", "订购数量", "quantity", "qty"),
            required=True,
            example="20",
        ),
        Field(
            "price",
            N_("Unit price"),
            _price(rules.price_decimals),
            ("单价", "价格", "含税单价", "price", "unitprice"),
            required=is_complete,
            hint=N_("CNY with tax. An empty cell means the price of the price list."),
        ),
    )


def _days(is_complete: bool) -> tuple[Field, ...]:
    return (
        Field(
            "date",
            N_("Order date"),
            read_day,
            ("日期", "下单日期", "订单日期", "订货日期", "date", "order date", "invoicedate"),
            required=is_complete,
            is_constant=True,
            hint=N_("The day whose prices hold. An empty cell means today."),
            example="2026-11-23",
        ),
        Field(
            "wanted_on",
            N_("Wanted on"),
            read_day,
            (
                "要求发货日期",
                "要货日期",
                "交货日期",
                "期望到货日期",
                "wanted",
                "delivery date",
                "requested date",
            ),
            is_constant=True,
        ),
    )


def _quantity(decimals: int) -> Reader:
    def read(cell: Cell) -> Decimal:
        quantity = parse_quantity(figure_of(cell), decimals, allow_negative=True)
        if quantity < 0:
            raise ParseError(N_("The quantity is negative."))
        if quantity == 0:
            raise ParseError(N_("The quantity is zero."))
        return quantity

    return read


def _price(decimals: int) -> Reader:
    def read(cell: Cell) -> Decimal:
        price = parse_money(figure_of(cell), decimals=decimals, allow_negative=True)
        if price < 0:
            raise ParseError(N_("The price is negative."))
        if price == 0:
            raise ParseError(N_("The price is zero."))
        return price

    return read


def _cut(cell: Cell) -> str:
    """What only describes is cut where it is too long, and holds nothing back."""
    return text_of(cell)[:_NAME_LENGTH]


WHAT = (
    Field(
        "order",
        N_("Order number"),
        read_code(MAX_CODE_LENGTH),
        (
            "单号",
            "订单号",
            "订单编号",
            "订货单号",
            "外部单号",
            "order",
            "order no",
            "invoiceno",
        ),
        required=True,
        missing=N_("The order number is missing."),
        hint=N_("Rows with the same number form one order."),
        example="PO-1001",
    ),
    Field(
        "product",
        N_("Article code"),
        read_code(MAX_CODE_LENGTH),
        (
            "货号",
            "商品编码",
            "商品代码",
            "商品货号",
            "编码",
            "article",
            "code",
            "stockcode",
            "sku",
        ),
        required=True,
        missing=N_("The product code is missing."),
        example="BOLT-8",
    ),
    Field(
        "customer",
        N_("Customer code"),
        read_code(MAX_CODE_LENGTH),
        CUSTOMER_TITLES,
        required=True,
        missing=N_("The customer is missing."),
        is_constant=True,
        example="KH001",
    ),
)
BESIDES = (
    Field(
        "contract",
        N_("Contract number"),
        read_text(60),
        ("合同号", "合同编号", "contract", "contract no"),
        is_constant=True,
    ),
    Field("remark", N_("Remark"), read_text(200), ("备注", "说明", "remark", "note")),
    Field("name", N_("Article name"), _cut, ("品名", "商品名称", "名称", "description")),
    Field("region", N_("Region"), _cut, ("地区", "区域", "country", "region")),
)
SEQUENCE = tuple(one.key for one in order_fields(LineRules(), is_complete=True))
