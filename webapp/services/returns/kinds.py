"""Words of returns: statuses and steps of their chain (A7)."""

from __future__ import annotations

from webapp.services.chains.rules import StepKind
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission

KIND = "return"

DRAFT = "draft"
RETURN_REVIEW = "return_review"
GOODS_RECEIPT = "goods_receipt"
REFUND_REVIEW = "refund_review"
COMPLETED = "completed"
VOID = "void"

STEP_KEYS = (RETURN_REVIEW, GOODS_RECEIPT, REFUND_REVIEW)
CLOSED = (COMPLETED, VOID)

STEPS = (
    StepKind(RETURN_REVIEW, N_("Return review"), Permission.RETURN_REVIEW),
    StepKind(GOODS_RECEIPT, N_("Receipt of returned goods"), Permission.RETURN_RECEIVE),
    StepKind(REFUND_REVIEW, N_("Refund review"), Permission.RETURN_REFUND),
)

STATUSES = {
    DRAFT: N_("Draft"),
    RETURN_REVIEW: N_("Awaiting return review"),
    GOODS_RECEIPT: N_("Awaiting returned goods"),
    REFUND_REVIEW: N_("Awaiting refund review"),
    COMPLETED: N_("Completed"),
    VOID: N_("Void"),
}
