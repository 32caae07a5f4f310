"""Where an inquiry stands, as a line of dots: the company's way, and the customer's."""

from __future__ import annotations

from flask_babel import gettext

from webapp.services.inquiries import customer_side, kinds
from webapp.services.inquiries.views import InquiryView, OwnInquiry
from webapp.web.document_pages import ShownStep
from webapp.web.words import word

#: The customer's way through a case, and how far each of his words has come on it.
OWN_WAY = (
    customer_side.RECEIVED,
    customer_side.IN_REVIEW,
    customer_side.OFFER,
    customer_side.ACCEPTED,
    customer_side.CONTRACT,
)
_OWN_PLACES = {customer_side.CHANGES_ASKED: customer_side.OFFER}
#: The company's way; a quotation goes its own from the last step on.
WAY = (kinds.INTAKE, kinds.REVIEW, kinds.REVIEWED, kinds.QUOTED)
_PLACES = {kinds.NOT_ACCEPTABLE: kinds.REVIEW, kinds.DRAFT: kinds.INTAKE}


def own_steps(view: OwnInquiry) -> list[ShownStep]:
    """What the customer reads of the way of his case."""
    if view.state == customer_side.DECLINED:
        return [
            ShownStep("asked", gettext("Asked"), "done", view.asked.created_at),
            ShownStep("declined", word("case", customer_side.DECLINED), "void"),
        ]
    place = _OWN_PLACES.get(view.state, view.state)
    reached = OWN_WAY.index(place) if place in OWN_WAY else -1
    return [
        ShownStep(
            key,
            word("case", view.state if index == reached else key),
            _state(index, reached, is_end=key == customer_side.CONTRACT),
        )
        for index, key in enumerate(OWN_WAY)
    ]


def company_steps(view: InquiryView) -> list[ShownStep]:
    """The company's way of an inquiry, from taking it in to its quotation."""
    place = _PLACES.get(view.status, view.status)
    if view.status == kinds.LOST:
        lost = word("inquiry_status", kinds.LOST)
        return [
            ShownStep("asked", gettext("Asked"), "done", view.asked.created_at),
            ShownStep("lost", lost, "void", view.status_since),
        ]
    reached = WAY.index(place)
    return [_company_step(view, key, index, reached) for index, key in enumerate(WAY)]


def _company_step(view: InquiryView, key: str, index: int, reached: int) -> ShownStep:
    if index != reached:
        return ShownStep(key, word("inquiry_step", key), "done" if index < reached else "todo")
    is_back = view.status == kinds.INTAKE and bool(view.sent_back_reason)
    state = _state(index, reached, is_end=key == kinds.QUOTED)
    if is_back or view.status == kinds.NOT_ACCEPTABLE:
        state = "back"
    label = word("inquiry_step", key)
    if view.status == kinds.NOT_ACCEPTABLE:
        label = word("inquiry_status", view.status)
    return ShownStep(key, label, state, view.status_since)


def _state(index: int, reached: int, *, is_end: bool) -> str:
    if index == reached:
        return "done" if is_end else "current"
    return "done" if index < reached else "todo"
