"""What both pages of a return request show in the same way: its chain and its papers."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from webapp.services.documents.views import PaperView
from webapp.services.returns import kinds
from webapp.services.returns.views import ReturnView
from webapp.web.document_pages import FileLink, ShownStep, file_link, is_sent_back
from webapp.web.words import word


def said_steps(view: ReturnView) -> list[ShownStep]:
    """Asking, the steps of the request's chain, and the end."""
    is_draft, is_back = view.status == kinds.DRAFT, is_sent_back(view)
    asked = ShownStep(
        "submit",
        gettext("Asked for"),
        "back" if is_draft else "done",
        None if is_draft else view.created_at,
    )
    if view.status == kinds.VOID:
        void = word("return_status", kinds.VOID)
        return [asked, ShownStep("void", void, "void", view.status_since)]
    steps = [asked]
    for step in view.steps:
        stands_here = step.state == "current"
        state = "back" if stands_here and is_back else step.state
        at = view.status_since if stands_here else step.at
        label = word("return_step", step.key)
        steps.append(ShownStep(step.key, label, state, at, step.by, step.level))
    is_done = view.status == kinds.COMPLETED
    end = word("return_status", kinds.COMPLETED)
    since = view.status_since if is_done else None
    return [*steps, ShownStep("completed", end, "done" if is_done else "todo", since)]


def file_links(papers: Iterable[PaperView]) -> list[FileLink]:
    """Papers as links; pictures are shown, everything else is fetched."""
    return [
        file_link(paper, name=paper.name, size=word("paper", paper.purpose)) for paper in papers
    ]
