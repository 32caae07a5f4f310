"""Market rates on screen: the list, the curve, and a day's values in one grid (B16)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.pages import parse
from webapp.services.core.clock import company_day
from webapp.services.core.naming import Named
from webapp.services.rates.commands import add_rate
from webapp.services.rates.entering import Entered, enter_values
from webapp.services.rates.latest import latest_values

TODAY = company_day(datetime.now(UTC))
YESTERDAY = TODAY - timedelta(days=1)
GRID = "form[data-act=enter_values]"


@pytest.fixture
def buyer(client: Client, company: Company) -> Client:
    admin = company.actor("admin")
    for code, kind, unit in (("CU", "material", "元/吨"), ("REB", "rebate", "")):
        add_rate(company.session, admin, code, kind, Named(code, f"{code} rate"), unit)
    entered = [Entered("CU", Decimal("72000.5")), Entered("REB", Decimal(13))]
    enter_values(company.session, admin, YESTERDAY, entered)
    client.sign_in("admin")
    return client


def latest(company: Company) -> dict[str, Decimal]:
    company.session.rollback()
    values = latest_values(company.session, None, None).values()
    return {one.code: one.value for one in values}


@pytest.mark.rule("B16")
def test_a_days_values_are_entered_in_one_grid(buyer: Client, company: Company) -> None:
    page = buyer.page("/rates/enter")
    typed: dict[str, Any] = {"value.CU": "￥73,500", "source.CU": "上海有色网"}
    answer = buyer.submit(page, GRID, **typed)
    assert answer.status_code == 303
    assert latest(company) == {"CU": Decimal("73500.0000"), "REB": Decimal("13.0000")}
    row = buyer.page("/rates").css_first("tr[data-number=CU]")
    assert row is not None
    assert "73,500.00" in row.text()
    assert "2.08" in row.text()


def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    buyer: Client, company: Company
) -> None:
    page = buyer.page("/rates/enter")
    wrong: dict[str, Any] = {"value.CU": "七万", "value.REB": "12", "source.REB": "财政部公告"}
    refused = parse(buyer.submit(page, GRID, **wrong))
    assert refused.css_first("[id='f-value.CU-error']") is not None
    kept = refused.css_first("[name='source.REB']")
    assert kept is not None
    assert kept.attributes["value"] == "财政部公告"
    assert latest(company)["REB"] == Decimal(13)
    beyond: dict[str, Any] = {"value.CU": "", "value.REB": "101"}
    bounds = buyer.submit(page, GRID, **beyond)
    assert bounds.status_code == 422
    assert parse(bounds).css_first("[id='f-value.REB-error']") is not None


def test_another_day_shows_what_stands_there(buyer: Client) -> None:
    page = buyer.page(f"/rates/enter?day={YESTERDAY.isoformat()}")
    shown = page.css_first("[name='value.CU']")
    assert shown is not None
    assert shown.attributes["value"] == "72000.5"
    for day in ("rubbish", "9999-99-99", "2999-01-01", "%00", "1" * 400):
        assert buyer.get("/rates/enter", query_string={"day": day}).status_code == 200


@pytest.mark.rule("B16")
def test_two_who_enter_the_same_day_do_not_overwrite_each_other(
    buyer: Client, company: Company
) -> None:
    first, second = buyer.page("/rates/enter"), buyer.page("/rates/enter")
    early: dict[str, Any] = {"value.CU": "73000"}
    assert buyer.submit(first, GRID, **early).status_code == 303
    late = buyer.submit(second, GRID, **{**early, "value.CU": "74000"})
    assert late.status_code == 422
    assert "73000" in late.get_data(as_text=True)
    assert latest(company)["CU"] == Decimal(73000)


def test_a_rate_has_its_curve_and_the_table_below(buyer: Client, company: Company) -> None:
    enter_values(company.session, company.actor("admin"), TODAY, [Entered("CU", Decimal(73000))])
    for span in ("", "3m", "5y", "rubbish"):
        page = buyer.page(f"/rates/CU?span={span}")
        assert page.css_first("svg.dd-chart title") is not None
        assert len(page.css("svg.dd-chart circle")) == 2
        assert len(page.css("table tr[data-number]")) == 2
    assert buyer.page("/rates/REB").css_first("svg.dd-chart") is None
    assert buyer.get("/rates/NONE").status_code == 404


def test_rates_are_made_renamed_retired_and_kept_again(buyer: Client) -> None:
    page = buyer.page("/rates/new")
    form = "main form"
    assert buyer.submit(page, form, code="CU", kind="material", name="铜").status_code == 422
    made = buyer.submit(page, form, code="zn-1", kind="material", name="锌锭", unit="元/吨")
    assert made.location == "/rates/ZN-1"
    page = buyer.page("/rates/ZN-1")
    names = "form[action='/rates/ZN-1/names']"
    assert buyer.submit(page, names, name="").status_code == 422
    assert buyer.submit(page, names, name="零号锌锭").status_code == 303
    assert "零号锌锭" in buyer.get("/rates/ZN-1").text
    assert buyer.submit(page, "form[data-act=retire]").status_code == 409
    page = buyer.page("/rates/ZN-1")
    assert buyer.submit(page, "form[data-act=retire]").status_code == 303
    assert buyer.page("/rates?status=retired").css_first("[data-number='ZN-1']") is not None
    page = buyer.page("/rates/ZN-1")
    assert buyer.submit(page, "form[data-act=take_up]").status_code == 303
    assert buyer.page("/rates?status=material&q=zn").css_first("[data-number='ZN-1']") is not None


@pytest.mark.rule("H1")
def test_rates_and_their_values_are_taken_out(buyer: Client) -> None:
    for path in ("/rates", "/rates/CU"):
        page = buyer.page(path)
        answer = buyer.submit(page, "form[action*='export']")
        assert (answer.mimetype or "").endswith("sheet")


def test_who_reads_quotations_reads_rates_and_enters_none(client: Client, company: Company) -> None:
    client.sign_in("sales")
    assert not client.page("/rates").css("a[href='/rates/enter']")
    assert client.get("/rates/enter").status_code == 403
    client.sign_in("ship")
    assert client.get("/rates").status_code == 403


def test_more_rates_and_values_ask_no_more(app: Flask, buyer: Client, company: Company) -> None:
    paths = ("/rates", "/rates/enter", "/rates/CU")
    few = {path: _statements(app, buyer, path) for path in paths}
    admin = company.actor("admin")
    for number in range(20):
        add_rate(company.session, admin, f"M{number}", "material", Named(f"材料 {number}"), "元/吨")
    for ago in range(1, 20):
        entered = [Entered(f"M{number}", Decimal(100 + ago)) for number in range(20)]
        entered.append(Entered("CU", Decimal(70000 + ago), seen=Decimal("72000.5")))
        enter_values(company.session, admin, TODAY - timedelta(days=ago), entered)
    assert {path: _statements(app, buyer, path) for path in paths} == few


def _statements(app: Flask, client: Client, path: str) -> int:
    client.page(path)
    with counted(app) as statements:
        client.page(path)
    return len(statements)
