"""A fault at any statement of any act undoes all of it, and the act can be sent again (C15)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.support.acts import AT_STEPS, Acts, Ready, all_commands
from tests.support.company import Company
from tests.support.databases import Kind
from tests.support.faults import FaultyEngine, InjectedFault
from tests.support.snapshots import snapshot
from webapp.services.core.transaction import Command, Done

pytestmark = [pytest.mark.control("C15"), pytest.mark.rule("G2")]

COMMANDS = all_commands()
KEY = "one-time-key-of-this-form"
#: On PostgreSQL a sample of the statements: both databases run the same acts.
STEP: dict[Kind, int] = {"sqlite": 1, "postgresql": 5}
#: More than any act needs, so that a loop that never ends is named.
MOST_STATEMENTS = 600


@pytest.mark.parametrize("name", [*sorted(COMMANDS), *AT_STEPS])
def test_a_fault_at_any_statement_undoes_the_act(
    company: Company, database_kind: Kind, name: str
) -> None:
    acts = Acts(company)
    ready = AT_STEPS[name](acts) if name in AT_STEPS else acts.ready(name)
    command = COMMANDS[name.split("-", maxsplit=1)[0]]
    engine = company.session.get_bind()
    assert isinstance(engine, Engine)
    before = snapshot(company.session)
    number = 1
    while (done := _with_fault(acts, engine, command, ready, number)) is None:
        assert snapshot(company.session) == before, f"something is left after statement {number}"
        number += STEP[database_kind]
        assert number < MOST_STATEMENTS
    assert number > 1
    after = snapshot(company.session)
    assert after != before
    again = command.once(KEY, company.session, acts.actor(ready), *ready.arguments)
    assert (again.number, again.repeated) == (done.number, True)
    assert snapshot(company.session) == after


def _with_fault(
    acts: Acts, engine: Engine, command: Command[...], ready: Ready, number: int
) -> Done | None:
    """The act with its one-time key and a fault; what it did where the fault came too late."""
    actor = acts.actor(ready)
    faulty = FaultyEngine(engine)
    try:
        with faulty.failing_at(number):
            return command.once(KEY, acts.session, actor, *ready.arguments)
    except InjectedFault:
        return None
