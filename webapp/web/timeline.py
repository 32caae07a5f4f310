"""A document's trail in the reader's words: what was done, by whom, why, and what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from webapp.services.core.errors import N_
from webapp.services.documents.views import EventView
from webapp.web.contract_words import CONTRACT_SENTENCES, contract_changes
from webapp.web.customer_trail import CUSTOMER_SENTENCES, file_changes
from webapp.web.inquiry_words import INQUIRY_READERS, INQUIRY_SENTENCES
from webapp.web.product_trail import PRODUCT_SENTENCES, product_changes
from webapp.web.promotion_words import promotion_changes
from webapp.web.quotation_words import QUOTATION_READERS, QUOTATION_SENTENCES
from webapp.web.rate_words import OFFER_SENTENCES
from webapp.web.review_trail import REVIEW_SENTENCES
from webapp.web.supervision_words import SUPERVISION_SENTENCES
from webapp.web.words import word

#: Code, quantity and price, as the trail keeps lines.
KeptLine = Sequence[str]
Change = tuple[str, str, str]
#: A stocktaking may change thousands of lines at once: the slip itself lists them.
MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``look`` is one of the seven looks, ``changes`` are (what, before, after)."""

    name: str
    what: str
    who: str
    at: datetime
    look: str
    icon: str
    reason: str = ""
    changes: list[Change] = field(default_factory=list)


#: Sentence, look and icon of each event; the sentence is filled from the event's data.
SENTENCES: dict[str, tuple[str, str, str]] = {
    "ListExported": (N_("Took out a list"), "draft", "download"),
    "OrdersExported": (N_("Took out a list of orders"), "draft", "download"),
    "OrderSubmitted": (N_("Submitted, CNY %(amount)s"), "moving", "send"),
    "OrderResubmitted": (N_("Submitted again, CNY %(amount)s"), "moving", "send"),
    "OrderWithdrawn": (N_("Withdrawn by the customer"), "back", "arrow-back-up"),
    "OrderVoided": (N_("Voided"), "void", "ban"),
    "StepPassed": (N_("%(step)s passed"), "done", "check"),
    "SentBack": (N_("%(step)s: sent back to %(status)s"), "back", "arrow-back-up"),
    "OrderEdited": (N_("Lines changed, now CNY %(amount)s"), "waiting", "edit"),
    "TakenOut": (N_("Taken out as %(shipment)s"), "moving", "package"),
    "ShipmentConfirmed": (N_("%(shipment)s is on its way"), "moving", "truck"),
    "ShipmentCancelled": (N_("Shipment %(shipment)s cancelled"), "back", "arrow-back-up"),
    "ClosedShort": (N_("The rest will not be shipped"), "void", "scissors"),
    "ReceiptConfirmed": (N_("Receipt of %(shipment)s confirmed"), "done", "clipboard-check"),
    "DifferencesSettled": (N_("Differences settled, now CNY %(amount)s"), "done", "receipt"),
    "RemittanceAnnounced": (N_("Remittance announced: CNY %(amount)s"), "waiting", "coin"),
    "RemittanceConfirmed": (N_("Remittance confirmed: CNY %(amount)s"), "done", "coin"),
    "RemittanceRefused": (N_("Remittance refused: CNY %(amount)s"), "trouble", "coin"),
    "PaidFromPrepayment": (N_("Paid from prepayment: CNY %(amount)s"), "done", "credit-card"),
    "PapersAdded": (N_("Papers added"), "moving", "paperclip"),
    "ChainAdopted": (N_("New chain adopted"), "moving", "sitemap"),
    "RemarkChanged": (N_("Internal remark changed"), "draft", "note"),
    "ReturnRequested": (N_("Return asked for, CNY %(amount)s"), "moving", "send"),
    "ReturnResubmitted": (N_("Submitted again, CNY %(amount)s"), "moving", "send"),
    "OpinionGiven": (N_("Opinion: %(opinion)s"), "waiting", "note"),
    "ListUploaded": (N_("File uploaded"), "moving", "upload"),
    "ListChecked": (N_("List checked"), "waiting", "list-check"),
    "ListConfirmed": (N_("Storing confirmed"), "moving", "check"),
    "ListStored": (N_("List stored"), "done", "circle-check"),
    "ListDiscarded": (N_("Given up"), "void", "ban"),
    "MappingKept": (N_("Mapping of columns kept"), "draft", "bookmark"),
    "MappingRemoved": (N_("Mapping of columns forgotten"), "void", "trash"),
    "ReturnVoided": (N_("Voided"), "void", "ban"),
    "FiledInside": (N_("Internal papers filed"), "draft", "paperclip"),
    "PriceSet": (N_("Price set"), "done", "tag"),
    "PriceTakenBack": (N_("Price to come taken back"), "back", "arrow-back-up"),
    "FactorSet": (N_("Factor on base prices set"), "done", "tag"),
    "FactorTakenBack": (N_("Factor to come taken back"), "back", "arrow-back-up"),
    "PricesViewed": (N_("Looked at the prices"), "draft", "list"),
    "PromotionCreated": (N_("Draft written"), "draft", "edit"),
    "PromotionChanged": (N_("Draft changed"), "waiting", "edit"),
    "PromotionPublished": (N_("Published"), "done", "speakerphone"),
    "PromotionWithdrawn": (N_("Withdrawn"), "void", "ban"),
    "SlipWritten": (N_("Slip written"), "draft", "edit"),
    "SlipChanged": (N_("Slip changed"), "waiting", "edit"),
    "SlipPosted": (N_("Slip posted"), "done", "check"),
    "SlipVoided": (N_("Voided"), "void", "ban"),
    "CountStarted": (N_("Stocktaking begun: %(articles)s articles"), "waiting", "clipboard-list"),
    "AnnouncementWritten": (N_("Announcement drafted"), "draft", "edit"),
    "AnnouncementEdited": (N_("Announcement changed"), "draft", "edit"),
    "AnnouncementPublished": (N_("Published, for %(reached)s people"), "done", "speakerphone"),
    "AnnouncementWithdrawn": (N_("Taken back"), "void", "ban"),
    "AnnouncementRemoved": (N_("Draft thrown away"), "void", "trash"),
    "ReadersReminded": (N_("%(people)s people reminded"), "waiting", "clock-exclamation"),
    "LettersTriedAgain": (N_("Letters tried again"), "draft", "refresh"),
    "TestLetterPosted": (N_("Letter sent to try the mail"), "draft", "mail"),
    "CountEntered": (N_("Counted"), "moving", "clipboard-check"),
    **CONTRACT_SENTENCES,
    **CUSTOMER_SENTENCES,
    **PRODUCT_SENTENCES,
    **QUOTATION_SENTENCES,
    **REVIEW_SENTENCES,
    **INQUIRY_SENTENCES,
    **OFFER_SENTENCES,
    **SUPERVISION_SENTENCES,
}


