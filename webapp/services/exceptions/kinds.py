"""Words of exceptions from the terms of payment (C3)."""

from __future__ import annotations

from webapp.services.core.errors import N_

KIND = "exception"

REVIEW = "review"
ADMITTED = "admitted"
REFUSED = "refused"
WITHDRAWN = "withdrawn"
STATUSES = {
    REVIEW: N_("Waiting for the general manager"),
    ADMITTED: N_("Admitted"),
    REFUSED: N_("Refused"),
    WITHDRAWN: N_("Withdrawn"),
}

OVERDUE = "overdue"
TERMS = "terms"
#: Why something counts as owed.
WHYS = {
    OVERDUE: N_("Delivered and not paid"),
    TERMS: N_("Not paid as the contract says"),
}

#: The parts that seats judge, by the names that panels use.
INPUTS = {"debts": N_("What is owed"), "reason": N_("Why it should be admitted")}
