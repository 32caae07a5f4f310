"""Quotations in the reader's words: shares, steps of the way, what happened, what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.documents.views import EventView
from webapp.services.quotations import kinds
from webapp.services.quotations.views import QuotationView
from webapp.web.document_pages import ShownStep
from webapp.web.templating import money
from webapp.web.words import word

Sentence = tuple[str, str, str]
Change = tuple[str, str, str]

#: Sentence, look and icon of what is done to a quotation at the desk.
QUOTATION_SENTENCES: dict[str, Sentence] = {
    "QuotationDrafted": (N_("Quotation drafted"), "draft", "edit"),
    "QuotationSaved": (N_("Draft saved"), "draft", "edit"),
    "QuotationFiled": (N_("Filed for review"), "moving", "send"),
    "QuotationRevised": (N_("New revision begun"), "back", "repeat"),
    "QuotationSentBack": (N_("Sent back by the convenor"), "back", "arrow-back-up"),
    "QuotationApproved": (N_("Approved"), "done", "check"),
    "QuotationNotAcceptable": (N_("Not acceptable"), "trouble", "alert-triangle"),
    "QuotationAppealed": (N_("Appealed to the chairman"), "waiting", "speakerphone"),
    "QuotationOffered": (N_("Offered to the customer, CNY %(amount)s"), "moving", "send"),
    "QuotationAbandoned": (N_("Abandoned"), "void", "ban"),
    "NegotiationNoted": (N_("Note of what the customer said"), "draft", "phone"),
}
#: Event behind each step of the way.
WAY = {
    kinds.DRAFTING: "QuotationDrafted",
    kinds.REVIEW: "QuotationFiled",
    kinds.APPROVED: "QuotationApproved",
    kinds.OFFERED: "QuotationOffered",
    kinds.FORMAL: "OfferAccepted",
}
#: Where a status stands on the way; those off it stand at the step that they came from.
STANDS_AT = {
    kinds.NOT_ACCEPTABLE: kinds.REVIEW,
    kinds.CHANGES_ASKED: kinds.OFFERED,
    kinds.DECLINED: kinds.OFFERED,
}


def share(value: Decimal | None) -> str:
    """A ratio as percent with two decimals, so that columns line up; a dash for none."""
    if value is None:
        return "–"
    sign = "−" if value < 0 else ""
    return f"{sign}{abs(value) * 100:.2f} %"


def _figures(data: Mapping[str, Any]) -> list[Change]:
    """What a revision amounted to when it was saved or filed."""
    labels = (
        ("amount", gettext("Amount (CNY)")),
        ("cost", gettext("Total cost (CNY)")),
        ("selling_expense", gettext("Selling expense (CNY)")),
    )
    shown = [(label, "", money(Decimal(data[key]))) for key, label in labels if data.get(key)]
    return [*_revision(data), *shown]


def _revision(data: Mapping[str, Any]) -> list[Change]:
    return [(gettext("Revision"), "", str(data["revision"]))] if data.get("revision") else []


def _offered(data: Mapping[str, Any]) -> list[Change]:
    """Which revision, and why in spite of moved prices."""
    labels = (
        ("moves", gettext("What it was costed on has moved")),
        ("reason", gettext("Why it is offered all the same")),
    )
    shown = [(label, "", str(data[key])) for key, label in labels if data.get(key)]
    return [*_revision(data), *shown]


#: What an event changed, read from its data.
QUOTATION_READERS = {
    "QuotationSaved": _figures,
    "QuotationFiled": _figures,
    "QuotationRevised": _revision,
    "QuotationApproved": _revision,
    "QuotationNotAcceptable": _revision,
    "QuotationOffered": _offered,
    "NegotiationNoted": _revision,
}


def said_steps(view: QuotationView) -> list[ShownStep]:
    """From drafting to formal, as far as the current revision has come."""
    last = {event.name: event for event in view.events}
    here = STANDS_AT.get(view.status, view.status)
    if view.status == kinds.ABANDONED:
        return [*_passed(last), _end(view)]
    order = list(WAY)
    place = order.index(here)
    steps = [
        _step(status, index, place, last.get(WAY[status])) for index, status in enumerate(order)
    ]
    steps[place] = _standing(view, here)
    return steps


def _step(status: str, index: int, place: int, event: EventView | None) -> ShownStep:
    is_past = index < place and event is not None
    return ShownStep(
        status,
        word("quotation_step", status),
        "done" if index < place else "todo",
        event.at if is_past and event else None,
        event.who if is_past and event else "",
    )


def _standing(view: QuotationView, here: str) -> ShownStep:
    """The step that it stands at; one that came back stands there as sent back."""
    state = {
        kinds.FORMAL: "done",
        kinds.NOT_ACCEPTABLE: "back",
        kinds.CHANGES_ASKED: "back",
        kinds.DECLINED: "void",
    }.get(view.status, "current")
    note = "" if view.status == here else word("quotation_status", view.status)
    return ShownStep(here, word("quotation_step", here), state, view.status_since, note=note)


def _passed(last: dict[str, EventView]) -> list[ShownStep]:
    return [
        ShownStep(status, word("quotation_step", status), "done", last[name].at, last[name].who)
        for status, name in WAY.items()
        if name in last
    ]


def _end(view: QuotationView) -> ShownStep:
    label = word("quotation_status", kinds.ABANDONED)
    return ShownStep(kinds.ABANDONED, label, "void", view.status_since)