#: By kind of document: the tables of words for its statuses and its steps.
TABLES = {
    "customer": ("status", "step"),
    "import_run": ("import_status", "import_status"),
    "contract": ("contract_status", "contract_status"),
    "order": ("status", "step"),
    "inquiry": ("inquiry_status", "inquiry_step"),
    "quotation": ("quotation_status", "quotation_step"),
    "exception": ("exception_status", "exception_status"),
    "supervision": ("case_state", "case_state"),
    "return": ("return_status", "return_step"),
    "review": ("review_status", "review_status"),
    "stock_slip": ("slip_status", "slip_status"),
    "announcement": ("announcement_status", "announcement_status"),
    "promotion": ("promotion_standing", "promotion_standing"),
}


def timeline(events: Iterable[EventView], kind: str = "order") -> list[Entry]:
    """The events of a document of this kind as entries, the newest first."""
    return [_entry(event, kind) for event in reversed(list(events))]


def _entry(event: EventView, kind: str) -> Entry:
    text, look, icon = SENTENCES.get(event.name, (event.name, "draft", "circle"))
    return Entry(
        name=event.name,
        what=gettext(text, **_filling(event.data, kind)),
        who=event.who or gettext("The company"),
        at=event.at,
        look=look,
        icon=icon,
        reason=event.reason,
        changes=_changes(event, kind),
    )


def _filling(data: dict[str, Any], kind: str) -> dict[str, str]:
    statuses, steps = TABLES[kind]
    return {
        "amount": _money(data.get("amount", "")),
        "step": word(steps, str(data.get("step", ""))),
        "status": word(statuses, str(data.get("status", ""))),
        "opinion": str(data.get("opinion", "")),
        "shipment": str(data.get("shipment", "")),
        "articles": str(data.get("articles", "")),
        "reached": str(data.get("reached", "")),
        "people": str(data.get("people", "")),
        "day": str(data.get("day", "")),
        "amendment": str(data.get("amendment", "")),
        "paper": word("held_paper", str(data.get("paper", ""))),
        "department": str(data.get("department", "")),
    }


