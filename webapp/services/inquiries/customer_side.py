"""The only words that a customer gets for a case, computed from where the company's documents
stand. Whatever happens inside, between receiving it and an offer he reads one word."""

from __future__ import annotations

from webapp.services.core.errors import N_
from webapp.services.inquiries import kinds

DRAFT = "draft"
RECEIVED = "received"
IN_REVIEW = "in_review"
OFFER = "offer"
CHANGES_ASKED = "changes_asked"
ACCEPTED = "accepted"
DECLINED = "declined"
CONTRACT = "contract"

STATES = {
    DRAFT: N_("Draft"),
    RECEIVED: N_("Inquiry received"),
    IN_REVIEW: N_("In review with us"),
    OFFER: N_("Offer"),
    CHANGES_ASKED: N_("Changes asked for"),
    ACCEPTED: N_("Accepted"),
    DECLINED: N_("Declined"),
    CONTRACT: N_("Contract"),
}

#: By status of a quotation: what its customer reads. All others are matters of the company.
_BY_QUOTATION = {
    "offered": OFFER,
    "changes_asked": CHANGES_ASKED,
    "formal": ACCEPTED,
    "declined": DECLINED,
    "abandoned": DECLINED,
}


def case_state(
    inquiry: str, *, was_filed: bool, quotation: str = "", has_contract: bool = False
) -> str:
    """The customer's word for a case.

    ``inquiry`` and ``quotation`` are statuses, the latter of the newest quotation, '' while there
    is none; ``was_filed`` tells whether the inquiry ever went into review, so that one sent back
    inside does not go back outside; ``has_contract`` is true once he may see a contract of it.
    """
    if has_contract:
        return CONTRACT
    if inquiry == kinds.LOST:
        return DECLINED
    if quotation:
        return _BY_QUOTATION.get(quotation, IN_REVIEW)
    if inquiry == kinds.DRAFT:
        return DRAFT
    if inquiry == kinds.INTAKE and not was_filed:
        return RECEIVED
    return IN_REVIEW
