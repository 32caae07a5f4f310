"""``flask demo``: what it says, and where it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from webapp.demo import seeding
from webapp.demo.cases import cast
from webapp.models import Order
from webapp.services.identity.demo import DEMO_LIST


def test_an_empty_database_is_filled_once(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The history itself is proved elsewhere; three orders tell whether the command plays one.
    monkeypatch.setattr(
        seeding,
        "_strands",
        lambda world, _hours, told: [seeding._order_strand(cast(one, world)) for one in told[:3]],
    )
    first = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert first.exit_code == 0, first.output
    again = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert (again.exit_code, "already" in again.output) == (0, True)
    assert session.scalars(select(func.count(Order.id))).one() == 3


def test_a_company_of_ones_own_is_left_alone(
    app: Flask, company: Company, session: Session
) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert "nothing was changed" in result.output
    assert session.scalars(select(func.count(Order.id))).one() == 0


@pytest.mark.parametrize(
    "settings",
    [{"DEMO": "0"}, {"DEMO": "0", "PRODUCTION": "1", "TRUSTED_HOSTS": "example.org"}],
)
def test_demo_data_is_refused_where_it_is_not_wanted(
    make_app: Callable[..., Flask],
    database_url: str,
    session: Session,
    settings: dict[str, str],
) -> None:
    result = make_app(database_url, **settings).test_cli_runner().invoke(args=["demo", "seed"])
    assert result.exit_code == 1
    assert "DEMO" in result.output
    assert session.scalars(select(func.count(Order.id))).one() == 0


@pytest.mark.rule("A11")
def test_the_accounts_are_listed(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "accounts"])
    lines = result.output.splitlines()
    assert [line.split()[0] for line in lines] == [account.user_name for account in DEMO_LIST]
