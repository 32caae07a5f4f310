"""What pages of contracts show in the same way: the steps of the way, and scans."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from webapp.services.contracts import kinds
from webapp.services.contracts.views import ContractView
from webapp.services.documents.views import PaperView
from webapp.web.document_pages import FileLink, ShownStep, file_link
from webapp.web.words import word

#: Where a status stands on the way.
_PLACES = {
    kinds.DRAFT: 0,
    kinds.REVIEW: 1,
    kinds.NOT_ACCEPTABLE: 1,
    kinds.APPROVED: 2,
    kinds.SIGNED: 3,
    kinds.FILED: 5,
    kinds.ENDED: 5,
}


def contract_steps(view: ContractView) -> list[ShownStep]:
    """Drawing up, reviews, signing, filing, and being in force; of a paper one nothing."""
    if view.origin == kinds.REGISTERED:
        return []
    labels = (
        gettext("Amendment drawn up") if view.is_amending else gettext("Drawn up"),
        gettext("Reviews"),
        gettext("Signing"),
        gettext("Filing"),
        gettext("In force"),
    )
    if view.status == kinds.VOID:
        void = word("contract_status", kinds.VOID)
        return [ShownStep("void", void, "void", view.status_since)]
    here = _PLACES[view.status]
    steps = [
        ShownStep(
            str(place), label, _state(place, here), view.status_since if place == here else None
        )
        for place, label in enumerate(labels)
    ]
    if view.status == kinds.NOT_ACCEPTABLE:
        steps[1] = ShownStep("1", labels[1], "back", view.status_since)
    return steps


def scan_links(papers: Iterable[PaperView]) -> list[FileLink]:
    """Scans as links; pictures are shown, everything else is fetched."""
    return [
        file_link(paper, name=paper.name, size=word("contract_scan", paper.purpose))
        for paper in papers
    ]


def _state(place: int, here: int) -> str:
    if place == here:
        return "current"
    return "done" if place < here else "todo"
