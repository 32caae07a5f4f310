"""Words of inquiries: statuses, parts that are judged, papers (B1)."""

from __future__ import annotations

from webapp.services.core.errors import N_

KIND = "inquiry"

DRAFT = "draft"
INTAKE = "intake"
REVIEW = "review"
REVIEWED = "reviewed"
NOT_ACCEPTABLE = "not_acceptable"
QUOTED = "quoted"
LOST = "lost"

#: A draft is the customer's own; all others are known to the company.
STATUSES = {
    DRAFT: N_("With the customer"),
    INTAKE: N_("To be taken in"),
    REVIEW: N_("In review"),
    REVIEWED: N_("To be quoted"),
    NOT_ACCEPTABLE: N_("Not acceptable"),
    QUOTED: N_("Quoted"),
    LOST: N_("Lost"),
}
#: The company's way of an inquiry, in words of what was done.
STEPS = {
    INTAKE: N_("Taken in"),
    REVIEW: N_("Preliminary review"),
    REVIEWED: N_("Reviewed"),
    QUOTED: N_("Quotation"),
}
CLOSED = (QUOTED, LOST)
#: Where a further version may be put before the panels at once.
REVISABLE = (REVIEW, REVIEWED, NOT_ACCEPTABLE)

PRODUCT_KINDS = ("regular", "new", "special")

#: The parts that seats judge, by the names that panels use.
INPUTS = {
    "products": N_("Products and quantities"),
    "technical": N_("Technical information"),
    "materials": N_("Raw materials"),
    "quality": N_("Quality demanded"),
    "delivery": N_("Delivery date"),
    "market": N_("Market prospect"),
}

DRAWING = "drawing"
PACKAGING = "packaging"
OTHER = "other"
PAPERS = {DRAWING: N_("Drawing"), PACKAGING: N_("Packaging")}
