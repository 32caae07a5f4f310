"""The filtered list as a spreadsheet."""

from __future__ import annotations

import io

from flask import Response, request, send_file
from flask_babel import gettext

from webapp.blueprints.orders.asking import asked_status, read_filter, wanted
from webapp.blueprints.orders.blueprint import bp
from webapp.services.files.checks import FileKind
from webapp.services.orders.exporting import Column, note_export, write_orders
from webapp.web.context import actor, db, now
from webapp.web.templating import localtime, named
from webapp.web.words import word


@bp.post("/export")
def export() -> Response:
    """The orders of the filter, as far as this person may take them out.

    A form and no link, because the trail keeps who took what.
    """
    asked = wanted(read_filter(), asked_status(request.args))
    target = io.BytesIO()
    count = write_orders(db(), actor(), asked, now(), _columns(), target)
    note_export(db(), actor(), asked, count)
    target.seek(0)
    name = f"{gettext('Orders')} {localtime(now(), '%Y%m%d-%H%M')}.xlsx"
    return send_file(
        target, mimetype=FileKind.XLSX.media_type, as_attachment=True, download_name=name
    )


def _columns() -> list[Column]:
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
        Column(gettext("Amount (CNY)"), lambda row: row.total_amount, 16, is_amount=True),
        Column(gettext("Payment"), lambda row: word("payment", row.payment_status)),
        Column(gettext("Delivery"), lambda row: word("delivery", row.delivery_status)),
        Column(gettext("Product kind"), lambda row: word("product_kind", row.product_kind)),
    ]
