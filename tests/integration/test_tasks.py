"""Long work: done once, by one worker, with its progress, and taken up again when one died."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.company import Company
from webapp.db import Database
from webapp.models import FileContent, StoredFile, Task, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import N_, NotFound, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.files.checks import CheckedUpload
from webapp.services.tasks.adding import MOST_OPEN, add_task
from webapp.services.tasks.commands import KEPT, forget_tasks
from webapp.services.tasks.queries import get_result, get_task, list_tasks
from webapp.services.tasks.running import LEASE, Outcome, Runner, Work, run_next

FILE = CheckedUpload("清单.xlsx", "application/octet-stream", b"rows", "0" * 64)


@pytest.fixture
def ask(company: Company) -> Callable[[str], str]:
    def add(who: str) -> str:
        with writing(company.session, company.actor(who)) as tx:
            return add_task(tx, "count", {"to": 3}, "zh-CN", total=3).token

    return add


def counting(session: Session, work: Work) -> Outcome:
    work.tell(work.params["to"])
    return Outcome(FILE, {"rows": work.params["to"]})


def run(database: Database, runner: Runner, at: datetime | None = None) -> bool:
    clock = (lambda: at) if at else (lambda: datetime.now(UTC))
    return run_next(database.session, {"count": runner}, clock)


def test_a_task_is_done_once_and_its_file_waits_for_its_owner(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    token = ask("review")
    assert run(database, counting)
    assert not run(database, counting)
    task = get_task(company.session, company.actor("review"), token)
    assert (task.status, task.done, task.result, task.percent) == ("done", 3, {"rows": 3}, 100)
    file = get_result(company.session, company.actor("review"), token)
    assert (file.name, file.content) == ("清单.xlsx", b"rows")


def test_anothers_task_is_as_if_it_were_not_there(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    token = ask("review")
    run(database, counting)
    for read in (get_task, get_result):
        with pytest.raises(NotFound):
            read(company.session, company.actor("admin"), token)
    assert list_tasks(company.session, company.actor("admin")) == []


def test_a_refusal_and_a_fault_are_said_and_the_next_task_is_done(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    tokens = [ask("review") for _ in range(3)]

    def refuse(session: Session, work: Work) -> Outcome:
        raise RuleBroken(N_("Too many rows."), most=5)

    def break_down(session: Session, work: Work) -> Outcome:
        raise ZeroDivisionError

    for runner in (refuse, break_down, counting):
        assert run(database, runner)
    found = [get_task(company.session, company.actor("review"), token) for token in tokens]
    assert [task.status for task in found] == ["failed", "failed", "done"]
    assert found[0].result == {"problem": "Too many rows.", "params": {"most": "5"}}
    assert "noted" in found[1].result["problem"]


def test_a_task_of_a_kind_that_is_no_more_does_not_stop_the_worker(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    token = ask("review")
    assert run_next(database.session, {})
    assert get_task(company.session, company.actor("review"), token).status == "failed"
    assert not run_next(database.session, {})


def test_who_comes_back_behind_his_lease_overwrites_nothing(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    token = ask("review")

    def sleep_over_the_lease(session: Session, work: Work) -> Outcome:
        assert run(database, counting, datetime.now(UTC) + LEASE + timedelta(seconds=1))
        return Outcome(FILE, {"rows": "late"})

    assert run(database, sleep_over_the_lease)
    assert get_task(company.session, company.actor("review"), token).result == {"rows": 3}
    assert len(company.session.scalars(select(StoredFile.id)).all()) == 1


def test_a_worker_that_died_lets_go_of_its_task(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    token = ask("review")

    def die(session: Session, work: Work) -> Outcome:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(database, die)
    assert not run(database, counting)
    assert run(database, counting, datetime.now(UTC) + LEASE + timedelta(seconds=1))
    assert get_task(company.session, company.actor("review"), token).status == "done"


def test_two_workers_never_do_one_task(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    ask("review")
    inside: list[bool] = []

    def look_for_more(session: Session, work: Work) -> Outcome:
        inside.append(run(database, counting))
        return Outcome()

    assert run(database, look_for_more)
    assert inside == [False]


def test_a_closed_account_gets_nothing_done(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    ask("review")
    closed = update(User).where(User.user_name == "review").values(disabled_at=datetime.now(UTC))
    company.session.execute(closed)
    company.session.commit()
    assert run(database, counting)
    assert company.session.scalars(select(Task.status)).one() == "failed"


def test_nobody_piles_up_tasks(company: Company, ask: Callable[[str], str]) -> None:
    for _ in range(MOST_OPEN):
        ask("review")
    with pytest.raises(RuleBroken):
        ask("review")
    ask("sales")


def test_what_is_over_is_forgotten_with_its_file(
    company: Company, database: Database, ask: Callable[[str], str]
) -> None:
    ask("review")
    run(database, counting)
    ask("review")
    over = update(Task).where(Task.status == "done")
    company.session.execute(over.values(finished_at=datetime.now(UTC) - KEPT - timedelta(hours=1)))
    company.session.commit()
    with writing(company.session, SYSTEM) as tx:
        assert forget_tasks(tx) == 1
    assert company.session.scalars(select(Task.status)).all() == ["waiting"]
    names = select(StoredFile.name).join(FileContent, FileContent.file_id == StoredFile.id)
    assert "清单.xlsx" not in company.session.scalars(names).all()
