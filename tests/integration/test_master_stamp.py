"""Whatever changes master data renews the stamp under which processes remember it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.databases import Kind
from webapp.db import Database
from webapp.models import Branch, CompanySettings, MasterStamp
from webapp.services.core.actor import SYSTEM
from webapp.services.core.keeping import MASTER_DATA, keep, keep_under
from webapp.services.core.transaction import Done, Tx, command, rehearsing, writing
from webapp.services.orders.heads import names
from webapp.services.settings.queries import company_rules


def _stamp(session: Session) -> str:
    session.rollback()
    return session.scalars(sa.select(MasterStamp.stamp)).one()


CHANGES = {
    "a setting": "UPDATE company_settings SET version = version + 1",
    "a right": "DELETE FROM role_permission WHERE id = (SELECT min(id) FROM role_permission)",
    "a region's name": "UPDATE region SET name = 'elsewhere'",
    "a person's name": "UPDATE user_account SET name = 'another'",
    "a salesperson": "UPDATE customer SET salesperson_id = NULL",
    "an article's place": "UPDATE product SET on_shelf = false",
    "a customer's level": "UPDATE customer SET level_id = level_id",
    "a chain": "UPDATE chain_setting SET version = version + 1",
}
OTHERS = {
    "a password": "UPDATE user_account SET password_hash = 'x'",
    "a customer's trail": "UPDATE customer SET trail_length = trail_length + 1",
    "stock": "UPDATE stock_balance SET on_hand = on_hand + 1",
}


@pytest.mark.rule("A4")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_master_data_renews_the_stamp(company: Company, change: str) -> None:
    before = _stamp(company.session)
    company.session.execute(sa.text(CHANGES[change]))
    company.session.commit()
    assert _stamp(company.session) != before


@pytest.mark.parametrize("change", OTHERS)
def test_the_work_of_the_day_leaves_it_alone(company: Company, change: str) -> None:
    before = _stamp(company.session)
    company.session.execute(sa.text(OTHERS[change]))
    company.session.commit()
    company.place()
    assert _stamp(company.session) == before


def test_a_change_that_is_taken_back_leaves_it_alone(company: Company) -> None:
    before = _stamp(company.session)
    company.session.execute(sa.text(CHANGES["a setting"]))
    company.session.rollback()
    assert _stamp(company.session) == before


WATCHED: dict[Kind, str] = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_stamp_%'",
    "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_stamp'",
}


def test_every_table_of_master_data_is_watched(session: Session, database_kind: Kind) -> None:
    assert set(session.scalars(sa.text(WATCHED[database_kind]))) == MASTER_DATA


def _kept(read: Callable[[], str], opened: Session, stamp: str) -> str:
    keep_under(opened, stamp)
    return keep(opened, "a", read)


def test_what_is_kept_is_kept_for_the_sessions_of_a_stamp(database: Database) -> None:
    answers = iter("abcdef")
    with database.session() as one, database.session() as two:
        assert _kept(lambda: next(answers), one, "first") == "a"
        assert _kept(lambda: next(answers), two, "first") == "a"
        assert _kept(lambda: next(answers), two, "second") == "b"
        # A thread that is late neither gets what is newer nor leaves what is older behind.
        assert keep(one, "a", lambda: next(answers)) == "a"
        assert _kept(lambda: next(answers), two, "second") == "b"


def test_an_act_reads_what_it_changed_itself(company: Company) -> None:

    session = company.session
    keep_under(session, _stamp(session))
    assert company_rules(session).stock_shown != "none"

    @command
    def change(tx: Tx) -> Done:
        row = tx.session.scalars(sa.select(CompanySettings)).one()
        row.values = {**row.values, "stock_shown": "none"}
        tx.record(row, "Changed")
        return Done(status=company_rules(tx.session).stock_shown)

    assert change(session, company.actor("admin")).status == "none"


def test_a_name_that_comes_while_a_request_is_under_way_is_found(
    company: Company, database: Database
) -> None:
    stamp = _stamp(company.session)
    with database.reader() as reading:
        keep_under(reading, stamp)
        assert names(reading, Branch, company.session.scalars(sa.select(Branch.id)).one())
        # SQLite reads of one transaction are of one moment.
        reading.rollback()
        with writing(company.session, SYSTEM) as tx:
            branch = Branch(code="SH", name="上海分公司", name_en="Shanghai")
            tx.session.add(branch)
        assert names(reading, Branch, branch.id) == ("上海分公司", "Shanghai")


def _first_branch(session: Session) -> str:
    return keep(session, "first branch", lambda: session.scalars(FIRST_BRANCH).one())


FIRST_BRANCH = sa.select(Branch.name).order_by(Branch.id).limit(1)


@pytest.mark.parametrize("opened", [writing, rehearsing])
def test_what_an_act_saw_of_its_own_change_is_forgotten_with_it(
    company: Company, database: Database, opened: Callable[..., AbstractContextManager[Tx]]
) -> None:
    """It asks for what it changed before its event, and then fails."""
    stamp = _stamp(company.session)
    before = company.session.scalars(FIRST_BRANCH).one()
    with database.reader() as session:
        keep_under(session, stamp)
        with suppress(RuntimeError), opened(session, SYSTEM) as tx:
            tx.session.execute(sa.update(Branch).values(name="never"))
            assert _first_branch(tx.session) == "never"
            raise RuntimeError
        assert _first_branch(session) == before
    with database.reader() as other:
        keep_under(other, stamp)
        assert _first_branch(other) == before


def test_what_an_act_read_is_remembered_once_it_stands(
    company: Company, database: Database
) -> None:
    stamp = _stamp(company.session)
    with database.reader() as session:
        keep_under(session, stamp)
        with writing(session, SYSTEM):
            first = _first_branch(session)
    with database.reader() as other:
        keep_under(other, stamp)
        assert keep(other, "first branch", lambda: "read again") == first
