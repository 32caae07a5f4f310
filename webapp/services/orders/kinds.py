"""Words of the order desk: statuses, steps, kinds, reasons and papers."""

from __future__ import annotations

from webapp.services.chains.rules import StepKind
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission

KIND = "order"

DRAFT = "draft"
ORDER_REVIEW = "order_review"
FINANCE_REVIEW = "finance_review"
OUTBOUND_REVIEW = "outbound_review"
SHIPMENT = "shipment"
RECEIPT = "receipt"
COMPLETED = "completed"
VOID = "void"

PAPER_STEPS = (ORDER_REVIEW, FINANCE_REVIEW)
STEP_KEYS = (ORDER_REVIEW, FINANCE_REVIEW, OUTBOUND_REVIEW, SHIPMENT, RECEIPT)
CLOSED = (COMPLETED, VOID)

STEPS = (
    StepKind(ORDER_REVIEW, N_("Order review"), Permission.ORDER_REVIEW),
    StepKind(FINANCE_REVIEW, N_("Finance review"), Permission.ORDER_FINANCE),
    StepKind(OUTBOUND_REVIEW, N_("Outbound review"), Permission.ORDER_OUTBOUND),
    StepKind(SHIPMENT, N_("Shipment confirmation"), Permission.ORDER_SHIP),
    StepKind(RECEIPT, N_("Receipt confirmation"), None),
)

STATUSES = {
    DRAFT: N_("Draft"),
    ORDER_REVIEW: N_("Awaiting order review"),
    FINANCE_REVIEW: N_("Awaiting finance review"),
    OUTBOUND_REVIEW: N_("Awaiting outbound review"),
    SHIPMENT: N_("Awaiting shipment confirmation"),
    RECEIPT: N_("Awaiting receipt confirmation"),
    COMPLETED: N_("Completed"),
    VOID: N_("Void"),
}

PAYMENT = {
    "unpaid": N_("Unpaid"),
    "awaiting": N_("Payment to be confirmed"),
    "partly": N_("Partly paid"),
    "paid": N_("Paid"),
}

DELIVERY = {
    "preparing": N_("Being prepared"),
    "partly_out": N_("Partly out"),
    "out": N_("Out of the warehouse"),
    "partly_shipped": N_("Partly shipped"),
    "shipped": N_("Shipped"),
}

ORDINARY = "ordinary"
SPECIAL = "special"

#: Why the order is placed (G2).
REASONS = {
    "replenishment": N_("Replenishment"),
    "project": N_("Project"),
    "promotion": N_("Promotion"),
    "new_article": N_("New article"),
    "other": N_("Other"),
}

#: What the salesperson may tick when confirming an order (D3).
NOTE_OPTIONS = {
    "call_before_delivery": N_("Call before delivery"),
    "deliver_with_papers": N_("Deliver with quality papers"),
    "neutral_packaging": N_("Neutral packaging"),
    "no_part_shipment": N_("No part shipments wanted"),
}

INVOICES = {
    "none": N_("No invoice"),
    "ordinary": N_("Ordinary VAT invoice"),
    "special": N_("Special VAT invoice"),
}

DIFFERENCES = {
    "short": N_("Short"),
    "damaged": N_("Damaged"),
    "wrong": N_("Wrong article"),
}

PRODUCT_KINDS = {
    "regular": N_("Regular"),
    "new": N_("New"),
    "special": N_("Special"),
}

PAPERS = {
    "confirmation": N_("Stamped confirmation"),
    "signature": N_("Signature"),
    "remittance": N_("Remittance slip"),
    "customer_order": N_("Customer's own order"),
    "photo": N_("Photo"),
    "other": N_("Other paper"),
}
