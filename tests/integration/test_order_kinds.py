"""Kinds of orders as settings: names, numbers, on or off, and chains of their own (G7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.acts import Acts
from tests.support.company import Company
from webapp.models import Order
from webapp.services.chains.commands import split_chain
from webapp.services.chains.overview import missing_variants
from webapp.services.chains.queries import get_chain
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.orders import kinds
from webapp.services.orders.commands import resubmit_order
from webapp.services.orders.order_kinds import (
    FOUNDING,
    MOST_KINDS,
    KindInput,
    KindRow,
    add_order_kind,
    change_order_kind,
    list_order_kinds,
    manage_order_kinds,
)
from webapp.services.orders.review import edit_lines, send_back

pytestmark = pytest.mark.rule("G7")

OWN = KindInput("样册订货单", "Catalogue order", "DH-C", is_on=True)


def kind_of(company: Company, code: str) -> KindRow:
    company.session.rollback()
    return next(one for one in list_order_kinds(company.session) if one.code == code)


def change(company: Company, code: str, **changes: Any) -> None:
    row = kind_of(company, code)
    now = KindInput(row.name, row.name_en, row.number_prefix, row.is_on)
    given = replace(now, **changes)
    change_order_kind(company.session, company.actor("admin"), code, row.version, given)


def special(company: Company) -> list[Any]:
    return [replace(one, special_price=one.quantity / 10) for one in company.wanted(NUT_8="10")]


def placed(company: Company, kind: str = "", **more: Any) -> Order:
    return company.place(by="sales", kind=kind, **more)


def test_a_new_company_has_the_kinds_of_the_procedures(company: Company) -> None:
    rows = list_order_kinds(company.session)
    assert [one.code for one in rows] == [code for code, *_ in FOUNDING]
    assert [one.code for one in rows if one.is_on] == [kinds.ORDINARY, kinds.SPECIAL]


def test_each_kind_has_its_own_numbers(company: Company) -> None:
    change(company, "export", is_on=True)
    assert placed(company).number.startswith("DH-O-")
    assert placed(company, "export").number.startswith("DH-E-")
    assert placed(company, lines=special(company)).number.startswith("DH-T-")
    change(company, "export", number_prefix="WX")
    second = placed(company, "export")
    assert second.number.startswith("WX-")
    assert second.number.endswith("-000001")


def test_a_special_price_makes_an_ordinary_order_special_and_no_other(company: Company) -> None:
    change(company, "export", is_on=True)
    assert placed(company, kinds.ORDINARY, lines=special(company)).kind == kinds.SPECIAL
    assert placed(company, "export", lines=special(company)).kind == "export"
    assert placed(company, kinds.SPECIAL).kind == kinds.SPECIAL
    change(company, kinds.SPECIAL, is_on=False)
    assert placed(company, lines=special(company)).kind == kinds.ORDINARY


def test_only_staff_choose_and_only_what_is_on(company: Company) -> None:
    for by, kind in (("sales", "export"), ("sales", "none"), ("kh001", kinds.SPECIAL)):
        with pytest.raises(RuleBroken) as refused:
            company.place(by=by, kind=kind)
        assert "kind" in refused.value.fields
    assert company.place(by="kh001").kind == kinds.ORDINARY


def test_an_order_keeps_the_number_and_the_chain_that_it_was_submitted_with(
    company: Company,
) -> None:
    order = placed(company)
    split_chain(company.session, company.actor("admin"), kinds.KIND, kinds.SPECIAL)
    review = company.actor("review")
    edit_lines(company.session, review, order.number, order.version, special(company), "by phone")
    edited = company.order(order.number)
    assert edited.kind == kinds.SPECIAL
    assert (edited.number, edited.chain_version_id) == (order.number, order.chain_version_id)


def test_a_draft_keeps_its_kind_when_its_customer_sends_it_again(company: Company) -> None:
    change(company, "export", is_on=True)
    split_chain(company.session, company.actor("admin"), kinds.KIND, "export")
    order = placed(company, "export")
    assert get_chain(company.session, order.chain_version_id).variant == "export"
    review = company.actor("review")
    send_back(company.session, review, order.number, order.version, kinds.DRAFT, "unclear")
    given = Acts(company).given()
    version = company.order(order.number).version
    resubmit_order(company.session, company.actor("kh001"), order.number, version, given)
    again = company.order(order.number)
    assert (again.kind, again.number) == ("export", order.number)


def test_kinds_that_are_on_or_have_a_chain_are_variants(company: Company) -> None:
    assert missing_variants(company.session, kinds.KIND) == [kinds.SPECIAL]
    change(company, "sample", is_on=True)
    add_order_kind(company.session, company.actor("admin"), OWN)
    assert missing_variants(company.session, kinds.KIND) == [kinds.SPECIAL, "sample", "own1"]
    with pytest.raises(NotFound):
        split_chain(company.session, company.actor("admin"), kinds.KIND, "export")


def test_an_own_kind_can_be_ordered(company: Company) -> None:
    done = add_order_kind(company.session, company.actor("admin"), OWN)
    order = placed(company, done.number)
    assert (order.kind, order.number[:5]) == ("own1", "DH-C-")


@pytest.mark.parametrize("prefix", ["DH-O", "DH-T", "DH-R", "CK", "L", "RK", "CR", "PD"])
def test_no_two_documents_are_numbered_alike(company: Company, prefix: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        change(company, "export", number_prefix=prefix)
    assert list(refused.value.fields) == ["number_prefix"]


@pytest.mark.parametrize(
    "changes",
    [
        {"number_prefix": "A"},
        {"number_prefix": "dh-e"},
        {"number_prefix": "DH-"},
        {"number_prefix": "-DH"},
        {"number_prefix": "DH-EXPORT"},
        {"number_prefix": "DH1"},
        {"number_prefix": "外销"},
        {"number_prefix": "DH\n"},
        {"name": ""},
        {"name_en": "x" * 81},
    ],
)
def test_names_and_prefixes_have_bounds(company: Company, changes: dict[str, str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        change(company, "export", **changes)
    assert set(refused.value.fields) == set(changes)


def test_ordinary_orders_stay_on(company: Company) -> None:
    with pytest.raises(RuleBroken) as refused:
        change(company, kinds.ORDINARY, is_on=False)
    assert list(refused.value.fields) == ["is_on"]


def test_who_is_late_or_may_not_changes_nothing(company: Company) -> None:
    change(company, "export", name="出口单")
    admin = company.actor("admin")
    with pytest.raises(Conflict):
        change_order_kind(company.session, admin, "export", 1, replace(OWN, number_prefix="ZZ"))
    with pytest.raises(NotFound):
        change_order_kind(company.session, admin, "none", 1, OWN)
    for who in ("sales", "kh001"):
        with pytest.raises(Forbidden):
            add_order_kind(company.session, company.actor(who), OWN)
        with pytest.raises(Forbidden):
            manage_order_kinds(company.session, company.actor(who))
    assert kind_of(company, "export").name == "出口单"


def test_there_are_not_endlessly_many(company: Company) -> None:
    admin = company.actor("admin")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for letter in letters[: MOST_KINDS - len(FOUNDING)]:
        add_order_kind(company.session, admin, replace(OWN, number_prefix=f"Z{letter}"))
    with pytest.raises(RuleBroken):
        add_order_kind(company.session, admin, replace(OWN, number_prefix="YY"))
