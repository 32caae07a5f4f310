"""What both pages of a return request show in the same way: its chain and its papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from webapp.services.documents.views import PaperView
from webapp.services.returns import kinds
from webapp.services.returns.views import ReturnView
from webapp.web.words import word

PICTURES = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A dot of the line of steps; ``state`` is done, current, todo, back or void."""

    key: str
    label: str
    state: str
    at: datetime | None = None
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileLink:
    url: str
    name: str
    size: str
    thumb: str | None


def is_sent_back(view: ReturnView) -> bool:
    """Whether the request stands where somebody sent it back to, for the reason it carries."""
    last = next((event for event in reversed(view.events) if event.data.get("status")), None)
    return bool(view.sent_back_reason) and last is not None and last.name == "SentBack"


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
    return [_link(paper) for paper in papers]


def _link(paper: PaperView) -> FileLink:
    is_picture = paper.media_type in PICTURES
    shown = url_for("files.download", token=paper.token, show="1") if is_picture else None
    url = shown or url_for("files.download", token=paper.token)
    return FileLink(url, paper.name, word("paper", paper.purpose), shown)
