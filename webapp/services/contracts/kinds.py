"""Words of contracts: statuses, kinds, the parts that reviews judge, papers and their holders."""

from __future__ import annotations

from webapp.services.core.errors import N_

KIND = "contract"

DRAFT = "draft"
REVIEW = "review"
NOT_ACCEPTABLE = "not_acceptable"
APPROVED = "approved"
SIGNED = "signed"
FILED = "filed"
ENDED = "ended"
VOID = "void"

#: Nothing more happens to it.
CLOSED = (ENDED, VOID)
#: The version that is worked on may still be given up.
BEFORE_SIGNING = (DRAFT, REVIEW, NOT_ACCEPTABLE, APPROVED)

STATUSES = {
    DRAFT: N_("Being drawn up"),
    REVIEW: N_("In review"),
    NOT_ACCEPTABLE: N_("Not acceptable"),
    APPROVED: N_("To be signed"),
    SIGNED: N_("To be filed"),
    FILED: N_("On file"),
    ENDED: N_("Brought to an end"),
    VOID: N_("Void"),
}

DRAWN = "drawn"
REGISTERED = "registered"
ORIGINS = {
    DRAWN: N_("Drawn from a quotation"),
    REGISTERED: N_("Made on paper"),
}

SALE = "sale"
SAMPLE = "sample"
#: A contract over samples is a sample agreement (C2).
CONTRACT_KINDS = {
    SALE: N_("Sales contract"),
    SAMPLE: N_("Sample agreement"),
}

#: What departments judge of a contract (C1, I3); seats of panels name them.
INPUTS = {
    "products": N_("Products and quantities"),
    "price": N_("Prices"),
    "payment": N_("Payment"),
    "delivery": N_("Delivery terms"),
    "technical": N_("Technical requirements"),
    "quality": N_("Quality requirements"),
    "packaging": N_("Packaging"),
    "ip": N_("Intellectual property clause"),
    "liability": N_("Liability"),
}

SIGNED_SCAN = "signed_contract"
FILED_SCAN = "filed_contract"
SIGNED_AMENDMENT = "signed_amendment"
#: Scans that hang on a contract.
SCANS = {
    SIGNED_SCAN: N_("Signed contract"),
    SIGNED_AMENDMENT: N_("Signed amendment"),
    FILED_SCAN: N_("Filed contract"),
}

CONTRACT_ORIGINAL = "contract_original"
CONTRACT_COPY = "contract_copy"
FORM_ORIGINAL = "review_form_original"
FORM_COPY = "review_form_copy"
#: Papers that departments hold (C5).
HELD_PAPERS = {
    CONTRACT_ORIGINAL: N_("Original of the contract"),
    CONTRACT_COPY: N_("Copy of the contract"),
    FORM_ORIGINAL: N_("Original of the review form"),
    FORM_COPY: N_("Copy of the review form"),
}

#: What the terms of a contract are called.
TERMS = {
    "delivery_date": N_("Delivery date"),
    "delivery_terms": N_("Terms of delivery"),
    "quality_terms": N_("Quality and acceptance"),
    "technical_terms": N_("Technical requirements"),
    "packaging_terms": N_("Packaging"),
    "payment_terms": N_("Payment"),
    "payment_dates": N_("Payment dates"),
    "ip_clause": N_("Intellectual property clause"),
    "liability": N_("Liability"),
    "other_terms": N_("Other terms"),
}
VERSION_STATES = {
    "open": N_("Being worked on"),
    "judged": N_("Under way"),
    "binding": N_("In force"),
    "replaced": N_("Replaced by an amendment"),
    "superseded": N_("Reworked"),
    "dropped": N_("Given up"),
}
#: How a contract stands with its customer.
STANDINGS = {
    "to_sign": N_("For your signature"),
    "signed": N_("Signed"),
    "in_force": N_("In force"),
    "ended": N_("Ended"),
}
