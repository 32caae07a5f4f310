"""The trial run and the adopting agree, whatever is switched off and wherever orders stand (A9)."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.snapshots import snapshot
from tests.support.stages import Stages
from webapp.models import Order, ReturnRequest
from webapp.services.chains.commands import save_chain
from webapp.services.chains.overview import WaitingRow, get_chain_view, list_waiting
from webapp.services.chains.rules import Level, Step, StepKind
from webapp.services.chains.trial import MOST_LISTED, TrialRun, try_steps
from webapp.services.checking.books import check_books
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Forbidden
from webapp.services.core.permissions import Permission, Reach
from webapp.services.orders import kinds
from webapp.services.returns import kinds as returns
from webapp.services.returns.commands import pass_return
from webapp.services.returns.placing import ReturnedLine, request_return

pytestmark = pytest.mark.rule("A9")

#: Every combination of steps but none at all: 31 of them.
COMBINATIONS = [
    frozenset(on)
    for size in range(1, len(kinds.STEP_KEYS) + 1)
    for on in itertools.combinations(kinds.STEP_KEYS, size)
]


def steps(on: frozenset[str], of: tuple[StepKind, ...] = kinds.STEPS) -> list[Step]:
    return [Step(one.key, one.permission, one.key in on, (Level(),)) for one in of]


def standing(company: Company) -> dict[str, str]:
    """Where each order stands."""
    company.session.rollback()
    rows = company.session.execute(select(Order.number, Order.status))
    return dict(rows.all())


def tried(company: Company, on: frozenset[str], who: Actor | None = None) -> TrialRun:
    company.session.rollback()
    actor = who or company.actor("admin")
    return try_steps(company.session, actor, kinds.KIND, "", steps(on))


def save(company: Company, on: frozenset[str], *, adopt: bool) -> None:
    admin = company.actor("admin")
    version = get_chain_view(company.session, admin, kinds.KIND, "").version
    save_chain(company.session, admin, kinds.KIND, "", version, steps(on), adopt=adopt)


@pytest.mark.orders_everywhere
@pytest.mark.rule("A8")
@pytest.mark.parametrize("on", COMBINATIONS, ids=lambda on: "+".join(sorted(on)))
def test_what_is_foreseen_is_what_happens(company: Company, on: frozenset[str]) -> None:
    before = standing(company)
    trial = tried(company, on)
    foreseen = {move.number: move.goes_to for move in trial.moves}
    save(company, on, adopt=True)
    after = standing(company)
    assert {n: after[n] for n in before if after[n] != before[n]} == foreseen
    assert (trial.open, trial.moving) == (len(before), len(foreseen))
    assert list(check_books(company.session, Path("no-such-file"))) == []


#: From one chain to another: every eleventh pair of combinations.
CHANGES = list(itertools.product(COMBINATIONS, COMBINATIONS))[::11]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("part", range(8))
def test_it_holds_for_changes_from_any_chain_to_any_other(company: Company, part: int) -> None:
    for first, second in CHANGES[part::8]:
        save(company, first, adopt=False)
        placed = company.place(company.wanted(NUT_8="1"))
        foreseen = {move.number: move.goes_to for move in tried(company, second).moves}
        save(company, second, adopt=True)
        order: Order = company.order(placed.number)
        assert order.status == foreseen.get(order.number, placed.status)
        save(company, frozenset({kinds.ORDER_REVIEW}), adopt=True)


@pytest.mark.orders_everywhere
def test_a_trial_changes_nothing(company: Company) -> None:
    before = snapshot(company.session)
    trial = tried(company, frozenset({kinds.RECEIPT}))
    assert trial.moving
    assert snapshot(company.session) == before


def test_moves_tell_number_customer_version_and_way(company: Company) -> None:
    order = company.place()
    save(company, frozenset(kinds.STEP_KEYS[:2]), adopt=False)
    (move,) = tried(company, frozenset({kinds.FINANCE_REVIEW})).moves
    assert (move.number, move.customer, move.version) == (order.number, order.customer_name, 1)
    assert (move.status, move.goes_to) == (kinds.ORDER_REVIEW, kinds.FINANCE_REVIEW)


def test_only_documents_in_reach_are_named_and_all_are_counted(company: Company) -> None:
    mine, theirs = company.place(), company.place(by="kh002")
    manager = company.actor("region1")
    grants = {**manager.grants, Permission.SYSTEM_MANAGE: Reach.ALL}
    reader = Actor(
        user_id=manager.user_id,
        user_name=manager.user_name,
        name=manager.name,
        kind="company",
        grants=grants,
        regions=manager.regions,
    )
    trial = tried(company, frozenset({kinds.FINANCE_REVIEW}), reader)
    assert [move.number for move in trial.moves] == [mine.number]
    assert theirs.number not in {move.number for move in trial.moves}
    assert (trial.open, trial.moving, trial.unlisted) == (2, 2, 1)
    assert len(trial.moves) <= MOST_LISTED
    with pytest.raises(Forbidden):
        tried(company, frozenset({kinds.RECEIPT}), manager)


def test_what_waits_is_told_by_step_and_version(company: Company) -> None:
    company.place()
    save(company, frozenset({kinds.ORDER_REVIEW, kinds.RECEIPT}), adopt=False)
    company.place()
    company.place()
    waiting = list_waiting(company.session, company.actor("admin"), kinds.KIND, "")
    assert waiting == [WaitingRow(kinds.ORDER_REVIEW, 3, ((2, 2), (1, 1)))]


RETURN_COMBINATIONS = [
    frozenset(on)
    for size in range(1, len(returns.STEP_KEYS) + 1)
    for on in itertools.combinations(returns.STEP_KEYS, size)
]


@pytest.mark.rule("A7")
@pytest.mark.parametrize("on", RETURN_COMBINATIONS, ids=lambda on: "+".join(sorted(on)))
def test_returns_are_foreseen_as_well(company: Company, on: frozenset[str]) -> None:
    asked = returns_everywhere(company)
    admin = company.actor("admin")
    trial = try_steps(company.session, admin, returns.KIND, "", steps(on, returns.STEPS))
    foreseen = {move.number: move.goes_to for move in trial.moves}
    wanted = steps(on, returns.STEPS)
    save_chain(company.session, admin, returns.KIND, "", 1, wanted, adopt=True)
    company.session.rollback()
    company.session.expunge_all()
    after = {one.number: one.status for one in company.session.query(ReturnRequest)}
    assert {n: after[n] for n in asked if after[n] != asked[n]} == foreseen
    assert trial.open == len(asked)


def returns_everywhere(company: Company) -> dict[str, str]:
    """A request in each step, by its number."""
    stages = Stages(company)
    order = stages.completed()
    back = [ReturnedLine(order.lines[0].id, Decimal(2), "scratched")]
    asked = {}
    for passes in range(len(returns.STEP_KEYS)):
        done = request_return(company.session, stages.customer, order.number, back, "broken")
        for _ in range(passes):
            done = pass_return(
                company.session, stages.admin, done.number, done.version, done.status
            )
        asked[done.number] = done.status
    return asked
