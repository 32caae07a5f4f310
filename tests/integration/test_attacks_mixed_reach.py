"""Rights that reach differently far in one person: each act goes as far as its own right (A4).

Somebody may see everybody's documents and yet decide over his own customers' only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.returning import Returning
from tests.support.stages import Stages
from webapp.models import Customer, Region
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import DomainError, Forbidden, RuleBroken
from webapp.services.core.naming import Named
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Done
from webapp.services.customers.commands import change_customer, create_customer
from webapp.services.customers.filing import CustomerInput
from webapp.services.customers.levels import add_level, remove_level, rename_level
from webapp.services.customers.reading import get_customer
from webapp.services.customers.regions import (
    add_region,
    move_region,
    remove_region,
    rename_region,
)
from webapp.services.notices.announcements import get_announcement
from webapp.services.notices.announcing import AnnouncementInput, write_announcement
from webapp.services.notices.readers import PersonFilter, get_reach, list_people
from webapp.services.notices.rules import Audience
from webapp.services.orders.queries import get_order
from webapp.services.returns import kinds
from webapp.services.returns.commands import pass_return, send_return_back
from webapp.services.returns.queries import get_return

pytestmark = [pytest.mark.rule("A4"), pytest.mark.control("C36")]

D = Decimal


def seeing_all(company: Company, *narrow: Permission) -> Actor:
    """The manager of the northern region, kh001's is the eastern one: every right over all, but
    these over his own customers."""
    manager = company.actor("region1")
    north = company.session.scalars(select(Region.id).where(Region.code == "N")).one()
    grants = {one: Reach.OWN if one in narrow else Reach.ALL for one in Permission}
    return replace(manager, grants=grants, regions=frozenset({north}))


STEPS = {
    kinds.GOODS_RECEIPT: Permission.RETURN_RECEIVE,
    kinds.REFUND_REVIEW: Permission.RETURN_REFUND,
}


@pytest.mark.parametrize("status", STEPS)
def test_a_return_is_moved_by_those_whose_right_reaches_it(company: Company, status: str) -> None:
    returning = Returning(Stages(company))
    request = returning.brought_to(status)
    manager = seeing_all(company, STEPS[status])
    given = (company.session, manager, request.number, request.version)
    with pytest.raises(Forbidden):
        pass_return(*given, status)
    with pytest.raises(DomainError):
        send_return_back(*given, kinds.RETURN_REVIEW, "再看")
    shown = get_return(company.session, manager, request.number, utc_now())
    assert "pass" not in shown.actions
    assert returning.read(request.number).version == request.version
    everywhere = seeing_all(company)
    assert "pass" in get_return(company.session, everywhere, request.number, utc_now()).actions


def a_file(company: Company, code: str, actor: Actor) -> CustomerInput:
    return get_customer(company.session, actor, code, company_day(utc_now())).file


@pytest.mark.parametrize(
    "wanted",
    [
        {"credit_limit": D("999999.00")},
        {"payment_days": 90},
        {"region": "N"},
        {"salesperson": "region1"},
    ],
)
def test_credit_and_keeper_are_set_by_those_who_grade_this_customer(
    company: Company, wanted: dict[str, object]
) -> None:
    everywhere = seeing_all(company)
    given = replace(a_file(company, "KH001", everywhere), **wanted)  # type: ignore[arg-type]
    manager = seeing_all(company, Permission.CUSTOMER_GRADE)
    with pytest.raises(RuleBroken):
        change_customer(company.session, manager, "KH001", None, given, "因此")
    own = replace(a_file(company, "KH002", everywhere), credit_limit=D("5.00"))
    done = change_customer(company.session, manager, "KH002", None, own, "因此")
    assert done.details["changed"] == ["credit_limit"]
    opened = CustomerInput(name="新客户", region="E", credit_limit=D("5.00"))
    with pytest.raises(RuleBroken):
        create_customer(company.session, manager, "KH900", opened)
    with company.session.begin():
        assert company.session.scalars(
            select(Customer.credit_limit).where(Customer.code == "KH001")
        ).one() == D("1000.00")


def test_credit_is_read_by_those_whose_right_reaches_it(company: Company) -> None:
    order = company.place()
    narrow = (Permission.ACCOUNT_VIEW, Permission.ORDER_FINANCE)
    for manager, shown in ((seeing_all(company, *narrow), None), (seeing_all(company), D("1000"))):
        inside = get_order(company.session, manager, order.number, utc_now()).inside
        assert inside is not None
        assert inside.customer.credit_limit == shown
        assert (inside.customer.exposure is None) is (shown is None)


Act = Callable[[Company, Actor], Done]
SHARED: dict[str, Act] = {
    "add_region": lambda c, a: add_region(c.session, a, "W", Named("华西", "West"), "N"),
    "rename_region": lambda c, a: rename_region(c.session, a, "E", 1, Named("东", "E")),
    "move_region": lambda c, a: move_region(c.session, a, "E", 1, "N"),
    "remove_region": lambda c, a: remove_region(c.session, a, "E", 1),
    "add_level": lambda c, a: add_level(c.session, a, "Z", Named("Z级", "Z")),
    "rename_level": lambda c, a: rename_level(c.session, a, "A", 1, Named("甲", "A")),
    "remove_level": lambda c, a: remove_level(c.session, a, "A", 1),
}


@pytest.mark.parametrize("act", SHARED)
@pytest.mark.databases("sqlite")
def test_what_all_customers_share_is_not_changed_by_who_keeps_some(
    company: Company, act: str
) -> None:
    """Else he would hang another's region under his own, and reach all its customers."""
    with pytest.raises(Forbidden):
        SHARED[act](company, seeing_all(company, Permission.CUSTOMER_GRADE))


@pytest.mark.rule("K6")
def test_who_reads_an_announcement_is_named_to_those_who_reach_him(company: Company) -> None:
    manager = seeing_all(company, Permission.NOTICE_MANAGE)
    given = AnnouncementInput("放假", "二月六日起。", Audience(to_customers=True, to_staff=True))
    done = write_announcement(company.session, manager, given)
    number = get_announcement(company.session, manager, done.number).id
    for actor, hidden in ((manager, {"kh001"}), (seeing_all(company), set())):
        people = list_people(company.session, actor, number, PersonFilter()).rows
        assert {"kh001", "kh002", "finance"} - {one.user_name for one in people} == hidden
        assert get_reach(company.session, actor, number).customers == 2
