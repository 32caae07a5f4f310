"""Market rates by the day, and the quotations that they leave behind (B16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.offering import HINGE, Offering
from tests.support.racing import at_once, winners
from webapp.db import Database
from webapp.models import Event, MarketRateValue, Notice
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.naming import Named
from webapp.services.core.transaction import Done
from webapp.services.quotations.answering import accept_offer
from webapp.services.quotations.commands import file_quotation
from webapp.services.quotations.dealing import offer_quotation
from webapp.services.rates.commands import add_rate, rename_rate, retire_rate
from webapp.services.rates.entering import Entered, enter_values
from webapp.services.rates.latest import latest_values, market_basis
from webapp.services.rates.queries import (
    RateFilter,
    day_grid,
    get_rate,
    list_rates,
    rate_points,
    rate_values,
)
from webapp.services.rates.rules import Move
from webapp.services.settings.commands import save_rules
from webapp.services.settings.queries import get_settings

TODAY = company_day(datetime.now(UTC))
YESTERDAY = TODAY - timedelta(days=1)
PLACES = Decimal("0.0001")


class Rates:
    """The small company with a material, a currency and a rebate."""

    def __init__(self, company: Company) -> None:
        self.company, self.session = company, company.session
        self.admin = company.actor("admin")
        for code, kind in (("CU", "material"), ("USD", "exchange"), ("REB", "rebate")):
            add_rate(self.session, self.admin, code, kind, Named(code), "")
        self.enter(YESTERDAY, CU="72000", USD="7.1", REB="13")

    def enter(self, day: date = TODAY, *, by: str = "admin", **values: str) -> Done:
        given = [Entered(code, Decimal(value).quantize(PLACES)) for code, value in values.items()]
        return enter_values(self.session, self.company.actor(by), day, given)

    def correct(self, code: str, value: str, seen: str) -> Done:
        one = Entered(code, Decimal(value), seen=Decimal(seen))
        return enter_values(self.session, self.admin, TODAY, [one])

    def latest(self, day: date | None = None) -> dict[str, Decimal]:
        self.session.rollback()
        found = latest_values(self.session, None, day).values()
        return {one.code: one.value for one in found}


@pytest.fixture
def rates(company: Company) -> Rates:
    return Rates(company)


@pytest.fixture
def offering(rates: Rates) -> Offering:
    return Offering(rates.company)


def measured(offering: Offering) -> str:
    """A drafted quotation whose material is measured by copper."""
    cost = replace(HINGE.costs[0], rate="CU")
    return offering.drafted(lines=(replace(HINGE, costs=(cost,)),))


@pytest.mark.rule("B16")
def test_the_latest_value_is_that_of_the_day_or_before(rates: Rates) -> None:
    rates.enter(TODAY, CU="73500.5")
    assert rates.latest(YESTERDAY - timedelta(days=1)) == {}
    assert rates.latest(YESTERDAY)["CU"] == Decimal("72000.0000")
    assert rates.latest(TODAY) == {
        "CU": Decimal("73500.5000"),
        "USD": Decimal("7.1000"),
        "REB": Decimal("13.0000"),
    }
    copper = get_rate(rates.session, rates.admin, "CU")
    assert (copper.value, copper.before, copper.change) == (
        Decimal("73500.5000"),
        Decimal("72000.0000"),
        Decimal("2.08"),
    )
    assert latest_values(rates.session, [], TODAY) == {}


@pytest.mark.rule("B16")
def test_a_wrong_value_is_corrected_and_the_trail_keeps_both(rates: Rates) -> None:
    rates.enter(TODAY, CU="7350")
    with pytest.raises(RuleBroken) as refused:
        rates.enter(TODAY, CU="73500")
    assert list(refused.value.fields) == ["value.CU"]
    rates.correct("CU", "73500.0000", seen="7350")
    assert rates.latest()["CU"] == Decimal("73500.0000")
    event = rates.session.scalars(select(Event).where(Event.name == "RateCorrected")).one()
    assert event.data["before"]["value"] == "7350.0000"
    assert event.data["after"]["value"] == "73500.0000"
    values = rate_values(rates.session, rates.admin, get_rate(rates.session, rates.admin, "CU"))
    assert [row.day for row in values.rows] == [TODAY, YESTERDAY]


def test_the_same_value_again_changes_nothing(rates: Rates) -> None:
    rates.enter(TODAY, CU="73500")
    assert rates.enter(TODAY, CU="73500").details["entered"] == 0


@pytest.mark.parametrize(
    ("day", "code", "value", "field"),
    [
        (TODAY + timedelta(days=1), "CU", "1", "day"),
        (date(1999, 1, 1), "CU", "1", "day"),
        (TODAY, "CU", "0", "value.CU"),
        (TODAY, "USD", "1000000001", "value.USD"),
        (TODAY, "REB", "100.5", "value.REB"),
        (TODAY, "NONE", "1", "value.NONE"),
    ],
)
def test_values_out_of_bounds_are_refused(
    rates: Rates, day: date, code: str, value: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rates.enter(day, **{code: value})
    assert list(refused.value.fields) == [field]


def test_a_rebate_may_be_nothing(rates: Rates) -> None:
    rates.enter(TODAY, REB="0")
    assert rates.latest()["REB"] == Decimal(0)


@pytest.mark.rule("B16")
def test_only_who_keeps_rates_enters_them(rates: Rates) -> None:
    with pytest.raises(Forbidden):
        rates.enter(TODAY, by="sales", CU="1")
    with pytest.raises(Forbidden):
        list_rates(rates.session, rates.company.actor("ship"), RateFilter())
    with pytest.raises(Forbidden):
        list_rates(rates.session, rates.company.actor("kh001"), RateFilter())
    assert list_rates(rates.session, rates.company.actor("sales"), RateFilter()).rows


def test_a_rate_is_named_once_and_retired_with_its_history(rates: Rates) -> None:
    session, admin = rates.session, rates.admin
    with pytest.raises(RuleBroken) as refused:
        add_rate(session, admin, "cu", "gold", Named(""), "x" * 21)
    assert set(refused.value.fields) == {"code", "kind", "name", "unit"}
    rename_rate(session, admin, "CU", 1, Named("铜", "Copper"), "CNY/t")
    with pytest.raises(Conflict):
        retire_rate(session, admin, "CU", 1)
    retire_rate(session, admin, "CU", 2)
    assert [row.code for row in day_grid(session, admin, TODAY)] == ["USD", "REB"]
    assert [row.code for row in list_rates(session, admin, RateFilter(status="retired")).rows] == [
        "CU"
    ]
    assert rate_points(session, admin, get_rate(session, admin, "CU"), YESTERDAY)
    with pytest.raises(RuleBroken):
        rates.enter(TODAY, CU="1")
    with pytest.raises(NotFound):
        get_rate(session, admin, "ZN")


@pytest.mark.rule("B16")
def test_the_basis_holds_the_measured_rates_and_what_is_behind_every_price(rates: Rates) -> None:
    add_rate(rates.session, rates.admin, "ZN", "material", Named("锌"), "")
    basis = market_basis(rates.session, [], TODAY)
    assert [one["code"] for one in basis] == ["USD", "REB"]
    copper = get_rate(rates.session, rates.admin, "CU")
    basis = market_basis(rates.session, [copper.id], TODAY)
    assert (basis[0]["code"], basis[0]["value"]) == ("CU", "72000.0000")


@pytest.mark.rule("B16")
def test_a_quotation_is_flagged_beyond_tolerance_and_not_before(
    offering: Offering, rates: Rates
) -> None:
    number = measured(offering)
    assert rates.enter(TODAY, CU="74160").details["flagged"] == [], "exactly 3 %"
    done = rates.correct("CU", "74161", seen="74160")
    assert done.details["flagged"] == [number]
    flagged = offering.quotation(number)
    assert flagged.recost_since is not None
    (move,) = [Move.from_plain(one) for one in flagged.recost_reasons]
    assert (move.code, move.before, move.after) == ("CU", Decimal(72000), Decimal(74161))
    assert move.change == Decimal("3.00")
    told = select(Notice).where(Notice.name == "RecostNeeded", Notice.document_number == number)
    rates.session.rollback()
    assert rates.session.scalars(told).all(), "the salesperson and the author are told"


@pytest.mark.rule("B16")
def test_the_flag_goes_when_the_rate_returns_or_the_quotation_is_costed_anew(
    offering: Offering, rates: Rates
) -> None:
    number, other = measured(offering), measured(offering)
    assert rates.enter(TODAY, CU="80000").details["flagged"] == [number, other]
    rates.correct("CU", "72100", seen="80000")
    assert offering.quotation(number).recost_since is None
    assert rates.correct("CU", "80000", seen="72100").details["flagged"] == [number, other]
    cost = replace(HINGE.costs[0], rate="CU")
    offering.save(number, lines=(replace(HINGE, costs=(cost,)),))
    assert offering.quotation(number).recost_since is None
    assert offering.quotation(other).recost_since is not None


@pytest.mark.rule("B16")
@pytest.mark.parametrize(("code", "value"), [("USD", "7.3"), ("REB", "12.9")])
def test_exchange_and_rebate_are_behind_every_quotation(
    offering: Offering, rates: Rates, code: str, value: str
) -> None:
    number = offering.drafted()
    assert rates.enter(TODAY, CU="99000").details["flagged"] == [], "not measured by copper"
    assert rates.enter(TODAY, **{code: value}).details["flagged"] == [number]


@pytest.mark.rule("B16")
def test_the_company_sets_its_tolerances(offering: Offering, rates: Rates) -> None:
    kept = get_settings(rates.session)
    wide = replace(kept.rules, recost_material=Decimal("20.00"))
    save_rules(rates.session, rates.admin, kept.version, wide)
    with pytest.raises(RuleBroken):
        save_rules(
            rates.session,
            rates.admin,
            kept.version + 1,
            replace(kept.rules, recost_tariff=Decimal("100.01")),
        )
    measured(offering)
    assert rates.enter(TODAY, CU="80000").details["flagged"] == []


@pytest.mark.rule("B16")
def test_a_moved_quotation_is_offered_only_with_a_reason(offering: Offering, rates: Rates) -> None:
    number = measured(offering)
    now = offering.quotation(number)
    offering.act(file_quotation, number, now.version)
    rates.enter(TODAY, CU="80000")
    now = offering.quotation(number)
    with pytest.raises(RuleBroken) as refused:
        offering.act(offer_quotation, number, now.version, now.revision)
    assert "CU 72,000 → 80,000 (+11.11 %)" in refused.value.message.params["moves"]
    offering.act(offer_quotation, number, now.version, now.revision, "老客户，按原价")
    assert offering.quotation(number).status == "offered"


@pytest.mark.rule("B16")
def test_closed_quotations_are_left_alone(offering: Offering, rates: Rates) -> None:
    number = offering.offered()
    offering.act(accept_offer, offering.seen(number), by="kh001")
    assert rates.enter(TODAY, USD="9").details["flagged"] == []


@pytest.mark.rule("B16")
def test_two_buyers_enter_the_same_rate_at_once(rates: Rates, database: Database) -> None:
    def entering(value: str, session: Session) -> Done:
        return enter_values(session, rates.admin, TODAY, [Entered("CU", Decimal(value))])

    acts = [partial(entering, value) for value in ("73000", "74000")]
    outcomes = at_once(database, acts)
    assert len(winners(outcomes)) == 1
    rates.session.rollback()
    today = select(MarketRateValue).where(MarketRateValue.day == TODAY)
    assert len(rates.session.scalars(today).all()) == 1
