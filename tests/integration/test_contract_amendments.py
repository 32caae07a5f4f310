"""What is filed stays: the register, refused edits, and numbered amendments (B10, G12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.company import Company
from tests.support.contracting import Contracting
from tests.support.reviewing import Reviewing
from webapp.services.contracts.amending import (
    amend_contract,
    drop_amendment,
    end_contract,
    void_contract,
)
from webapp.services.contracts.drawing import rework_contract
from webapp.services.contracts.register import contract_in_force
from webapp.services.contracts.submitting import submit_contract
from webapp.services.core.errors import Conflict, DomainError


@pytest.fixture
def contracting(company: Company) -> Contracting:
    return Contracting(Reviewing(company))


@pytest.mark.rule("B10", "G12")
def test_it_stands_in_the_register_from_its_filing(contracting: Contracting) -> None:
    number = contracting.signed()
    customer, today = contracting.company.customers[0], contracting.today

    def stands() -> bool:
        found = contract_in_force(contracting.session, customer, number, today)
        return found is not None and found.revision == 1

    assert not stands()
    contracting.file(number)
    assert stands()
    contracting.act(amend_contract, "sales", number, "延期")
    assert stands()
    contracting.act(drop_amendment, "sales", number, "不延期")
    contracting.act(end_contract, "sales", number, "客户停产")
    assert not stands()


EDITS: dict[str, Callable[[Contracting, str], object]] = {
    "save": lambda some, number: some.reword(number, liability="x"),
    "submit": lambda some, number: some.act(submit_contract, "sales", number),
    "rework": lambda some, number: some.act(rework_contract, "sales", number),
    "sign": lambda some, number: some.sign(number),
    "file": lambda some, number: some.file(number),
    "void": lambda some, number: some.act(void_contract, "sales", number, "x"),
    "drop": lambda some, number: some.act(drop_amendment, "sales", number, "x"),
}


@pytest.mark.rule("B10")
@pytest.mark.parametrize("edit", EDITS)
def test_a_filed_contract_refuses_every_edit(contracting: Contracting, edit: str) -> None:
    number = contracting.filed()
    before = contracting.contract(number).version
    with pytest.raises(DomainError):
        EDITS[edit](contracting, number)
    assert contracting.contract(number).version == before


@pytest.mark.rule("B10")
def test_an_amendment_goes_the_same_way_while_the_version_before_binds(
    contracting: Contracting,
) -> None:
    number = contracting.filed()
    contracting.act(amend_contract, "sales", number, "客户工地延期")
    with pytest.raises(DomainError):
        contracting.sign(number)
    late = contracting.today + timedelta(days=90)
    contracting.reword(number, delivery_date=late)
    contracting.act(submit_contract, "sales", number)
    assert contracting.waiting(number) == {"purchasing", "production", "logistics"}
    with pytest.raises(Conflict):
        contracting.sign(number)
    assert contracting.contract(number).in_force == 1
    contracting.judge(number)
    contracting.sign(number)
    assert contracting.contract(number).in_force == 1
    contracting.file(number)
    contract, revision = contracting.contract(number), contracting.revision(number)
    assert (contract.in_force, revision.amendment, revision.delivery_date) == (2, 1, late)
    assert revision.amendment_reason == "客户工地延期"
    assert contracting.revision(number, 1).delivery_date != late


@pytest.mark.rule("B10")
def test_a_dropped_amendment_leaves_the_contract_and_its_number_free(
    contracting: Contracting,
) -> None:
    number = contracting.filed()
    contracting.act(amend_contract, "sales", number, "改期")
    contracting.reword(number, delivery_terms="自提")
    contracting.act(submit_contract, "sales", number)
    contracting.act(drop_amendment, "sales", number, "客户收回")
    contract = contracting.contract(number)
    assert (contract.status, contract.revision, contract.in_force) == ("filed", 1, 1)
    assert contracting.revision(number, 2).dropped_at is not None
    contracting.act(amend_contract, "sales", number, "再改")
    revision = contracting.revision(number)
    assert (revision.number, revision.amendment) == (3, 1)
    contracting.reword(number, delivery_terms="自提")
    contracting.act(submit_contract, "sales", number)
    contracting.judge(number)
    assert contracting.contract(number).status == "approved"
