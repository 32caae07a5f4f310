"""Taking in a list: the file is kept, and looked into once."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from webapp.models import ImportRun
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.numbering import IMPORT, next_number
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import store
from webapp.services.importing.fields import text_of
from webapp.services.importing.headings import fits, match_headings
from webapp.services.importing.kept_mappings import mappings_of
from webapp.services.importing.kinds import get_kind
from webapp.services.importing.lines import Cell
from webapp.services.importing.reader import open_upload

SAMPLES = 3
LONGEST_SAMPLE = 40
LONGEST_TITLE = 80
UPLOADED = "uploaded"


@dataclass(frozen=True, slots=True)
class Glance:
    """What a file holds: its titles, the first values of each column, and how many rows."""

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    rows: int


def glance_at(upload: CheckedUpload) -> Glance:
    """Reads a file through once. Raises RuleBroken at ``file`` for one that cannot be read."""
    try:
        with open_upload(upload.name, upload.content) as table:
            first = list(itertools.islice(table.rows, SAMPLES))
            count = len(first) + sum(1 for _ in table.rows)
            header = tuple(title[:LONGEST_TITLE] for title in table.header)
    except RuleBroken as refused:
        raise refused.at("file") from refused
    shown = [[_shown(cell) for cell in row.cells] for row in first]
    samples = tuple(
        tuple(cells[place] if place < len(cells) else "" for cells in shown)
        for place in range(len(header))
    )
    return Glance(header, samples, count)


def _shown(cell: Cell) -> str:
    text = "".join(c for c in text_of(cell) if not 0xD7FF < ord(c) < 0xE000)
    return text if len(text) <= LONGEST_SAMPLE else f"{text[: LONGEST_SAMPLE - 1]}…"


@command
def upload_list(tx: Tx, kind_key: str, upload: CheckedUpload, glance: Glance) -> Done:
    """Keeps a file as a new run, its columns found by a kept mapping or by their titles.

    Raises Forbidden without the right to lists of this kind, RuleBroken at ``file`` for one
    without rows.
    """
    kind = get_kind(kind_key)
    tx.actor.require(kind.permission)
    if not glance.rows:
        raise RuleBroken(N_("The list has no rows."), "file")
    columns, options = _suggested(tx, kind_key, glance.header)
    run = ImportRun(
        number=next_number(tx, IMPORT),
        kind=kind_key,
        status=UPLOADED,
        version=1,
        file_id=store(tx, upload).id,
        columns=columns,
        options=options,
        counts={
            "rows": glance.rows,
            "header": list(glance.header),
            "samples": [list(values) for values in glance.samples],
        },
        problems=[],
        made_at=tx.now,
        made_by_id=tx.actor.user_id,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(run)
    tx.record(run, "ListUploaded", {"kind": kind_key, "file": upload.name, "rows": glance.rows})
    return Done(run.number, run.status, run.version)


def _suggested(
    tx: Tx, kind_key: str, header: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, object]]:
    """Columns and options to begin with: those of the newest kept mapping that fits."""
    for kept in mappings_of(tx.session, kind_key):
        if fits(header, kept.columns):
            return dict(kept.columns), {**kept.rules, "mapping": kept.name}
    offered = get_kind(kind_key).offered(tx.actor)
    return match_headings(header, offered), {}
