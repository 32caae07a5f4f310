"""Every list as a spreadsheet: declared once by its area, written at once or by the worker (H1).

An area declares ``Exportable(key, title, permission, columns, rows)`` in its blueprint and calls
``register``. ``columns()`` leaves out what the reader may not see; ``rows(args)`` gives the rows of
the filter in an address (``every_row`` reads page after page). Both ask ``web/context.py`` who
reads, when and by which session, as a page does: the worker sets that up before it calls them.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from flask import current_app, g
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.files.checks import CheckedUpload, FileKind
from webapp.services.lists.exporting import TASK, note_export, refuse_haste
from webapp.services.lists.sheets import Column, write_sheet
from webapp.services.tasks.running import Outcome, Work
from webapp.web.context import now
from webapp.web.language import LANGUAGES
from webapp.web.reports import read_report
from webapp.web.templating import localtime

#: A list up to here is written while the person waits; a longer one by the worker.
AT_ONCE = 5_000
Args = MultiDict[str, str]


class TooLong(Exception):
    """More rows than anybody should wait for."""


@dataclass(frozen=True, slots=True)
class Exportable:
    """A list that can be taken out; ``title`` is a gettext id and names the file."""

    key: str
    title: str
    permission: Permission
    columns: Callable[[], Sequence[Column[Any]]]
    rows: Callable[[Args], Iterable[Any]]


_exportables: dict[str, Exportable] = {}


def register(exportable: Exportable) -> None:
    _exportables[exportable.key] = exportable


def get_exportable(key: str) -> Exportable:
    """Raises NotFound for a list that cannot be taken out."""
    if key not in _exportables:
        raise NotFound()
    return _exportables[key]


def all_exportables() -> list[Exportable]:
    return list(_exportables.values())


def may_export(key: str, actor: Actor) -> bool:
    found = _exportables.get(key)
    return found is not None and actor.is_company and actor.may(found.permission)


def write_at_once(
    session: Session, actor: Actor, one: Exportable, args: Args, now: datetime
) -> IO[bytes]:
    """The list as a file, noted in the trail before anybody has it.

    Raises Forbidden, RuleBroken after too many, TooLong beyond ``AT_ONCE`` rows.
    """
    actor.require(one.permission)
    refuse_haste(session, actor, now)
    target, count = read_report(lambda: _written(one, args))
    note_export(session, actor, one.permission, one.key, _plain(args), count)
    return target


def _written(one: Exportable, args: Args) -> tuple[IO[bytes], int]:
    target = io.BytesIO()
    count = write_sheet(target, one.columns(), _bounded(one.rows(args), AT_ONCE))
    target.seek(0)
    return target, count


def _bounded(rows: Iterable[Any], most: int) -> Iterator[Any]:
    for count, row in enumerate(rows, start=1):
        if count > most:
            raise TooLong
        yield row


def _plain(args: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in args.items() if value}


def file_name(one: Exportable, now: datetime) -> str:
    return f"{gettext(one.title)} {localtime(now, '%Y%m%d-%H%M')}.xlsx"


def run_export(session: Session, work: Work) -> Outcome:
    """The task of writing a long list: in the language and with the rights of who asked."""
    one = get_exportable(work.params["list"])
    args: Args = MultiDict(work.params["args"])
    work.actor.require(one.permission)
    # Reader, addresses and words are those of a page.
    with current_app.test_request_context(), force_locale(LANGUAGES[work.language]):
        g.db, g.actor = session, work.actor
        content, count = read_report(lambda: _written_long(one, args, work))
        name = file_name(one, now())
    note_export(session, work.actor, one.permission, one.key, _plain(args), count)
    digest = hashlib.sha256(content).hexdigest()
    upload = CheckedUpload(name, FileKind.XLSX.media_type, content, digest)
    return Outcome(upload, {"rows": count, "rights": work.actor.rights})


def _written_long(one: Exportable, args: Args, work: Work) -> tuple[bytes, int]:
    with tempfile.TemporaryFile() as target:
        count = write_sheet(target, one.columns(), one.rows(args), work.tell)
        target.seek(0)
        return target.read(), count


RUNNERS = {TASK: run_export}
