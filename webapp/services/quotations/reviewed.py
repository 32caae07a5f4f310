"""Quotations as a kind of document that panels judge (B5)."""

from __future__ import annotations

from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.quotations import kinds
from webapp.services.quotations.locking import lock_by_id
from webapp.services.quotations.sheet import sheet_of
from webapp.services.quotations.standing import is_filed, react
from webapp.services.reviews.kinds import ReviewedKind


def _lock(tx: Tx, quotation_id: int) -> None:
    lock_by_id(tx, quotation_id)


QUOTATION_KIND = ReviewedKind(
    key=kinds.KIND,
    label=N_("Quotation"),
    endpoint="quotations.show",
    view=Permission.QUOTATION_VIEW,
    inputs=kinds.INPUTS,
    lock=_lock,
    react=react,
    is_filed=is_filed,
    sheet=sheet_of,
    appeals=Permission.QUOTATION_MANAGE,
)
