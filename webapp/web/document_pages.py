"""What the pages of documents show in the same way: steps, papers, and whether they came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import url_for

from webapp.services.documents.views import EventView, PaperView
from webapp.services.files.checks import PICTURES
from webapp.web.words import word

PICTURE_TYPES = frozenset(kind.media_type for kind in PICTURES)


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
    """A paper by its address; ``thumb`` is that of a picture, ``size`` stands beside the name."""

    url: str
    name: str
    size: str
    thumb: str | None
    purpose: str = ""
    is_internal: bool = False


class Told(Protocol):
    """A document as its page reads it."""

    @property
    def sent_back_reason(self) -> str: ...

    @property
    def events(self) -> Sequence[EventView]: ...


def is_sent_back(document: Told) -> bool:
    """Whether it stands where somebody sent it back to, for the reason it carries."""
    moves = (event for event in reversed(document.events) if event.data.get("status"))
    last = next(moves, None)
    return bool(document.sent_back_reason) and last is not None and last.name == "SentBack"


def file_link(paper: PaperView, *, name: str, size: str, is_internal: bool = False) -> FileLink:
    """A paper as a link; a picture is shown, everything else is fetched."""
    is_picture = paper.media_type in PICTURE_TYPES
    shown = url_for("files.download", token=paper.token, show="1") if is_picture else None
    url = shown or url_for("files.download", token=paper.token)
    return FileLink(url, name, size, shown, word("paper", paper.purpose), is_internal)


def file_size(count: int) -> str:
    """So many bytes, as people read them."""
    kilobytes = max(1, round(count / 1024))
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"
