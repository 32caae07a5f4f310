"""Company settings, and the roles as a table."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.models import Event
from webapp.services.core.permissions import ORDER_DESK, Permission
from webapp.services.identity.roles import BUILT_IN_ROLES, READY_ROLES
from webapp.services.settings.queries import get_settings

SAVE = "main form"
#: Rights of each built-in role, as the definition of the roles counts them.
TOTALS = [27, 18, 10, 8, 7, 11]


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def test_settings_are_shown_and_saved_with_their_trail(admin: Client, company: Company) -> None:
    page = admin.page("/settings")
    answer = admin.submit(
        page, SAVE, stock_shown="flag", minimum_amount="￥1,500", overdue_order_review="8"
    )
    assert answer.status_code == 303
    company.session.rollback()
    kept = get_settings(company.session)
    assert (kept.version, kept.rules.stock_shown) == (2, "flag")
    assert str(kept.rules.minimum_amount) == "1500.00"
    assert kept.rules.overdue_hours["order_review"] == 8
    assert kept.rules.confirmation_required is True
    event = company.session.scalars(
        select(Event).where(Event.name == "CompanySettingsChanged")
    ).one()
    assert event.data["before"]["stock_shown"] == "number"
    assert event.data["after"]["minimum_amount"] == "1500.00"
    assert set(event.data["after"]) == {"stock_shown", "minimum_amount", "overdue_hours"}


def test_a_ticked_choice_can_be_taken_away(admin: Client, company: Company) -> None:
    page = admin.page("/settings")
    box = page.css_first("input[name=confirmation_required]")
    assert box is not None
    assert "checked" in box.attributes
    del box.attrs["checked"]
    admin.submit(page, SAVE)
    company.session.rollback()
    assert get_settings(company.session).rules.confirmation_required is False
    again = admin.page("/settings").css_first("input[name=confirmation_required]")
    assert again is not None
    assert "checked" not in again.attributes


def test_saving_what_is_there_changes_nothing(admin: Client, company: Company) -> None:
    admin.submit(admin.page("/settings"), SAVE)
    company.session.rollback()
    assert get_settings(company.session).version == 1


@pytest.mark.control("C11")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stock_shown", "all"),
        ("reserve_at", "\x00"),
        ("minimum_amount", "-1"),
        ("minimum_amount", "1e309"),
        ("minimum_amount", ""),
        ("receipt_reminder_days", "91"),
        ("receipt_reminder_days", "-1"),
        ("receipt_reminder_days", "１２"),
        ("overdue_receipt", "0"),
        ("overdue_receipt", "9" * 30),
        ("overdue_receipt", "x"),
    ],
)
def test_values_out_of_bounds_stay_in_the_form_with_their_error(
    admin: Client, company: Company, field: str, value: str
) -> None:
    answer = admin.submit(admin.page("/settings"), SAVE, **{field: value})
    assert answer.status_code == 422
    page = parse(answer)
    assert page.css_first(f"[data-error-summary] a[href='#f-{field}']") is not None
    company.session.rollback()
    assert get_settings(company.session).version == 1


def test_who_is_late_is_told(admin: Client, company: Company) -> None:
    first, second = admin.page("/settings"), admin.page("/settings")
    admin.submit(first, SAVE, stock_shown="flag")
    assert admin.submit(second, SAVE, stock_shown="none").status_code == 409
    company.session.rollback()
    assert get_settings(company.session).rules.stock_shown == "flag"


@pytest.mark.rule("A5")
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_table_has_27_rights_and_6_roles(admin: Client, language: str) -> None:
    page = admin.page("/settings/roles", headers={"Accept-Language": language})
    rows = page.css("tr[data-permission]")
    assert [row.attributes["data-permission"] for row in rows] == [one.value for one in Permission]
    roles = [one.attributes["data-role"] for one in page.css("th[data-role]")]
    assert roles == [role.code for role in (*BUILT_IN_ROLES, *READY_ROLES)]
    desk = [
        [cell.attributes["data-reach"] for cell in row.css("td")][: len(BUILT_IN_ROLES)]
        for row in rows[: len(ORDER_DESK)]
    ]
    assert len(desk) == 27
    assert [sum(map(bool, column)) for column in zip(*desk, strict=True)] == TOTALS
    assert desk[0] == ["all", "all", "all", "all", "all", "own"]
    assert desk[-1] == ["all", "", "", "", "", ""]
    footer = [int(cell.text()) for cell in page.css("tfoot td")]
    assert footer == [len(role.grants) for role in (*BUILT_IN_ROLES, *READY_ROLES)]
