"""Words of quotations: statuses, kinds of costs, and the parts that reviews judge."""

from __future__ import annotations

from webapp.services.core.errors import N_

KIND = "quotation"

DRAFTING = "drafting"
REVIEW = "review"
NOT_ACCEPTABLE = "not_acceptable"
APPROVED = "approved"
OFFERED = "offered"
CHANGES_ASKED = "changes_asked"
FORMAL = "formal"
DECLINED = "declined"
ABANDONED = "abandoned"

STATUSES = {
    DRAFTING: N_("Being drafted"),
    REVIEW: N_("In committee review"),
    NOT_ACCEPTABLE: N_("Not acceptable"),
    APPROVED: N_("Approved, to be offered"),
    OFFERED: N_("Offered to the customer"),
    CHANGES_ASKED: N_("Changes asked for"),
    FORMAL: N_("Formal"),
    DECLINED: N_("Declined by the customer"),
    ABANDONED: N_("Abandoned"),
}
#: Steps of the way that every quotation would go.
STEPS = {
    DRAFTING: N_("Drafting"),
    REVIEW: N_("Committee review"),
    APPROVED: N_("Approved"),
    OFFERED: N_("Offered to the customer"),
    FORMAL: N_("Formal"),
}
#: In these nothing happens to it any more; the model's index on open ones says the same.
CLOSED = (FORMAL, DECLINED, ABANDONED)
#: From these a new revision may be begun (B8, and after the customer asked for changes).
REVISABLE = (REVIEW, NOT_ACCEPTABLE, APPROVED, OFFERED, CHANGES_ASKED)

MATERIAL = "material"
PROCESSING = "processing"
OUTSOURCING = "outsourcing"
PACKAGING = "packaging"
FREIGHT = "freight"
TAX = "tax"
OTHER = "other"

COSTS = {
    MATERIAL: N_("Material"),
    PROCESSING: N_("Processing"),
    OUTSOURCING: N_("Outsourcing"),
    PACKAGING: N_("Packaging"),
    FREIGHT: N_("Freight"),
    TAX: N_("Taxes and duties"),
    OTHER: N_("Other costs"),
}

#: Parts of a quotation that seats of reviews judge, with their gettext ids.
INPUTS = {
    "products": N_("Products"),
    "costs": N_("Costs"),
    "materials": N_("Materials"),
    "price": N_("Price and profit"),
    "payment": N_("Payment"),
    "delivery": N_("Delivery terms"),
    "quality": N_("Quality"),
    "packaging": N_("Packaging"),
}
