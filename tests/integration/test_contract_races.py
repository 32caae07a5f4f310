"""Two hands on one contract, or on one quotation: one wins, and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.contracting import SCAN, Contracting
from tests.support.racing import at_once, winners
from tests.support.reviewing import Reviewing
from webapp.db import Database
from webapp.services.contracts.amending import amend_contract, end_contract
from webapp.services.contracts.drawing import draw_contract, rework_contract
from webapp.services.contracts.signing import sign_contract
from webapp.services.core.errors import Conflict
from webapp.services.core.transaction import Done

pytestmark = [pytest.mark.rule("B9", "B10"), pytest.mark.databases("postgresql")]


@pytest.fixture
def contracting(company: Company) -> Contracting:
    return Contracting(Reviewing(company))


def one_wins(
    contracting: Contracting, database: Database, *acts: tuple[Any, tuple[Any, ...]]
) -> None:
    actor = contracting.company.actor("sales")

    def ready(command: Any, given: tuple[Any, ...]) -> Callable[[Session], Done]:
        return lambda session: command(session, actor, *given)

    outcomes = at_once(database, [ready(*act) for act in acts])
    assert len(winners(outcomes)) == 1
    assert all(isinstance(one, Done | Conflict) for one in outcomes), outcomes


def test_a_quotation_gets_one_contract(contracting: Contracting, database: Database) -> None:
    draw = (draw_contract, (contracting.quoted(),))
    one_wins(contracting, database, draw, draw)


def test_signing_and_taking_into_work_again(contracting: Contracting, database: Database) -> None:
    number = contracting.approved()
    version = contracting.contract(number).version
    signing = (number, version, contracting.today, "王经理", SCAN)
    one_wins(contracting, database, (sign_contract, signing), (rework_contract, (number, version)))


def test_amending_and_ending(contracting: Contracting, database: Database) -> None:
    number = contracting.filed()
    given = (number, contracting.contract(number).version, "客户停产")
    one_wins(contracting, database, (amend_contract, given), (end_contract, given))