def _money(text: Any) -> str:
    """Grouped thousands of an amount that the trail keeps as text."""
    whole, dot, cents = str(text).partition(".")
    return f"{int(whole):,}{dot}{cents}" if whole.isascii() and whole.isdigit() else str(text)


def _changes(event: EventView, kind: str) -> list[Change]:
    if event.name == "ChainAdopted":
        return _chain(event.data, TABLES[kind][0])
    if kind == "contract":
        return contract_changes(event.name, event.data)
    if kind == "customer":
        return file_changes(event.name, event.data)
    reader = _READERS.get(event.name)
    return reader(event.data) if reader else []


def line_changes(before: Iterable[KeptLine], after: Iterable[KeptLine]) -> list[Change]:
    """What differs between two kept versions of lines; a line put in or taken off has '–'."""
    old, new = _by_code(before), _by_code(after)
    codes = [*old, *(code for code in new if code not in old)]
    return [
        (code, old.get(code, "–"), new.get(code, "–"))
        for code in codes
        if old.get(code) != new.get(code)
    ]


def _by_code(lines: Iterable[KeptLine]) -> dict[str, str]:
    """Quantity × price by code; a code that stands on two lines keeps both."""
    found: dict[str, str] = {}
    for code, quantity, price, *_ in lines:
        text = f"{quantity} × {price}"
        found[code] = f"{found[code]} + {text}" if code in found else text
    return found


def _edited(data: dict[str, Any]) -> list[Change]:
    return line_changes(data.get("before", []), data.get("after", []))


def _taken(data: dict[str, Any]) -> list[Change]:
    return [(code, "", quantity) for code, quantity in data.get("lines", [])]


def _closed(data: dict[str, Any]) -> list[Change]:
    return [(code, quantity, "0") for code, quantity in data.get("closed", {}).items()]


def _differing(data: dict[str, Any]) -> list[Change]:
    return [
        (code, "", f"−{quantity} {word('difference', kind)}")
        for code, quantity, kind in data.get("differences", [])
    ]


def _remark(data: dict[str, Any]) -> list[Change]:
    return [(gettext("Remark"), data.get("before") or "–", data.get("after") or "–")]


def _came_back(data: dict[str, Any]) -> list[Change]:
    """What of returned goods arrived, told where they did."""
    if data.get("step") != "goods_receipt":
        return []
    return [(code, "", quantity) for code, quantity in data.get("received", [])]


def _slip(data: dict[str, Any]) -> list[Change]:
    """What a slip said before and says now, line by line."""
    before, after = data.get("before", {}), data.get("after", {})
    old, new = _quantities(before.get("lines", [])), _quantities(after.get("lines", []))
    lines = [
        (code, old.get(code, "–"), new.get(code, "–"))
        for code in {**old, **new}
        if old.get(code) != new.get(code)
    ]
    return _cut(lines)


def _quantities(lines: Iterable[KeptLine]) -> dict[str, str]:
    return {code: quantity for code, quantity, *_ in lines}


def _posted(data: dict[str, Any]) -> list[Change]:
    return _cut([(code, "", _signed(quantity)) for code, quantity in data.get("lines", [])])


def _signed(quantity: str) -> str:
    return quantity if quantity.startswith("-") else f"+{quantity}"


def _counted(data: dict[str, Any]) -> list[Change]:
    lines = data.get("lines", [])
    return _cut([(code, before or "–", after or "–") for code, before, after in lines])


def _cut(changes: list[Change]) -> list[Change]:
    """The first of many changes; how many more there are stands below them."""
    if len(changes) <= MOST_CHANGES:
        return changes
    more = len(changes) - MOST_CHANGES
    text = ngettext("%(num)s more line", "%(num)s more lines", more)
    return [*changes[:MOST_CHANGES], (text, "", "…")]


def _chain(data: dict[str, Any], statuses: str) -> list[Change]:
    before, after = str(data.get("from", "")), str(data.get("status", ""))
    moved = (gettext("Status"), word(statuses, before), word(statuses, after))
    return [moved] if before != after else []


_READERS: dict[str, Callable[[dict[str, Any]], list[Change]]] = {
    **INQUIRY_READERS,
    "OrderEdited": _edited,
    "TakenOut": _taken,
    "ShipmentCancelled": _taken,
    "ClosedShort": _closed,
    "ReceiptConfirmed": _differing,
    "RemarkChanged": _remark,
    "StepPassed": _came_back,
    "SlipChanged": _slip,
    "PromotionChanged": promotion_changes,
    "ProductChanged": product_changes,
    "SlipPosted": _posted,
    "CountEntered": _counted,
    **QUOTATION_READERS,
}
