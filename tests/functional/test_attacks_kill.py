"""A worker killed in the middle of a list: another goes on, and nothing is stored twice (H4)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.conftest import SETTINGS
from tests.support.company import Company
from tests.support.import_acts import BroughtIn
from tests.support.source import ROOT
from webapp.models import Event, ImportRun, Product, Task
from webapp.services.checking.books import check_books
from webapp.services.core.clock import utc_now
from webapp.services.importing import runs
from webapp.services.importing.engine import BATCH

#: Enough batches for a kill to come in between.
ROWS = 4 * BATCH
#: How often the first batch is looked for, twenty times a second.
BEGINS_WITHIN = 1200


def worker(url: str, instance: Path, options: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker", *options],
        cwd=ROOT,
        env={**os.environ, **SETTINGS, "DATABASE_URL": url, "INSTANCE_PATH": str(instance)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def confirmed(company: Company) -> BroughtIn:
    """A long list whose check was found good, as if a worker had checked it."""
    rows = (f"N-{number:04d},螺栓 {number},紧固件,个,1.5\n" for number in range(ROWS))
    run = BroughtIn(company, "products", "货号,名称,分类,单位,基础价\n" + "".join(rows))
    run.check()
    run.confirm()
    company.session.execute(update(Task).where(Task.id != _task_of(company)).values(status="done"))
    company.session.commit()
    return run


def _task_of(company: Company) -> int:
    found = company.session.scalars(select(ImportRun.task_id)).one()
    assert found is not None
    return found


def position(session: Session) -> int:
    session.rollback()
    return int(session.scalars(select(ImportRun.counts)).one()["position"])


@pytest.mark.rule("H4")
def test_a_killed_worker_leaves_a_list_that_another_ends(
    company: Company, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", BATCH)
    run = confirmed(company)
    first = worker(database_url, tmp_path)
    try:
        for _ in range(BEGINS_WITHIN):
            if position(company.session):
                break
            time.sleep(0.05)
    finally:
        first.kill()
        first.wait(timeout=20)
    assert 1 <= position(company.session) < ROWS // BATCH
    assert run.view.status == "running"
    # Its lease is over after two minutes; nobody waits that long here.
    company.session.execute(update(Task).values(lease_until=utc_now() - timedelta(minutes=1)))
    company.session.commit()
    assert worker(database_url, tmp_path, ["--once"]).wait(timeout=120) == 0
    view = run.view
    assert (view.status, view.counts["stored"]["new"]) == ("done", ROWS)
    created = select(func.count()).select_from(Event).where(Event.name == "ProductCreated")
    assert company.session.scalars(created).one() == ROWS
    articles = select(func.count(Product.id)).where(Product.code.startswith("N-"))
    assert company.session.scalars(articles).one() == ROWS
    assert [*check_books(company.session, tmp_path)] == []
