"""How a state is said and how it looks, the same on every page: by kind of document, then state.

The looks are those of ``templates/macros/status.html``: waiting, moving, done, back, void, draft,
trouble.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from webapp.services.core.errors import N_

UNKNOWN = "void"

STATES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "order": {
        "draft": (N_("Draft"), "draft"),
        "sent_back": (N_("Sent back"), "back"),
        "order_review": (N_("Awaiting order review"), "waiting"),
        "finance_review": (N_("Awaiting finance review"), "waiting"),
        "outbound_review": (N_("Awaiting outbound review"), "waiting"),
        "shipment": (N_("Awaiting shipment confirmation"), "moving"),
        "receipt": (N_("Awaiting receipt confirmation"), "moving"),
        "completed": (N_("Completed"), "done"),
        "void": (N_("Void"), "void"),
    },
    "return": {
        "draft": (N_("Draft"), "draft"),
        "sent_back": (N_("Sent back"), "back"),
        "return_review": (N_("Awaiting return review"), "waiting"),
        "goods_receipt": (N_("Awaiting returned goods"), "moving"),
        "refund_review": (N_("Awaiting refund review"), "waiting"),
        "completed": (N_("Completed"), "done"),
        "void": (N_("Void"), "void"),
    },
    "payment": {
        "unpaid": (N_("Unpaid"), "draft"),
        "awaiting": (N_("Payment to be confirmed"), "waiting"),
        "partly": (N_("Partly paid"), "moving"),
        "paid": (N_("Paid"), "done"),
    },
    "delivery": {
        "preparing": (N_("Being prepared"), "draft"),
        "partly_out": (N_("Partly out"), "moving"),
        "out": (N_("Out of the warehouse"), "moving"),
        "partly_shipped": (N_("Partly shipped"), "moving"),
        "shipped": (N_("Shipped"), "done"),
    },
    "shipment": {
        "out": (N_("To be shipped"), "waiting"),
        "shipped": (N_("On the way"), "moving"),
        "received": (N_("Received"), "done"),
        "differences": (N_("Received with differences"), "trouble"),
        "cancelled": (N_("Cancelled"), "void"),
    },
    "remittance": {
        "waiting": (N_("To be confirmed"), "waiting"),
        "confirmed": (N_("Confirmed"), "done"),
        "refused": (N_("Refused"), "trouble"),
    },
    "stock": {
        "in_stock": (N_("In stock"), "done"),
        "short": (N_("Low stock"), "waiting"),
        "out_of_stock": (N_("Out of stock"), "void"),
    },
    "slip": {
        "draft": (N_("Draft"), "draft"),
        "posted": (N_("Posted"), "done"),
        "void": (N_("Void"), "void"),
    },
    "contract": {
        "draft": (N_("Being drawn up"), "draft"),
        "review": (N_("In review"), "moving"),
        "not_acceptable": (N_("Not acceptable"), "trouble"),
        "approved": (N_("To be signed"), "waiting"),
        "signed": (N_("To be filed"), "waiting"),
        "filed": (N_("On file"), "done"),
        "ended": (N_("Brought to an end"), "void"),
        "void": (N_("Void"), "void"),
    },
    "exception": {
        "review": (N_("Waiting for the general manager"), "waiting"),
        "admitted": (N_("Admitted"), "done"),
        "refused": (N_("Refused"), "trouble"),
        "withdrawn": (N_("Withdrawn"), "void"),
    },
    "case_state": {
        "open": (N_("Under way"), "moving"),
        "held": (N_("On hold"), "trouble"),
        "ended": (N_("Case ended"), "void"),
    },
    "contract_standing": {
        "to_sign": (N_("For your signature"), "waiting"),
        "signed": (N_("Signed"), "moving"),
        "in_force": (N_("In force"), "done"),
        "ended": (N_("Ended"), "void"),
    },
    "inquiry": {
        "draft": (N_("With the customer"), "draft"),
        "sent_back": (N_("Sent back"), "back"),
        "intake": (N_("To be taken in"), "waiting"),
        "review": (N_("In review"), "moving"),
        "reviewed": (N_("To be quoted"), "waiting"),
        "not_acceptable": (N_("Not acceptable"), "trouble"),
        "quoted": (N_("Quoted"), "done"),
        "lost": (N_("Lost"), "void"),
    },
    "case": {
        "draft": (N_("Draft"), "draft"),
        "received": (N_("Inquiry received"), "waiting"),
        "in_review": (N_("In review with us"), "moving"),
        "offer": (N_("Offer"), "waiting"),
        "changes_asked": (N_("Changes asked for"), "moving"),
        "accepted": (N_("Accepted"), "done"),
        "declined": (N_("Declined"), "void"),
        "contract": (N_("Contract"), "done"),
    },
    "quotation": {
        "drafting": (N_("Being drafted"), "draft"),
        "review": (N_("In committee review"), "moving"),
        "not_acceptable": (N_("Not acceptable"), "trouble"),
        "approved": (N_("Approved, to be offered"), "waiting"),
        "offered": (N_("Offered to the customer"), "moving"),
        "changes_asked": (N_("Changes asked for"), "back"),
        "formal": (N_("Formal"), "done"),
        "declined": (N_("Declined by the customer"), "void"),
        "abandoned": (N_("Abandoned"), "void"),
    },
}


def state(kind: str, value: str) -> tuple[str, str]:
    """The word of a state in the reader's language, and its look; an unknown one as it is, so
    that nothing is hidden."""
    known = STATES.get(kind, {}).get(value)
    return (gettext(known[0]), known[1]) if known else (value, UNKNOWN)
