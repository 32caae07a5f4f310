"""The acts of bringing lists in, ready to be done once on the small company."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.ready import Ready
from webapp.models import ImportMapping
from webapp.services.core.errors import Message
from webapp.services.core.transaction import Done
from webapp.services.files.checks import LISTS, CheckedUpload, check_upload
from webapp.services.importing.engine import Item
from webapp.services.importing.findings import Findings
from webapp.services.importing.queries import RunView, get_run
from webapp.services.importing.runs import ColumnChoice, StoreTerms, choose_columns, confirm_run
from webapp.services.importing.uploading import glance_at, upload_list
from webapp.services.importing.working import check_list, store_list

ROWS = "货号,仓库,数量\nGLUE-1,HQ-1,10\n"
PRICES = "货号,单价,级别\nBOLT-8,1.2,A级\n"


def list_file(text: str, name: str = "list.csv") -> CheckedUpload:
    return check_upload(name, text.encode("gb18030"), LISTS)


def in_english(message: Message) -> str:
    return message.text % dict(message.params)


class BroughtIn:
    """A list on its way in, by one person, each step as the pages take it."""

    def __init__(self, company: Company, kind: str, text: str, who: str = "admin") -> None:
        self.session: Session = company.session
        self.actor = company.actor(who)
        file = list_file(text)
        done = upload_list(self.session, self.actor, kind, file, glance_at(file))
        self.number, self.version = done.number, done.version

    @property
    def view(self) -> RunView:
        self.session.rollback()
        return get_run(self.session, self.actor, self.number)

    def _moved(self, done: Done) -> Done:
        self.version = done.version
        return done

    def choose(self, **more: Any) -> Done:
        choice = ColumnChoice(self.view.columns, **more)
        chosen = choose_columns(self.session, self.actor, self.number, self.version, choice, "en")
        return self._moved(chosen)

    def check(self, **more: Any) -> RunView:
        self.choose(**more)
        self._moved(check_list(self.session, self.actor, self.number, in_english))
        return self.view

    def confirm(self, *, leave_bad: bool = True, update: bool = False) -> Done:
        terms = StoreTerms(leave_bad, update)
        return self._moved(
            confirm_run(self.session, self.actor, self.number, self.version, terms, "en")
        )

    def store(self) -> RunView:
        self._moved(store_list(self.session, self.actor, self.number, in_english))
        return self.view

    def bring_in(self, *, update: bool = False, **more: Any) -> RunView:
        """All of it in one go."""
        self.check(**more)
        self.confirm(update=update)
        return self.store()


class ImportActs:
    """Rows of ``Acts``."""

    company: Company
    session: Session

    def upload_list(self) -> Ready:
        file = list_file(ROWS)
        return Ready("admin", ("stock", file, glance_at(file)))

    def choose_columns(self) -> Ready:
        run = self._prices()
        choice = ColumnChoice(run.view.columns, keep_as="Old system")
        return Ready("admin", (run.number, run.version, choice, "en"))

    def note_check(self) -> Ready:
        run = self._prices()
        run.choose()
        findings = Findings(Counter(new=1))
        return Ready("admin", (run.number, run.version, findings, list_file(ROWS)))

    def confirm_run(self) -> Ready:
        run = self._prices()
        run.check()
        return Ready("admin", (run.number, run.version, StoreTerms(), "en"))

    def store_batch(self) -> Ready:
        run = self._prices()
        run.check()
        run.confirm()
        values = {
            **dict.fromkeys(("customer", "valid_from", "valid_to", "reason")),
            "product": "BOLT-8",
            "price": Decimal(2),
            "level": "A",
        }
        return Ready("admin", (run.number, 1, [Item("BOLT-8", (2,), values)]))

    def finish_run(self) -> Ready:
        run = self._prices()
        run.check()
        run.confirm()
        return Ready("admin", (run.number, 0, [], list_file(ROWS)))

    def discard_run(self) -> Ready:
        run = self._prices()
        return Ready("admin", (run.number, run.version))

    def remove_mapping(self) -> Ready:
        self._prices().choose(keep_as="Old system")
        return Ready("admin", (self.session.scalars(select(ImportMapping.id)).one(),))

    def _prices(self) -> BroughtIn:
        return BroughtIn(self.company, "prices", PRICES)
