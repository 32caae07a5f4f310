"""What the worker does by itself: once each time, by one worker, and again when it failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.support.company import Company
from webapp.db import Database
from webapp.models import (
    LoginAttempt,
    LoginSession,
    Notice,
    OneTimeKey,
    Schedule,
    Shipment,
    User,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.identity.cleaning import clean_up
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step
from webapp.services.schedules.jobs import all_jobs
from webapp.services.schedules.running import LEASE, RETRY, Job, run_due
from webapp.services.settings.commands import save_rules
from webapp.services.settings.rules import CompanyRules
from webapp.services.shipping.reminders import remind_of_receipts

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def schedule(session: Session, name: str) -> Schedule:
    session.rollback()
    return session.scalars(select(Schedule).where(Schedule.name == name)).one()


def test_a_job_runs_at_once_and_then_every_so_often(session: Session) -> None:
    clock, ran = Clock(), []
    job = Job("count", HOUR, lambda _: ran.append(clock.now) or "")
    assert run_due(session, [job], clock) == ["count"]
    assert run_due(session, [job], clock) == []
    clock.now += HOUR
    assert run_due(session, [job], clock) == ["count"]
    assert ran == [START, START + HOUR]
    assert schedule(session, "count").last_run_at == START + HOUR


def test_two_workers_never_run_one_thing_twice(database: Database) -> None:
    clock, ran = Clock(), []

    def while_another_looks(_: Session) -> str:
        ran.append("first")
        with database.session() as other:
            assert run_due(other, [job], clock) == []
        return ""

    job = Job("seal", HOUR, while_another_looks)
    with database.session() as session:
        run_due(session, [job], clock)
    assert ran == ["first"]


def test_a_failure_is_recorded_and_tried_again(session: Session) -> None:
    clock, troubles = Clock(), ["the disk is full"]

    def fails_once(_: Session) -> str:
        if troubles:
            raise OSError(troubles.pop())
        return ""

    jobs = [Job("seal", HOUR, fails_once), Job("other", HOUR, lambda _: "")]
    assert run_due(session, jobs, clock) == ["seal", "other"]
    failed = schedule(session, "seal")
    assert failed.last_error == "OSError: the disk is full"
    assert failed.last_run_at is None
    clock.now += RETRY
    assert run_due(session, jobs, clock) == ["seal"]
    assert schedule(session, "seal").last_error == ""


def test_the_work_of_a_worker_that_died_is_taken_over(session: Session) -> None:
    clock = Clock()

    def dies(_: Session) -> str:
        raise SystemExit

    with pytest.raises(SystemExit):
        run_due(session, [Job("seal", HOUR, dies)], clock)
    job = Job("seal", HOUR, lambda _: "")
    assert run_due(session, [job], clock) == []
    clock.now += LEASE
    assert run_due(session, [job], clock) == ["seal"]


def shipped(company: Company) -> Shipment:
    order = company.place()
    for status, who in zip(kinds.STEP_KEYS, ("review", "finance", "ship", "ship"), strict=False):
        pass_step(company.session, company.actor(who), order.number, order.version, status)
        order = company.order(order.number)
    return company.shipments(order.number)[0]


def age(company: Company, shipment: Shipment, days: int) -> None:
    with writing(company.session, SYSTEM) as tx:
        then = tx.now - timedelta(days=days)
        tx.session.execute(
            update(Shipment).where(Shipment.id == shipment.id).values(shipped_at=then)
        )


def reminders(company: Company) -> list[tuple[str, dict[str, Any]]]:
    company.session.rollback()
    rows = company.session.execute(
        select(User.user_name, Notice.params)
        .join(User, User.id == Notice.user_id)
        .where(Notice.name == "ReceiptReminder")
    )
    return [(name, params) for name, params in rows]


@pytest.mark.rule("A6")
def test_a_forgotten_receipt_is_asked_for_once(company: Company) -> None:
    shipment = shipped(company)
    assert remind_of_receipts(company.session) == 0
    age(company, shipment, 8)
    assert remind_of_receipts(company.session) == 1
    assert remind_of_receipts(company.session) == 0
    assert reminders(company) == [("kh001", {"shipment": shipment.number})]


def test_no_days_means_no_reminders(company: Company) -> None:
    rules = CompanyRules(receipt_reminder_days=0)
    save_rules(company.session, company.actor("admin"), 1, rules)
    age(company, shipped(company), 80)
    assert remind_of_receipts(company.session) == 0


def test_what_is_over_is_removed_and_what_lives_stays(company: Company) -> None:
    user_id = company.actor("admin").user_id
    with writing(company.session, SYSTEM) as tx:
        for days in (1, 20):
            then = tx.now - timedelta(days=days, minutes=1)
            tx.session.add_all(
                [
                    LoginSession(
                        token_hash=str(days) * 32,
                        user_id=user_id,
                        created_at=then,
                        last_seen_at=then,
                        address="",
                        agent="",
                    ),
                    OneTimeKey(actor_id=1, key=f"key-{days}", act="x", result={}, used_at=then),
                ]
            )
        for hours in (1, 25):
            at = tx.now - timedelta(hours=hours)
            tx.session.add(LoginAttempt(account="a", address="b", at=at))
    assert clean_up(company.session, timedelta(days=14)) == 3
    for table in (LoginSession, OneTimeKey, LoginAttempt):
        assert company.session.scalar(select(func.count(table.id))) == 1


def test_the_product_has_its_jobs(company: Company, tmp_path: Path) -> None:
    jobs = all_jobs(tmp_path, timedelta(days=14))
    ran = run_due(company.session, jobs)
    assert ran == [job.name for job in jobs]
    assert {"seal_trail", "tell_of_lapsing_offers", "clean_up"} <= set(ran)
    assert next(tmp_path.glob("seals-*.log")).read_text().count("\n") == 1
