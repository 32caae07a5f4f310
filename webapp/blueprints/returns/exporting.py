"""The filtered list of returns as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.orders.exporting import narrowed
from webapp.services.returns.queues import list_returns
from webapp.services.returns.views import ReturnRow
from webapp.web.context import actor, db, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.return_list import ReturnList
from webapp.web.templating import localday
from webapp.web.words import word


def _rows(args: Args) -> Iterable[ReturnRow]:
    asked, reader = ReturnList("returns.index", args=args).wanted(), narrowed(actor())
    return every_row(
        lambda after, rows: list_returns(db(), reader, asked, now(), after=after, rows=rows)
    )


def _columns() -> Sequence[Column[ReturnRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Status"), lambda row: word("return_status", row.status), 18),
        Column(gettext("Order"), lambda row: row.order_number, 22),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer_name, 30),
        Column(gettext("Asked for"), lambda row: localday(row.created_at)),
        Column(gettext("Reason"), lambda row: row.reason, 40),
        Column(gettext("Amount (CNY)"), lambda row: row.total_amount, 16, "money"),
    ]


register(Exportable("returns", N_("Returns"), Permission.ORDER_PRINT, _columns, _rows))
