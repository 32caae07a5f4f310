"""A run's file, how it is read, and the batches that it is worked through in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import FileContent, ImportRun, StoredFile
from webapp.services.core.errors import Message
from webapp.services.files.checks import CheckedUpload
from webapp.services.importing.engine import Chosen, ImportKind, Item, Opener, RefusedRow
from webapp.services.importing.error_file import Say, write_error_file
from webapp.services.importing.findings import Findings
from webapp.services.importing.kinds import get_kind
from webapp.services.importing.reader import open_upload
from webapp.services.importing.runs import RUNNING, chosen_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A run's file and how it is to be read."""

    number: str
    version: int
    kind: ImportKind
    chosen: Chosen
    opened: Opener
    name: str
    rows: int
    position: int
    problems: list[dict[str, Any]]


def sheet_of(session: Session, run: ImportRun) -> Sheet:
    """The file of a run as it stands."""
    name, content = session.execute(
        select(StoredFile.name, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .where(StoredFile.id == run.file_id)
    ).one()
    return Sheet(
        run.number,
        run.version,
        get_kind(run.kind),
        chosen_of(run),
        lambda: open_upload(name, content),
        name,
        run.counts["rows"],
        run.counts.get("position", 0),
        run.problems if run.status == RUNNING else [],
    )


def batches(sheet: Sheet) -> Iterator[list[Item] | RefusedRow]:
    """The items of a file in batches, and the rows that are in none, in a steady sequence."""
    batch: list[Item] = []
    for found in sheet.kind.items(sheet.opened, sheet.chosen):
        if isinstance(found, RefusedRow):
            yield found
            continue
        batch.append(found)
        if len(batch) == sheet.kind.batch:
            yield batch
            batch = []
    if batch:
        yield batch


def errors_of(sheet: Sheet, findings: Findings, say: Say) -> CheckedUpload | None:
    """The file with a column of errors; None where nothing is wrong."""
    if not findings.faults:
        return None
    said = {line: _said(sheet, faults, say) for line, faults in findings.faults.items()}
    with sheet.opened() as table:
        return write_error_file(sheet.name, table, said, say)


def _said(sheet: Sheet, faults: Iterable[tuple[str, Message]], say: Say) -> str:
    """What is wrong with a row, each fault with the title of its column."""
    texts = []
    for key, message in faults:
        title = sheet.chosen.columns.get(key, "")
        texts.append(f"{title}: {say(message)}" if title else say(message))
    return "; ".join(texts)
