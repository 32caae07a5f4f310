"""Words of watched cases and of exceptions from payment: their events, and their states."""

from __future__ import annotations

from webapp.services.core.errors import N_
from webapp.services.supervision.queries import ENDED, HELD, OPEN

Sentence = tuple[str, str, str]

#: Sentence, look and icon of each event, as in ``timeline``.
SUPERVISION_SENTENCES: dict[str, Sentence] = {
    "SupervisionBegan": (N_("Under supervision, CNY %(amount)s"), "waiting", "search"),
    "SupervisionResumed": (N_("Under supervision again"), "waiting", "search"),
    "SupervisionEnded": (N_("Supervision ended with the case"), "done", "circle-check"),
    "CaseHeld": (N_("Put on hold by supervision"), "trouble", "alert-triangle"),
    "CaseReleased": (N_("Released by supervision"), "done", "check"),
    "ExceptionApplied": (
        N_("Exception from payment applied for, CNY %(amount)s"),
        "waiting",
        "send",
    ),
    "ExceptionDecided": (N_("Exception from payment: %(status)s"), "moving", "clipboard-check"),
    "ExceptionWithdrawn": (N_("Application withdrawn"), "void", "ban"),
    "ReturnedToSales": (N_("Given back to sales: not paid as agreed"), "back", "arrow-back-up"),
    "ArticleTied": (N_("A line was tied to an article"), "draft", "tag"),
}

#: Where a watched case stands.
STATES = {
    OPEN: N_("Under way"),
    HELD: N_("On hold"),
    ENDED: N_("Case ended"),
}
KINDS = {
    "inquiry": N_("Inquiry"),
    "quotation": N_("Quotation"),
    "contract": N_("Contract"),
    "order": N_("Order"),
}
#: By table of the trail: the kind of document whose words its events are said in.
KIND_OF_TABLE = {
    "inquiry": "inquiry",
    "quotation": "quotation",
    "contract": "contract",
    "sales_order": "order",
    "review": "review",
    "payment_exception": "exception",
    "supervision_watch": "supervision",
}
