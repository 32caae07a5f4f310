"""Making and changing articles: what they take, what the trail keeps, who may (H1, H3, E1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.support.company import Company, a_picture
from tests.support.product_acts import BOX, WASHER
from webapp.models import CustomerLevel, Event, Product, ProductUnit, StockBalance
from webapp.services.catalog.pictures import list_pictures
from webapp.services.catalog.prices import get_buyer, prices_for
from webapp.services.catalog.products import (
    add_pictures,
    change_product,
    create_product,
    move_picture,
    set_many_on_shelf,
    set_on_shelf,
)
from webapp.services.catalog.products_queries import get_product_input, get_product_view
from webapp.services.catalog.units import UnitRow
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done


def now() -> datetime:
    return datetime.now(UTC)


def product(company: Company, code: str) -> Product:
    company.session.rollback()
    company.session.expunge_all()
    return company.session.scalars(select(Product).where(Product.code == code)).one()


def last_event(company: Company, code: str) -> Event:
    company.session.rollback()
    statement = select(Event).where(Event.subject_kind == "product", Event.subject_number == code)
    return company.session.scalars(statement.order_by(Event.position.desc()).limit(1)).one()


def make(company: Company, **changes: object) -> Done:
    given = replace(WASHER, **changes)  # type: ignore[arg-type]
    return create_product(company.session, company.actor("sales"), given, Decimal("0.25"))


def change(company: Company, code: str, **changes: object) -> Done:
    sales = company.actor("sales")
    given, version = get_product_input(company.session, sales, code)
    wanted = replace(given, **changes)  # type: ignore[arg-type]
    return change_product(company.session, sales, code, version, wanted)


def without(actor: Actor, permission: Permission) -> Actor:
    grants = {one: reach for one, reach in actor.grants.items() if one is not permission}
    return replace(actor, grants=grants)


@pytest.mark.rule("H1", "E1")
def test_an_article_is_made_with_all_that_belongs_to_it(company: Company) -> None:
    make(company)
    view = get_product_view(company.session, company.actor("sales"), "WASH-8", now())
    assert (view.kind, view.category.code, view.tax_class.code) == ("special", "FAST", "VAT9")
    assert view.tax_rate == Decimal("0.09")
    assert view.units == (BOX,)
    assert (view.base_price, view.cost_price) == (Decimal("0.25"), Decimal("0.11"))
    assert product(company, "WASH-8").pinyin.startswith("pd")
    buyer = get_buyer(company.session, company.customers[0], date(2030, 1, 1))
    prices = prices_for(company.session, buyer, [product(company, "WASH-8").id], date(2030, 1, 1))
    assert [one.list_price for one in prices.values()] == [Decimal("0.25")]


@pytest.mark.rule("H3")
def test_the_trail_keeps_what_changed_and_costs_apart(company: Company) -> None:
    make(company)
    created = last_event(company, "WASH-8")
    assert created.name == "ProductCreated"
    assert "cost_price" not in created.data["after"]
    assert created.internal["after"] == {"cost_price": "0.11"}
    change(company, "WASH-8", name="弹簧垫圈", units=(), cost_price=Decimal("0.12"))
    event = last_event(company, "WASH-8")
    assert event.data == {
        "before": {"name": "平垫圈", "units": ["箱 = 12 个 6900000009994"]},
        "after": {"name": "弹簧垫圈", "units": []},
    }
    assert event.internal == {"before": {"cost_price": "0.11"}, "after": {"cost_price": "0.12"}}


def test_a_change_that_changes_nothing_leaves_no_trace(company: Company) -> None:
    make(company)
    position = last_event(company, "WASH-8").position
    done = change(company, "WASH-8")
    assert (last_event(company, "WASH-8").position, done.version) == (position, 1)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"code": "", "name": "", "unit": ""}, {"code", "name", "unit"}),
        ({"code": "bolt-8"}, {"code"}),
        ({"code": "/WASH"}, {"code"}),
        ({"code": "W" * 41}, {"code"}),
        ({"barcode": "6900000000053"}, {"barcode"}),
        ({"barcode": "6900000000014"}, {"barcode"}),
        ({"barcode": "no good!"}, {"barcode"}),
        (
            {"kind": "odd", "category": "NONE", "tax_class": "NONE"},
            {"kind", "category", "tax_class"},
        ),
        ({"levels": ("Z",)}, {"levels"}),
        ({"min_quantity": Decimal(0)}, {"min_quantity"}),
        ({"max_quantity": Decimal(6)}, {"max_quantity"}),
        ({"lead_days": -1}, {"lead_days"}),
        ({"cost_price": Decimal(-1)}, {"cost_price"}),
        ({"units": (replace(BOX, factor=Decimal(0)),)}, {"units.0"}),
        ({"units": (BOX, BOX)}, {"units.1"}),
        ({"units": (replace(BOX, name="个"),)}, {"units.0"}),
        ({"units": (replace(BOX, barcode="6900000000014"),)}, {"units.0"}),
        ({"custom": {"none": "1"}}, {"custom.none"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    company: Company, changes: dict[str, object], fields: set[str]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        make(company, **changes)
    assert set(refused.value.fields) == fields


def test_a_stale_form_changes_nothing(company: Company) -> None:
    make(company)
    sales = company.actor("sales")
    given, version = get_product_input(company.session, sales, "WASH-8")
    change_product(company.session, sales, "WASH-8", version, replace(given, name="螺母"))
    with pytest.raises(Conflict):
        change_product(company.session, sales, "WASH-8", version, given)
    with pytest.raises(NotFound):
        change_product(company.session, sales, "NONE", 1, given)


@pytest.mark.rule("A5")
def test_costs_need_the_right_to_prices(company: Company) -> None:
    keeper = without(company.actor("sales"), Permission.PRICE_MANAGE)
    with pytest.raises(Forbidden):
        create_product(company.session, keeper, WASHER, Decimal(1))
    make(company)
    given, version = get_product_input(company.session, keeper, "WASH-8")
    wanted = replace(given, cost_price=Decimal(1))
    with pytest.raises(Forbidden):
        change_product(company.session, keeper, "WASH-8", version, wanted)
    view = get_product_view(company.session, keeper, "WASH-8", now())
    assert view.cost_price is None
    assert "cost_price" not in str(view.events)
    for who in ("finance", "kh001"):
        with pytest.raises(Forbidden):
            create_product(company.session, company.actor(who), WASHER, Decimal(1))
        with pytest.raises(Forbidden):
            get_product_view(company.session, company.actor(who), "WASH-8", now())


def test_overselling_is_said_on_every_balance_and_ends_only_when_nothing_is_owed(
    company: Company,
) -> None:
    change(company, "LOCK-1", allow_oversell=True)
    company.place(company.wanted(LOCK_1="9"))
    with pytest.raises(RuleBroken) as refused:
        change(company, "LOCK-1", allow_oversell=False)
    assert set(refused.value.fields) == {"allow_oversell"}
    change(company, "BOLT-8", allow_oversell=True)
    balance = select(StockBalance.allow_oversell).where(
        StockBalance.product_id == company.products["BOLT-8"]
    )
    assert company.session.scalars(balance).all() == [True]


def test_a_bar_code_passes_from_one_unit_to_another(company: Company) -> None:
    make(company)
    case = UnitRow("件", "case", Decimal(144), BOX.barcode)
    change(company, "WASH-8", units=(replace(BOX, barcode=""), case))
    units = company.session.scalars(select(ProductUnit).order_by(ProductUnit.factor)).all()
    assert [(one.name, one.barcode) for one in units] == [("箱", None), ("件", BOX.barcode)]


@pytest.mark.rule("H1")
def test_on_and_off_the_shelf_once_each(company: Company) -> None:
    sales = company.actor("sales")
    done = set_on_shelf(company.session, sales, "BOLT-8", 1, False)
    assert (done.status, last_event(company, "BOLT-8").name) == ("off", "ProductUnshelved")
    done = set_many_on_shelf(company.session, sales, ["BOLT-8", "NUT-8", "NONE"], False)
    assert done.details == {"changed": 1}
    assert not product(company, "NUT-8").on_shelf
    with pytest.raises(RuleBroken):
        set_many_on_shelf(company.session, sales, [], True)
    with pytest.raises(Forbidden):
        set_many_on_shelf(company.session, company.actor("ship"), ["NUT-8"], True)


def test_pictures_have_an_order_and_the_first_is_the_main_one(company: Company) -> None:
    sales = company.actor("sales")
    uploads = [a_picture(f"{name}.png") for name in "abc"]
    done = add_pictures(company.session, sales, "BOLT-8", 1, uploads)
    for name, way, names in (
        ("c", "first", "cab"),
        ("a", "later", "cba"),
        ("b", "earlier", "bca"),
        ("b", "away", "ca"),
    ):
        there = list_pictures(company.session, company.products["BOLT-8"])
        token = next(one.token for one in there if one.name == f"{name}.png")
        done = move_picture(company.session, sales, "BOLT-8", done.version, token, way)
        there = list_pictures(company.session, company.products["BOLT-8"])
        assert "".join(one.name[0] for one in there) == names
        assert [one.is_main for one in there] == [True, *[False] * (len(names) - 1)]
    with pytest.raises(NotFound):
        move_picture(company.session, sales, "NUT-8", 1, token, "first")
    with pytest.raises(RuleBroken):
        add_pictures(company.session, sales, "BOLT-8", done.version, uploads * 4)


@pytest.mark.rule("H1")
def test_an_article_for_one_level_is_restricted(company: Company) -> None:
    assert company.session.scalars(select(CustomerLevel.code)).all() == ["A"]
    change(company, "BOLT-8", levels=("A",))
    assert product(company, "BOLT-8").is_restricted
    change(company, "BOLT-8", levels=())
    assert not product(company, "BOLT-8").is_restricted
