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
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _rename_and_fail(session: Session) -> None:
    with writing(session, SYSTEM) as tx:
        tx.session.execute(sa.text("UPDATE branch SET name = 'elsewhere'"))
        raise RuntimeError


def _is_in_transaction(session: Session) -> bool:
    driver: Any = session.connection().connection.driver_connection
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
    database: Database, fresh_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.reader() as session:
        session.scalar(sa.text("SELECT 1"))
    other = Database(fresh_database.url)
    with other.session() as session:
        session.execute(sa.text(CUT))
    other.dispose()
    monkeypatch.setattr(db, "TRUSTED_FOR", 0.0)
    with database.reader() as session:
        assert session.scalar(sa.text("SELECT 1")) == 1
