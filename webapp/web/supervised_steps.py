"""Steps of a watched case in the reader's words, whichever document they are about."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.services.documents.views import EventView
from webapp.services.supervision.story import StepRow
from webapp.web.access import may_open
from webapp.web.context import actor
from webapp.web.links import document_url, page_of
from webapp.web.supervision_words import KIND_OF_TABLE
from webapp.web.timeline import Entry, timeline


@dataclass(frozen=True, slots=True)
class ShownStep:
    """An entry of the story with the document that it is about; ``url`` is None where the reader
    may not open that."""

    entry: Entry
    number: str
    url: str | None


def shown_step(step: StepRow) -> ShownStep:
    kind = KIND_OF_TABLE.get(step.kind, "order")
    event = EventView(
        name=step.name,
        at=step.at,
        who=step.who,
        by_company=True,
        data=step.data,
        reason=step.reason,
    )
    return ShownStep(timeline([event], kind)[0], step.number, link_to(kind, step.number))


def link_to(kind: str, number: str) -> str | None:
    """The address of a document's page, where this reader may open it."""
    page = page_of(kind, number, is_customer=False)
    if page is None or not may_open(actor(), page):
        return None
    return document_url(kind, number, actor())
