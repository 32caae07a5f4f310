"""The filtered list as a spreadsheet: one row an order, or one a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from webapp.blueprints.orders.asking import FilterForm, asked_status, wanted
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column
from webapp.services.orders.exporting import (
    OrderLineRow,
    exported_lines,
    exported_orders,
)
from webapp.services.orders.filters import OrderFilter
from webapp.services.orders.queues import OrderRow
from webapp.web.context import actor, db, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.templating import named
from webapp.web.words import word


def _wanted(args: Args) -> OrderFilter:
    form = FilterForm(args)
    form.validate()
    return wanted(form, asked_status(args))


def _orders(args: Args) -> Iterable[OrderRow]:
    return exported_orders(db(), actor(), _wanted(args), now())


def _lines(args: Args) -> Iterable[OrderLineRow]:
    return exported_lines(db(), actor(), _wanted(args))


def _order_columns() -> Sequence[Column[OrderRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Status"), lambda row: word("status", row.status), 18),
        Column(gettext("Code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer_name, 30),
        Column(gettext("Region"), lambda row: named(row, "region")),
        Column(gettext("Branch"), lambda row: named(row, "branch")),
        Column(gettext("Salesperson"), lambda row: row.salesperson),
        Column(gettext("Ordered on"), lambda row: row.order_date.isoformat()),
        Column(gettext("Wanted"), lambda row: row.requested_date.isoformat()),
        Column(gettext("Amount (CNY)"), lambda row: row.total_amount, 16, "money"),
        Column(gettext("Payment"), lambda row: word("payment", row.payment_status)),
        Column(gettext("Delivery"), lambda row: word("delivery", row.delivery_status)),
        Column(gettext("Product kind"), lambda row: word("product_kind", row.product_kind)),
    ]


def _line_columns() -> Sequence[Column[OrderLineRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Status"), lambda row: word("status", row.status), 18),
        Column(gettext("Ordered on"), lambda row: row.order_date.isoformat()),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer_name, 30),
        Column(gettext("Line"), lambda row: row.position, 8, "number"),
        Column(gettext("Code"), lambda row: row.code),
        Column(gettext("Article"), named, 30),
        Column(gettext("Specification"), lambda row: row.specification),
        Column(gettext("Unit"), lambda row: named(row, "unit"), 8),
        Column(gettext("Quantity"), lambda row: row.quantity, 12, "quantity"),
        Column(gettext("Before promotions"), lambda row: row.list_price, 12, "price"),
        Column(gettext("Price (CNY)"), lambda row: row.price, 12, "price"),
        Column(gettext("Promotion"), lambda row: row.promotion, 22),
        Column(
            gettext("Share of the order’s reduction (CNY)"), lambda row: row.reduction, 16, "money"
        ),
        Column(gettext("Amount (CNY)"), lambda row: row.amount, 16, "money"),
        Column(gettext("Shipped"), lambda row: row.shipped, 12, "quantity"),
        Column(gettext("Received"), lambda row: row.received, 12, "quantity"),
        Column(gettext("Remark"), lambda row: row.remark, 24),
    ]


register(Exportable("orders", N_("Orders"), Permission.ORDER_PRINT, _order_columns, _orders))
register(
    Exportable("order_lines", N_("Order lines"), Permission.ORDER_PRINT, _line_columns, _lines)
)
