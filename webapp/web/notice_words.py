"""What a notice says, in the reader's language; an unknown name gets a neutral sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.notices.queries import NoticeRow
from webapp.web.event_words import event_word
from webapp.web.words import word


@dataclass(frozen=True, slots=True)
class Saying:
    """How a kind of notice is said; ``look`` is one of the seven looks of a status,
    ``statuses`` the table of words that a status in it is from."""

    text: str
    look: str = "moving"
    icon: str = "info-circle"
    statuses: str = "status"


SAYINGS = {
    "CaseWatched": Saying(
        N_("%(document)s is a large case and under supervision now"), "waiting", "search"
    ),
    "CaseStep": Saying(N_("%(document)s, by %(who)s: %(event)s"), "moving", "arrow-right"),
    "CaseHeld": Saying(
        N_("%(who)s put the case of %(document)s on hold"), "trouble", "alert-triangle"
    ),
    "CaseReleased": Saying(N_("%(who)s released the case of %(document)s"), "done", "check"),
    "CaseHeldToOwner": Saying(
        N_("Supervision put %(document)s on hold: nothing moves on until it is released"),
        "trouble",
        "alert-triangle",
    ),
    "CaseReleasedToOwner": Saying(
        N_("Supervision released %(document)s: the case goes on"), "done", "check"
    ),
    "ExceptionDecided": Saying(
        N_("Exception from payment %(number)s: %(status)s"),
        "moving",
        "clipboard-check",
        "exception_status",
    ),
    "OrderOwed": Saying(
        N_("Order %(number)s came back from the clerk: CNY %(amount)s is owed on %(contract)s"),
        "back",
        "arrow-back-up",
    ),
    "ContractOwed": Saying(
        N_("The customer could not order from %(number)s: CNY %(amount)s is owed"),
        "trouble",
        "coin",
    ),
    "OrderMoved": Saying(N_("Order %(number)s is now: %(status)s"), "moving", "arrow-right"),
    "OrderSentBack": Saying(N_("Order %(number)s was sent back"), "back", "arrow-back-up"),
    "OrderVoided": Saying(N_("Order %(number)s is void"), "void", "ban"),
    "OrderEdited": Saying(N_("The lines of order %(number)s were changed"), "waiting", "edit"),
    "OrderClosedShort": Saying(
        N_("The rest of order %(number)s will not be shipped"), "waiting", "scissors"
    ),
    "ShipmentOnItsWay": Saying(
        N_("Shipment %(shipment)s of order %(number)s is on its way"), "moving", "truck-delivery"
    ),
    "RemittanceRefused": Saying(
        N_("A payment for order %(number)s was not found"), "trouble", "alert-triangle"
    ),
    "DifferencesReported": Saying(
        N_("%(customer)s reports differences in a delivery of order %(number)s"),
        "trouble",
        "alert-triangle",
    ),
    "DifferencesSettled": Saying(
        N_("The differences of order %(number)s are settled"), "done", "circle-check"
    ),
    "ReceiptReminder": Saying(
        N_("Has shipment %(shipment)s of order %(number)s arrived? Please confirm the receipt."),
        "waiting",
        "clock-exclamation",
    ),
    "ReturnMoved": Saying(
        N_("Return %(number)s is now: %(status)s"), "moving", "arrow-right", "return_status"
    ),
    "ReturnSentBack": Saying(N_("Return %(number)s was sent back"), "back", "arrow-back-up"),
    "InquiryArrived": Saying(N_("%(customer)s asks for a price: %(number)s"), "waiting", "inbox"),
    "ListStored": Saying(N_("The list %(number)s is brought in"), "done", "circle-check"),
    "ReturnVoided": Saying(N_("Return %(number)s is void"), "void", "ban"),
    "ReviewToConvene": Saying(
        N_("Review %(number)s of %(document)s waits to be convened"), "waiting", "users"
    ),
    "SeatAsked": Saying(
        N_("Review %(number)s asks for your opinion on %(document)s"), "waiting", "note"
    ),
    "RulingAsked": Saying(
        N_("Review %(number)s of %(document)s awaits your ruling"), "waiting", "signature"
    ),
    "SeatOverdue": Saying(
        N_("Overdue: review %(number)s of %(document)s still waits for you"),
        "trouble",
        "clock-exclamation",
    ),
    "SeatEscalated": Saying(
        N_("Review %(number)s of %(document)s is stuck: a seat is long overdue"),
        "trouble",
        "alert-triangle",
    ),
    "ReviewClosed": Saying(
        N_("Review %(number)s of %(document)s is closed: %(status)s"),
        "moving",
        "circle-check",
        "review_outcome",
    ),
    "QuestionAsked": Saying(
        N_("A question about %(document)s in review %(number)s"), "waiting", "info-circle"
    ),
    "QuestionAnswered": Saying(
        N_("Your question about %(document)s in review %(number)s was answered"),
        "done",
        "mail",
    ),
    "ContractToSign": Saying(
        N_("Contract %(number)s is ready for your signature"), "waiting", "edit"
    ),
    "ContractInForce": Saying(N_("Contract %(number)s is in force"), "done", "files"),
    "ContractTakenBack": Saying(N_("Contract %(number)s was taken back"), "void", "ban"),
    "ContractApproved": Saying(
        N_("Contract %(number)s is approved and may be signed"), "done", "check"
    ),
    "ContractNotAcceptable": Saying(
        N_("Contract %(number)s is not acceptable"), "trouble", "alert-triangle"
    ),
    "ContractSigned": Saying(N_("Contract %(number)s is signed"), "moving", "edit"),
    "ContractFiled": Saying(
        N_("Contract %(number)s is filed with quality supervision"), "done", "files"
    ),
    "AnnouncementPublished": Saying(N_("Announcement: %(title)s"), "waiting", "speakerphone"),
    "AnnouncementReminder": Saying(
        N_("Please read the announcement “%(title)s”"), "waiting", "clock-exclamation"
    ),
    "AnnouncementWithdrawn": Saying(
        N_("Announcement %(number)s was taken back by the company"), "void", "ban"
    ),
    "CustomerReceived": Saying(
        N_("Customer %(customer)s was handed over to you"), "moving", "users"
    ),
    "CustomersReceived": Saying(
        N_("%(count)s customers were handed over to you"), "moving", "users"
    ),
    "CustomerPassedOn": Saying(
        N_("Customer %(customer)s was handed over to %(who)s"), "moving", "users"
    ),
    "StandInNamed": Saying(
        N_("From %(first)s to %(last)s you stand in for %(who)s"), "moving", "users"
    ),
    "StandInNamedForYou": Saying(
        N_("From %(first)s to %(last)s %(who)s stands in for you"), "moving", "users"
    ),
    "StandInEnded": Saying(N_("You no longer stand in for %(who)s"), "void", "users"),
    "StandInEndedForYou": Saying(N_("%(who)s no longer stands in for you"), "void", "users"),
    "QuotationReported": Saying(
        N_("Quotation %(number)s is approved: reported to you as general manager"),
        "done",
        "circle-check",
    ),
    "QuotationApproved": Saying(
        N_("Quotation %(number)s is approved and may be offered"), "done", "check"
    ),
    "QuotationNotAcceptable": Saying(
        N_("Quotation %(number)s is not acceptable"), "trouble", "alert-triangle"
    ),
    "QuotationOffered": Saying(N_("Offer %(number)s is ready for you"), "waiting", "receipt"),
    "OfferTakenBack": Saying(
        N_("Offer %(number)s can no longer be accepted; the company is working on it"),
        "back",
        "arrow-back-up",
    ),
    "OfferAccepted": Saying(N_("Offer %(number)s is accepted"), "done", "circle-check"),
    "OfferChangesAsked": Saying(
        N_("Changes are asked for to offer %(number)s"), "waiting", "arrow-back-up"
    ),
    "OfferDeclined": Saying(N_("Offer %(number)s is declined"), "void", "ban"),
    "OfferLapses": Saying(
        N_("Offer %(number)s is valid until %(day)s and not answered yet"),
        "waiting",
        "clock-exclamation",
    ),
    "RecostNeeded": Saying(
        N_("Quotation %(number)s is to be costed again: its market rates have moved"),
        "trouble",
        "alert-triangle",
    ),
    "CustomersPassedOn": Saying(
        N_("%(count)s of your customers were handed over to %(who)s"), "moving", "users"
    ),
}
UNKNOWN = Saying(N_("There is news about %(number)s"))
NOTHING_NAMED = Saying(N_("There is news for you"))


@dataclass(frozen=True, slots=True)
class SpokenNotice:
    """A notice as its page shows it."""

    id: int
    name: str
    text: str
    reason: str
    look: str
    icon: str
    made_at: datetime
    is_read: bool
    document_number: str


def spoken(notice: NoticeRow) -> SpokenNotice:
    """A notice in words; parameters that are missing are left empty."""
    neutral = UNKNOWN if notice.document_number else NOTHING_NAMED
    saying = SAYINGS.get(notice.name, neutral)
    given = {name: str(value) for name, value in notice.params.items()}
    places = {
        "number": notice.document_number,
        "status": word(saying.statuses, given.get("status", "")),
        "shipment": given.get("shipment", ""),
        "customer": given.get("customer", ""),
        "document": given.get("document", ""),
        "title": given.get("title", ""),
        "count": given.get("count", ""),
        "who": given.get("who", ""),
        "day": given.get("day", ""),
        "amount": given.get("amount", ""),
        "contract": given.get("contract", ""),
        "event": event_word(given["event"]) if "event" in given else "",
        "first": given.get("first", ""),
        "last": given.get("last", ""),
    }
    return SpokenNotice(
        id=notice.id,
        name=notice.name,
        text=gettext(saying.text, **places),
        reason=given.get("reason", ""),
        look=saying.look,
        icon=saying.icon,
        made_at=notice.made_at,
        is_read=notice.is_read,
        document_number=notice.document_number,
    )
