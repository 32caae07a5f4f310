"""Kinds of orders as the company sets them (G7): each has its own numbers and may have its own
chain."""

from __future__ import annotations

from webapp.models import OrderKind
from webapp.services.core.transaction import Tx

#: Code, Chinese and English name, prefix of the numbers, and whether a new company offers it.
FOUNDING = (
    ("ordinary", "普通订货单", "Ordinary order", "DH-O", True),
    ("special", "特销订货单", "Special sale", "DH-T", True),
    ("export", "外销订货单", "Export order", "DH-E", False),
    ("sample", "展样订货单", "Display sample", "DH-Y", False),
    ("material", "原材料销售单", "Raw-material sale", "DH-M", False),
)


def create_order_kinds(tx: Tx) -> None:
    """The kinds of the procedures, part of founding a company."""
    for position, (code, name, name_en, prefix, is_on) in enumerate(FOUNDING):
        kind = OrderKind(
            code=code,
            name=name,
            name_en=name_en,
            number_prefix=prefix,
            is_on=is_on,
            position=position,
            trail_length=0,
            trail_head="",
        )
        tx.session.add(kind)
        tx.record(kind, "OrderKindCreated")
