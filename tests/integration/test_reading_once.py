"""The company's rules are read once in a transaction, and anew in the next one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import event

from tests.support.company import Company
from webapp.services.core.keeping import read_once
from webapp.services.settings.commands import save_rules
from webapp.services.settings.queries import company_rules, get_settings


def test_what_is_kept_ends_with_its_transaction(company: Company) -> None:
    session, answers = company.session, iter(range(10))
    session.rollback()
    session.connection()
    assert [read_once(session, "a", lambda: next(answers)) for _ in range(3)] == [0, 0, 0]
    assert read_once(session, "b", lambda: next(answers)) == 1
    session.rollback()
    session.connection()
    assert read_once(session, "a", lambda: next(answers)) == 2


def test_changed_rules_hold_from_the_next_act_on(company: Company) -> None:
    session = company.session
    now = get_settings(session)
    wanted = replace(company_rules(session), stock_shown="none")
    save_rules(session, company.actor("admin"), now.version, wanted)
    assert company_rules(session).stock_shown == "none"


def test_placing_an_order_reads_the_rules_once(company: Company) -> None:
    read: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        if statement.startswith("SELECT") and "company_settings" in statement:
            read.append(statement)

    engine = company.session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    company.place()
    event.remove(engine, "before_cursor_execute", note)
    assert len(read) == 1
