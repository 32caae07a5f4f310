"""What was done to market rates, and to quotations because of them and by their customers, as the
trail says it."""

from __future__ import annotations

from webapp.services.core.errors import N_

RATE_EVENTS = {
    "RateAdded": N_("Rate added"),
    "RateCorrected": N_("Value of a rate corrected"),
    "RateEntered": N_("Value of a rate entered"),
    "RateRenamed": N_("Rate renamed"),
    "RateRetired": N_("Rate retired"),
    "RateTakenUp": N_("Rate kept again"),
}
OFFER_SENTENCES: dict[str, tuple[str, str, str]] = {
    "OfferAccepted": (N_("Accepted by the customer, CNY %(amount)s"), "done", "circle-check"),
    "OfferChangesAsked": (N_("Changes asked for by the customer"), "back", "arrow-back-up"),
    "OfferDeclined": (N_("Declined by the customer"), "void", "ban"),
    "RecostFlagged": (N_("Flagged to be costed again"), "trouble", "alert-triangle"),
    "RecostLifted": (N_("Need not be costed again"), "done", "check"),
}
