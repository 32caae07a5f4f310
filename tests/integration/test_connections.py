"""What a request costs in round trips: reads without a transaction, acts within one, and
connections that are asked whether they live only after a rest."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy.orm import Session

from tests.support.company import Company
from webapp import db
from webapp.db import Database
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing

POSTGRESQL = pytest.mark.databases("postgresql")


def _rename_and_fail(session: Session) -> None:
    with writing(session, SYSTEM) as tx:
        tx.session.execute(sa.text("UPDATE branch SET name = 'elsewhere'"))
        raise RuntimeError


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _is_in_transaction(session: Session) -> bool:
    driver = _driver(session)
    return bool(driver.info.transaction_status != TransactionStatus.IDLE)


@POSTGRESQL
def test_a_request_reads_without_a_transaction_and_acts_within_one(database: Database) -> None:
    with database.reader() as session:
        session.scalar(sa.text("SELECT 1"))
        assert not _is_in_transaction(session)
        with writing(session, SYSTEM):
            assert _is_in_transaction(session)
        session.scalar(sa.text("SELECT 1"))
        assert not _is_in_transaction(session)


@POSTGRESQL
def test_what_is_no_request_is_one_transaction(database: Database) -> None:
    with database.session() as session:
        session.scalar(sa.text("SELECT 1"))
        assert _is_in_transaction(session)


def test_what_an_act_of_a_request_wrote_is_taken_back_with_it(
    company: Company, database: Database
) -> None:
    named = sa.text("SELECT count(*) FROM branch WHERE name = 'elsewhere'")
    with database.reader() as session:
        with pytest.raises(RuntimeError):
            _rename_and_fail(session)
        assert session.scalar(named) == 0


@POSTGRESQL
def test_a_connection_that_rested_is_asked_whether_it_lives(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.connection()
    with database.reader() as reader:
        process = _driver(reader).info.backend_pid
    session.execute(sa.text("SELECT pg_terminate_backend(:process)"), {"process": process})
    monkeypatch.setattr(db, "TRUSTED_FOR", 0.0)
    with database.reader() as reader:
        assert reader.scalar(sa.text("SELECT 1")) == 1
        assert _driver(reader).info.backend_pid != process


def test_a_process_that_forks_leaves_its_connections_to_the_parent(database: Database) -> None:
    with database.reader() as session:
        before = _driver(session)
    database.leave_behind()
    with database.reader() as session:
        assert _driver(session) is not before
        assert session.scalar(sa.text("SELECT 1")) == 1
    assert before.execute("SELECT 1").fetchone() == (1,)
    before.close()
