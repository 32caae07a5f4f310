"""Staff accounts and the last administrator (A4, H5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.racing import at_once, winners
from tests.support.staff_acts import CLERK, HASH, hire, staff
from webapp.db import Database
from webapp.models import Event, LoginSession, Role, User, UserRole
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.naming import Named
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Done
from webapp.services.identity import staff as acts
from webapp.services.identity.role_editing import RoleChange, save_role_table
from webapp.services.identity.signing_in import sign_in_as
from webapp.services.identity.staff_file import StaffInput
from webapp.services.settings.list_editing import add_choice, remove_choice

pytestmark = pytest.mark.rule("A4", "H5")

NOBODY = StaffInput("Nobody")


def last_event(company: Company) -> Event:
    company.session.rollback()
    return company.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def administrators(company: Company) -> int:
    company.session.rollback()
    return company.session.scalars(
        select(func.count(User.id))
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.is_administrator, User.disabled_at.is_(None))
    ).one()


def test_an_account_is_opened_with_all_that_is_kept(company: Company) -> None:
    admin = company.actor("admin")
    done = acts.create_staff(company.session, admin, " HanMei ", CLERK, HASH)
    opened = staff(company, "hanmei")
    assert (done.number, opened.must_change_password) == ("hanmei", True)
    assert opened.password_expires_at is not None
    person = company.actor("hanmei")
    assert person.roles == {"order_reviewer", "regional_manager"}
    # The union of two roles, each right with the wider reach.
    assert person.reach(Permission.ORDER_VIEW) is Reach.ALL
    assert person.reach(Permission.CUSTOMER_MANAGE) is Reach.OWN
    assert len(person.regions) == 1


@pytest.mark.parametrize("taken", ["sales", "KH001"])
def test_a_user_name_is_one_of_all_accounts(company: Company, taken: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        acts.create_staff(company.session, company.actor("admin"), taken, CLERK, HASH)
    assert list(refused.value.fields) == ["user_name"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 81),
        ("email", "two@example.com, three@example.com"),
        ("email", "a@example.com\nBcc: b@example.com"),
        ("branch", "NOWHERE"),
        ("department", "NOWHERE"),
        ("roles", ("emperor",)),
        ("regions", ("E", "MOON")),
        ("language", "tlh"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(company: Company, field: str, value: Any) -> None:
    given = replace(CLERK, **{field: value})
    with pytest.raises(RuleBroken) as refused:
        acts.create_staff(company.session, company.actor("admin"), "hanmei", given, HASH)
    assert list(refused.value.fields) == [field]


def test_two_who_open_the_same_account_open_one(company: Company, database: Database) -> None:
    admin = company.actor("admin")

    def open_one(session: Session) -> Done:
        return acts.create_staff(session, admin, "hanmei", CLERK, HASH)

    outcomes = at_once(database, [open_one, open_one])
    assert len(winners(outcomes)) == 1
    assert all(isinstance(one, Done | RuleBroken) for one in outcomes)


def test_a_change_is_kept_before_and_after(company: Company) -> None:
    done = acts.change_staff(company.session, company.actor("admin"), "region1", 1, CLERK)
    event = last_event(company)
    assert (done.version, event.name) == (2, "StaffChanged")
    assert event.data["before"]["roles"] == ["regional_manager"]
    assert event.data["after"]["roles"] == ["order_reviewer", "regional_manager"]
    assert "regions" not in event.data["after"]


def test_saving_the_same_again_changes_nothing(company: Company) -> None:
    admin = company.actor("admin")
    acts.change_staff(company.session, admin, "region1", 1, CLERK)
    again = replace(CLERK, roles=tuple(reversed(CLERK.roles)))
    done = acts.change_staff(company.session, admin, "region1", 2, again)
    assert (done.version, done.details["changed"]) == (2, [])


ACTS: list[Callable[[Session, Actor], Done]] = [
    lambda session, actor: acts.create_staff(session, actor, "x1", CLERK, HASH),
    lambda session, actor: acts.change_staff(session, actor, "sales", 1, CLERK),
    lambda session, actor: acts.disable_staff(session, actor, "sales", 1, "gone"),
    lambda session, actor: acts.enable_staff(session, actor, "sales", 1, "back"),
    lambda session, actor: acts.reset_staff_password(session, actor, "sales", 1, HASH),
    lambda session, actor: acts.end_staff_sessions(session, actor, "sales"),
]


@pytest.mark.parametrize("act", ACTS)
def test_only_an_administrator_does_this(
    company: Company, act: Callable[[Session, Actor], Done]
) -> None:
    for who in ("sales", "region1", "kh001"):
        with pytest.raises(Forbidden):
            act(company.session, company.actor(who))


def test_a_customers_account_is_no_staff(company: Company) -> None:
    with pytest.raises(NotFound):
        acts.disable_staff(company.session, company.actor("admin"), "kh001", 1, "gone")


def test_a_stale_page_changes_nothing(company: Company) -> None:
    admin = company.actor("admin")
    acts.change_staff(company.session, admin, "sales", 1, CLERK)
    with pytest.raises(Conflict):
        acts.change_staff(company.session, admin, "sales", 1, NOBODY)
    with pytest.raises(Conflict):
        acts.disable_staff(company.session, admin, "sales", 1, "gone")
    assert staff(company, "sales").name == CLERK.name


@pytest.mark.control("C50", "C51")
@pytest.mark.parametrize("act", ["disable_staff", "reset_staff_password", "end_staff_sessions"])
def test_sessions_end_at_once(company: Company, act: str) -> None:
    for _ in range(2):
        sign_in_as(company.session, "sales", address="192.0.2.1", agent="tests")
    admin = company.actor("admin")
    more = {"disable_staff": (1, "gone"), "reset_staff_password": (1, HASH)}.get(act, ())
    getattr(acts, act)(company.session, admin, "sales", *more)
    company.session.rollback()
    assert company.session.scalar(select(func.count(LoginSession.id))) == 0
    assert last_event(company).data["sessions"] == 2


def test_nobody_disables_himself_or_resets_his_own_password(company: Company) -> None:
    hire(company, "second", "administrator")
    admin = company.actor("admin")
    with pytest.raises(RuleBroken):
        acts.disable_staff(company.session, admin, "admin", 1, "tired")
    with pytest.raises(RuleBroken):
        acts.reset_staff_password(company.session, admin, "admin", 1, HASH)


def test_disabling_takes_a_reason_and_enabling_gives_the_roles_back(company: Company) -> None:
    admin = company.actor("admin")
    with pytest.raises(RuleBroken):
        acts.disable_staff(company.session, admin, "sales", 1, " ")
    done = acts.disable_staff(company.session, admin, "sales", 1, "on leave")
    assert last_event(company).reason == "on leave"
    with pytest.raises(Conflict):
        acts.disable_staff(company.session, admin, "sales", done.version, "again")
    acts.enable_staff(company.session, admin, "sales", done.version, "is back")
    assert company.actor("sales").may(Permission.ORDER_REVIEW)


def test_the_last_administrator_stays(company: Company) -> None:
    hire(company, "second", "administrator")
    second = company.actor("second")
    done = acts.disable_staff(company.session, second, "admin", 1, "gone")
    with pytest.raises(RuleBroken) as refused:
        acts.change_staff(company.session, second, "second", 1, NOBODY)
    assert list(refused.value.fields) == ["roles"]
    acts.enable_staff(company.session, second, "admin", done.version, "back")
    acts.change_staff(company.session, second, "second", 1, NOBODY)
    assert administrators(company) == 1


def test_the_administrators_role_keeps_its_right(company: Company) -> None:
    for reach in (None, Reach.OWN):
        change = RoleChange("administrator", 1, {Permission.SYSTEM_MANAGE: reach})
        with pytest.raises(RuleBroken):
            save_role_table(company.session, company.actor("admin"), [change])


@pytest.mark.control("C16")
@pytest.mark.parametrize("way", ["disable", "take the role"])
def test_two_administrators_who_remove_each_other_leave_one(
    company: Company, database: Database, way: str
) -> None:
    hire(company, "second", "administrator")
    actors = {name: company.actor(name) for name in ("admin", "second")}

    def remove(by: str, other: str, session: Session) -> Done:
        if way == "disable":
            return acts.disable_staff(session, actors[by], other, 1, "not needed")
        return acts.change_staff(session, actors[by], other, 1, NOBODY)

    outcomes = at_once(
        database, [partial(remove, "admin", "second"), partial(remove, "second", "admin")]
    )
    assert len(winners(outcomes)) == 1
    assert administrators(company) == 1


@pytest.mark.rule("B6")
def test_a_leading_post_is_kept_with_the_person(company: Company) -> None:
    admin = company.actor("admin")
    acts.change_staff(company.session, admin, "sales", 1, replace(NOBODY, post="president"))
    assert staff(company, "sales").post == "president"
    for wrong in ("emperor", "A"):
        with pytest.raises(RuleBroken) as refused:
            acts.change_staff(company.session, admin, "sales", 2, replace(NOBODY, post=wrong))
        assert list(refused.value.fields) == ["post"]
    acts.change_staff(company.session, admin, "sales", 2, NOBODY)
    assert staff(company, "sales").post == ""


def test_a_post_that_somebody_holds_stays_on_the_list(company: Company) -> None:
    admin = company.actor("admin")
    add_choice(company.session, admin, "post", "adviser", Named("顾问", "Adviser"))
    acts.change_staff(company.session, admin, "sales", 1, replace(NOBODY, post="adviser"))
    with pytest.raises(RuleBroken):
        remove_choice(company.session, admin, "post", "adviser", 1)
