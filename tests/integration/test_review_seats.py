"""Who sits where: by department, post and branch, once a review, and never over his own work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select

from tests.support.company import a_picture
from tests.support.reviewing import (
    CONVENED,
    DATES,
    NUMBER,
    PRICE,
    SHAPE,
    SMALL,
    Reviewing,
    employ,
    opinion,
)
from webapp.models import (
    Attachment,
    Branch,
    ChoiceItem,
    SupervisionWatch,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden
from webapp.services.core.transaction import writing
from webapp.services.files.storing import Paper
from webapp.services.reviews import seating
from webapp.services.reviews.commands import conclude_round, convene, give_opinion, send_case_back
from webapp.services.reviews.ruling import appeal, rule

pytestmark = pytest.mark.rule("B3", "B5")
#: The technology seat that the head office fills, and the same at the branch.
AT_BRANCH = replace(SMALL, place="branch")


@pytest.mark.parametrize("who", ["purch1", "gm1", "sales1", "admin", "kh001"])
def test_nobody_writes_for_another_department(reviewing: Reviewing, who: str) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    assert reviewing.refusal(number, who, "shape") == seating.NOT_HERE
    assert reviewing.seats(number)["shape"] == "waiting"


def test_one_of_the_department_speaks_and_the_others_are_told(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    reviewing.fill(number, "tech2", "shape")
    with pytest.raises(Conflict):
        reviewing.fill(number, "tech1", "shape")
    assert reviewing.given_by("shape") == (reviewing.user_id("tech2"), None)


def test_who_wrote_it_does_not_judge_it(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file(authors=("sales1", "tech1"))
    assert reviewing.refusal(number, "tech1", "shape") == seating.WROTE_IT
    reviewing.fill(number, "tech2", "shape")


def test_what_an_author_of_a_later_version_said_is_asked_again(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    reviewing.fill(number, "tech1", "shape")
    reviewing.file(inputs={"shape": 1, "price": 2, "dates": 1}, authors=("tech1",))
    assert reviewing.seats(number)["shape"] == "waiting"
    assert reviewing.refusal(number, "tech1", "shape") == seating.WROTE_IT


def test_a_seat_is_at_the_documents_branch_or_at_the_head_office(reviewing: Reviewing) -> None:
    with writing(reviewing.session, SYSTEM) as tx:
        tx.session.add(Branch(code="GZ", name="广州", name_en="Guangzhou"))
        tx.session.flush()
        employ(tx, "tech3", "TECH", branch="GZ")
    reviewing.panel(AT_BRANCH)
    reviewing.panel(SMALL, code="head")
    there, head = reviewing.file(branch="GZ")
    assert reviewing.refusal(there, "tech1", "shape") == seating.NOT_HERE
    assert reviewing.refusal(head, "tech3", "shape") == seating.NOT_HERE
    reviewing.fill(there, "tech3", "shape")
    reviewing.fill(head, "tech1", "shape")


def test_one_person_fills_one_seat_of_a_review(reviewing: Reviewing) -> None:
    reviewing.panel(replace(SMALL, seats=(SHAPE, replace(PRICE, department="TECH"), DATES)))
    (number,) = reviewing.file()
    reviewing.fill(number, "tech1", "shape")
    assert reviewing.refusal(number, "tech1", "price") == seating.SITS_ALREADY
    reviewing.fill(number, "tech2", "price")


def test_nor_in_a_later_round(reviewing: Reviewing) -> None:
    reviewing.panel(replace(SMALL, seats=(SHAPE, replace(PRICE, department="TECH"), DATES)))
    (number,) = reviewing.file()
    reviewing.fill(number, "tech1", "shape")
    reviewing.file(inputs={"shape": 2, "price": 1, "dates": 1})
    assert reviewing.refusal(number, "tech1", "price") == seating.SITS_ALREADY
    reviewing.fill(number, "tech1", "shape")


def test_who_judged_does_not_rule_and_who_ruled_does_not_judge(reviewing: Reviewing) -> None:
    first = replace(SMALL.rulings[0], key="first", post="general_manager")
    judged_by_gm = replace(DATES, department="MGMT", post="general_manager")
    panel = replace(SMALL, seats=(SHAPE, PRICE, judged_by_gm), rulings=(first,))
    reviewing.panel(panel)
    (number,) = reviewing.file()
    for who, key in (("tech1", "shape"), ("purch1", "price"), ("gm1", "dates")):
        reviewing.fill(number, who, key)
    with pytest.raises(Forbidden) as refused:
        reviewing.act(rule, "gm1", number, 1, "approved")
    assert refused.value.message.text == seating.SITS_ALREADY


def test_the_president_does_not_decide_on_an_appeal_against_himself(reviewing: Reviewing) -> None:
    """Even where the panel gives both decisions one name."""
    reviewing.panel(replace(SMALL, appeal=SMALL.rulings[0]))
    (number,) = reviewing.file()
    for who, key in (("tech1", "shape"), ("purch1", "price"), ("prod1", "dates")):
        reviewing.fill(number, who, key, "disagree")
    reviewing.act(rule, "president1", number, 1, "confirmed")
    reviewing.act(appeal, "sales1", number, 1, "why not")
    with pytest.raises(Forbidden) as refused:
        reviewing.act(rule, "president1", number, 1, "refused", "as before")
    assert refused.value.message.text == seating.SITS_ALREADY


@pytest.mark.parametrize("who", ["gm1", "chairman1", "sales1", "admin"])
def test_only_the_post_rules(reviewing: Reviewing, who: str) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    for person, key in (("tech1", "shape"), ("purch1", "price"), ("prod1", "dates")):
        reviewing.fill(number, person, key)
    with pytest.raises(Forbidden):
        reviewing.act(rule, who, number, 1, "approved")


@pytest.mark.rule("L9")
@pytest.mark.parametrize("act", [convene, send_case_back])
def test_only_a_convenor_convenes_or_sends_back(reviewing: Reviewing, act: Any) -> None:
    reviewing.panel(CONVENED)
    (number,) = reviewing.file()
    reason = ("unclear",) if act is send_case_back else ()
    for who in ("tech1", "president1", "sales1"):
        with pytest.raises(Forbidden):
            reviewing.act(act, who, number, 1, *reason)
    reviewing.act(act, "helper1", number, 1, *reason)


def test_others_neither_appeal_nor_end_a_round(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    reviewing.fill(number, "tech1", "shape", "disagree")
    with pytest.raises(Forbidden):
        reviewing.act(conclude_round, "tech1", number, 1)
    reviewing.act(conclude_round, "sales1", number, 1)
    reviewing.act(rule, "president1", number, 1, "confirmed")
    with pytest.raises(Forbidden):
        reviewing.act(appeal, "tech1", number, 1, "why not")


@pytest.mark.rule("L2")
def test_a_case_on_hold_does_not_move(reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED)
    (number,) = reviewing.file()
    seen = (number, 1)
    _refused_on_hold(reviewing, convene, "gm1", *seen)
    _refused_on_hold(reviewing, send_case_back, "gm1", *seen, "unclear")
    reviewing.act(convene, "gm1", *seen)
    reviewing.fill(number, "tech1", "shape", "disagree")
    _refused_on_hold(reviewing, give_opinion, "purch1", *seen, "price", opinion(PRICE))
    _refused_on_hold(reviewing, conclude_round, "sales1", *seen)
    reviewing.act(conclude_round, "sales1", *seen)
    _refused_on_hold(reviewing, rule, "president1", *seen, "confirmed")
    reviewing.act(rule, "president1", *seen, "confirmed")
    _refused_on_hold(reviewing, appeal, "sales1", *seen, "why not")
    reviewing.act(appeal, "sales1", *seen, "why not")
    _refused_on_hold(reviewing, rule, "chairman1", *seen, "approved", "an old customer")


def _refused_on_hold(reviewing: Reviewing, act: Any, who: str, *given: Any) -> None:
    _hold(reviewing)
    with pytest.raises(Conflict) as refused:
        reviewing.act(act, who, *given)
    assert refused.value.message.params["reason"] == "looks odd"
    with writing(reviewing.session, SYSTEM) as tx:
        tx.session.execute(delete(SupervisionWatch))


def _hold(reviewing: Reviewing) -> None:
    with writing(reviewing.session, SYSTEM) as tx:
        row = tx.session.scalars(select(ChoiceItem).where(ChoiceItem.code == NUMBER)).one()
        tx.session.add(
            SupervisionWatch(
                document_kind=row.list_key,
                document_id=row.id,
                document_number=row.code,
                customer_id=reviewing.company.customers[0],
                amount=0,
                since=tx.now,
                held_at=tx.now,
                hold_reason="looks odd",
            )
        )


def test_papers_of_an_opinion_are_internal(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    reviewing.fill(number, "tech1", "shape", papers=(Paper("other", a_picture()),))
    reviewing.session.rollback()
    kept = reviewing.session.scalars(select(Attachment)).one()
    assert (kept.document_kind, kept.is_internal) == ("opinion", True)
