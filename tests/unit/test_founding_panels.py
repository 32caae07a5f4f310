"""The panels that a company begins with say what the rules say (B3, B5–B7, B17, C1, C3, E3)."""

from __future__ import annotations

import json

import pytest

from webapp.services.reviews import rules
from webapp.services.reviews.founding_panels import (
    ALL_KINDS,
    COMMITTEE,
    FINANCE_EXCEPTION,
    FOUNDING_PANELS,
    IP_CLAUSE,
    ORDER_REVIEW,
    PRELIMINARY,
    FoundingPanel,
)
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.panels import panel_from_plain, panel_to_plain
from webapp.services.reviews.rules import Said
from webapp.services.settings.lists import FOUNDING, POST
from webapp.services.setup.departments import DEPARTMENTS

#: Where each stands, by which rule, whom it asks, who rules above it, and on appeal.
TABLE = {
    PRELIMINARY: (
        "inquiry", "branch", "all", "TECH PURCH PROD QUAL SALES", "general_manager", "",
    ),
    COMMITTEE: ("quotation", "head_office", "all", "FIN QS PURCH", "president", "chairman"),
    ORDER_REVIEW: ("contract", "branch", "all", "TECH PURCH PROD QUAL STORE", "", ""),
    IP_CLAUSE: ("contract", "head_office", "all", "IPR", "", ""),
    FINANCE_EXCEPTION: ("exception", "branch", "advice", "deputy_manager", "general_manager", ""),
}  # fmt: skip
every_panel = pytest.mark.parametrize("founding", FOUNDING_PANELS, ids=lambda one: one.code)


@pytest.mark.rule("B3", "B5", "B6", "B7", "C1", "C3")
@every_panel
def test_who_judges_and_who_rules(founding: FoundingPanel) -> None:
    panel = founding.panel
    assert (
        founding.stage,
        panel.place,
        panel.rule.kind,
        " ".join(seat.department or seat.post for seat in panel.seats),
        " ".join(step.post for step in panel.rulings),
        panel.appeal.post if panel.appeal else "",
    ) == TABLE[founding]
    assert panel.product_kinds == ALL_KINDS


@pytest.mark.rule("B3", "L9")
def test_who_convenes() -> None:
    convening = {one.code: one.panel.convenors for one in FOUNDING_PANELS if one.panel.convenors}
    posts = ("general_manager", "assistant", "prod_director", "internal_control")
    assert convening == {"preliminary": posts}


@pytest.mark.rule("B5")
@every_panel
def test_every_seat_can_be_filled_and_judges_parts_that_there_are(founding: FoundingPanel) -> None:
    departments = {code for code, *_ in DEPARTMENTS} | {""}
    posts = {code for key, code, *_ in FOUNDING if key == POST} | {""}
    panel = founding.panel
    keys = [seat.key for seat in panel.seats] + [step.key for step in panel.rulings]
    assert len(set(keys)) == len(keys)
    assert all(len(key) <= 20 for key in keys)
    for seat in panel.seats:
        assert seat.department in departments
        assert seat.post in posts
        assert set(seat.inputs) <= set(get_kind(founding.stage).inputs)
        assert seat.inputs
    ruling = [step.post for step in (*panel.rulings, *filter(None, [panel.appeal]))]
    assert {*ruling, *panel.convenors, panel.escalates_to} <= posts


#: What each department is asked (B17): questions by panel and seat.
SUBJECTS = {
    (PRELIMINARY, "technology"): {"feasible", "deviation", "deviation_reason"},
    (PRELIMINARY, "production"): {"guaranteed", "capacity"},
    (PRELIMINARY, "quality"): {"attainable", "complete"},
    (PRELIMINARY, "purchasing"): {"supply", "price_note"},
    (PRELIMINARY, "sales"): {"profit", "prospect"},
    (COMMITTEE, "finance"): {
        "taxes", "gross_margin", "selling_expense", "sales_margin", "payment_terms",
    },
    (COMMITTEE, "supervision"): {"attainable", "complete"},
    (COMMITTEE, "purchasing"): {"supply", "materials", "outsourcing"},
    (ORDER_REVIEW, "engineering"): {"feasible"},
    (ORDER_REVIEW, "production"): {"guaranteed"},
    (ORDER_REVIEW, "quality"): {"attainable"},
    (ORDER_REVIEW, "logistics"): {"transport"},
    (IP_CLAUSE, "ip"): {"ownership", "scope", "lawful"},
}  # fmt: skip


def _named(one: FoundingPanel | str) -> str:
    return one if isinstance(one, str) else one.code


@pytest.mark.rule("B5", "B17")
@pytest.mark.parametrize(("founding", "seat"), SUBJECTS, ids=_named)
def test_each_seat_has_its_own_subject(founding: FoundingPanel, seat: str) -> None:
    asked = [question.key for question in founding.panel.seat(seat).questions]
    assert set(asked) == SUBJECTS[founding, seat]
    assert len(set(asked)) == len(asked)


@pytest.mark.rule("E1", "E3")
@pytest.mark.parametrize(
    ("kind", "answer", "posts"),
    [
        ("regular", None, []),
        ("new", "none", []),
        ("new", "small", []),
        ("new", "large", ["general_manager"]),
        ("special", "large", ["general_manager"]),
    ],
)
def test_a_large_deviation_needs_the_general_manager(
    kind: str, answer: str | None, posts: list[str]
) -> None:
    panel = PRELIMINARY.panel
    asked = [question.key for question in panel.seat("technology").asked(kind)]
    assert ("deviation" in asked, "deviation_reason" in asked) == (kind != "regular",) * 2
    answers = {} if answer is None else {"deviation": answer}
    due = rules.rulings_due(panel, {"technology": Said(rules.AGREE, answers)})
    assert [step.post for step in due] == posts


@pytest.mark.rule("L4")
@pytest.mark.parametrize("founding", [PRELIMINARY, ORDER_REVIEW], ids=lambda one: one.code)
def test_departments_that_do_the_work_commit_their_time(founding: FoundingPanel) -> None:
    committing = [seat for seat in founding.panel.seats if seat.time_order]
    assert {"TECH", "PURCH", "PROD", "QUAL"} <= {seat.department for seat in committing}


@every_panel
def test_a_founding_panel_is_stored_and_read_as_it_was(founding: FoundingPanel) -> None:
    stored = json.loads(json.dumps(panel_to_plain(founding.panel)))
    assert panel_from_plain(stored) == founding.panel
