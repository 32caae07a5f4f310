"""What articles are put into: the category tree, tax classes, the company's own fields."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.integration.test_product_acts import change, last_event, make
from tests.support.company import Company
from webapp.models import Category, Product
from webapp.services.catalog.categories import (
    CategoryInput,
    add_category,
    change_category,
    list_categories,
    order_category,
    remove_category,
)
from webapp.services.catalog.fields import list_fields, values_for_customers
from webapp.services.catalog.fields_keeping import (
    FieldInput,
    add_field,
    change_field,
    order_field,
    retire_field,
)
from webapp.services.catalog.taxes import tax_rates
from webapp.services.catalog.taxes_keeping import (
    add_tax_class,
    list_tax_classes,
    rename_tax_class,
    set_tax_rate,
)
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.trail.verifying import verify_trail


def today() -> date:
    return company_day(datetime.now(UTC))


def add(company: Company, code: str, parent: str = "") -> None:
    given = CategoryInput(f"类{code}", code.title(), parent)
    add_category(company.session, company.actor("sales"), code, given)


def tree(company: Company) -> dict[str, str]:
    company.session.rollback()
    return {one.code: one.path for one in list_categories(company.session)}


@pytest.mark.rule("H1")
def test_a_category_moves_with_all_that_is_below_it(company: Company) -> None:
    add(company, "TOOL")
    add(company, "BOLT", "FAST")
    add(company, "HEX", "BOLT")
    sales = company.actor("sales")
    change_category(company.session, sales, "BOLT", 1, CategoryInput("螺栓", "Bolts", "TOOL"))
    assert tree(company) == {
        "FAST": "/FAST/",
        "TOOL": "/TOOL/",
        "BOLT": "/TOOL/BOLT/",
        "HEX": "/TOOL/BOLT/HEX/",
    }
    with pytest.raises(RuleBroken) as refused:
        change_category(company.session, sales, "TOOL", 1, CategoryInput("工具", "", "HEX"))
    assert set(refused.value.fields) == {"parent"}
    with pytest.raises(Conflict):
        change_category(company.session, sales, "BOLT", 1, CategoryInput("螺栓"))
    with pytest.raises(NotFound):
        change_category(company.session, sales, "NONE", 1, CategoryInput("螺栓"))


def test_categories_are_ordered_by_hand_and_removed_only_when_empty(company: Company) -> None:
    add(company, "A")
    add(company, "B")
    sales = company.actor("sales")
    order_category(company.session, sales, "B", 1, "earlier")
    assert [*tree(company)] == ["FAST", "B", "A"]
    with pytest.raises(RuleBroken):
        order_category(company.session, sales, "B", 2, "sideways")
    remove_category(company.session, sales, "B", 2)
    with pytest.raises(RuleBroken):
        remove_category(company.session, sales, "FAST", 1)
    assert [*tree(company)] == ["FAST", "A"]
    add(company, "A1", "A")
    version = company.session.scalars(select(Category.version).where(Category.code == "A")).one()
    with pytest.raises(RuleBroken):
        remove_category(company.session, sales, "A", version)
    company.session.rollback()
    assert list(verify_trail(company.session)) == []


@pytest.mark.parametrize(
    ("code", "given", "fields"),
    [
        ("", CategoryInput(""), {"code", "name"}),
        ("fast", CategoryInput("类"), {"code"}),
        ("a/b", CategoryInput("类"), {"code"}),
        ("X", CategoryInput("类" * 81, "", "NONE"), {"name", "parent"}),
    ],
)
def test_a_category_says_what_is_wrong(
    company: Company, code: str, given: CategoryInput, fields: set[str]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_category(company.session, company.actor("sales"), code, given)
    assert set(refused.value.fields) == fields
    with pytest.raises(Forbidden):
        add_category(company.session, company.actor("review"), code, given)


def test_a_rate_is_followed_and_never_edited(company: Company) -> None:
    sales = company.actor("sales")
    done = set_tax_rate(company.session, sales, "VAT13", 1, Decimal("0.11"), today())
    later = today() + timedelta(days=30)
    done = set_tax_rate(company.session, sales, "VAT13", done.version, Decimal("0.12"), later)
    [row] = [one for one in list_tax_classes(company.session, today()) if one.code == "VAT13"]
    assert [(one.rate, one.since, one.standing) for one in row.rates] == [
        (Decimal("0.12"), later, "to_come"),
        (Decimal("0.11"), today(), "now"),
        (Decimal("0.13"), None, "past"),
    ]
    company.session.rollback()
    product = company.session.scalars(select(Product).where(Product.code == "BOLT-8")).one()
    rates = {day: tax_rates(company.session, day)[product.tax_class_id] for day in (today(), later)}
    assert rates == {today(): Decimal("0.11"), later: Decimal("0.12")}
    for day in (today() - timedelta(days=1), today(), later):
        with pytest.raises(RuleBroken) as refused:
            set_tax_rate(company.session, sales, "VAT13", done.version, Decimal("0.1"), day)
        assert set(refused.value.fields) == {"since"}
    with pytest.raises(Conflict):
        set_tax_rate(company.session, sales, "VAT13", 1, Decimal("0.1"), later)
    with pytest.raises(Forbidden):
        set_tax_rate(company.session, company.actor("review"), "VAT9", 1, Decimal(0), later)


def test_an_order_keeps_the_rate_of_its_day(company: Company) -> None:
    order = company.place()
    admin = company.actor("admin")
    set_tax_rate(company.session, admin, "VAT13", 1, Decimal("0.05"), today())
    assert {line.tax_rate for line in company.order(order.number).lines} == {Decimal("0.13")}
    assert {line.tax_rate for line in company.place().lines} == {Decimal("0.05")}


def test_tax_classes_are_made_and_renamed(company: Company) -> None:
    admin = company.actor("admin")
    add_tax_class(company.session, admin, "VAT3", "征收率 3%", "", Decimal("0.03"))
    rename_tax_class(company.session, admin, "VAT3", 1, "简易计税 3%", "Simple 3 %")
    rows = list_tax_classes(company.session, today())
    assert (rows[-1].name, rows[-1].rate, rows[-1].products) == ("简易计税 3%", Decimal("0.03"), 0)
    with pytest.raises(RuleBroken) as refused:
        add_tax_class(company.session, admin, "vat3", "", "", Decimal(1))
    assert set(refused.value.fields) == {"code", "name", "rate"}


def custom(company: Company, **values: str) -> dict[str, object]:
    change(company, "WASH-8", custom=values)
    company.session.rollback()
    return dict(
        company.session.scalars(select(Product).where(Product.code == "WASH-8")).one().custom
    )


@pytest.mark.rule("H1")
def test_own_fields_take_what_their_kind_says(company: Company) -> None:
    make(company)
    sales = company.actor("sales")
    for code, kind in (
        ("weight", "number"),
        ("since", "day"),
        ("note", "text"),
        ("grade", "choice"),
    ):
        given = FieldInput(code.title(), choices=("A", "B") if kind == "choice" else ())
        add_field(company.session, sales, code, kind, given)
    kept = custom(company, weight="１,200.50", since="2026年8月1日", note=" 防锈 ", grade="A")
    assert kept == {"weight": "1200.5", "since": "2026-08-01", "note": "防锈", "grade": "A"}
    assert custom(company, grade="") == {key: kept[key] for key in ("weight", "since", "note")}
    assert last_event(company, "WASH-8").data["before"] == {"custom.grade": "A"}
    for code, text in (("weight", "heavy"), ("since", "1e309"), ("grade", "C")):
        with pytest.raises(RuleBroken) as refused:
            custom(company, **{code: text})
        assert set(refused.value.fields) == {f"custom.{code}"}


def test_a_retired_field_keeps_its_values_and_shows_none(company: Company) -> None:
    make(company)
    sales = company.actor("sales")
    add_field(company.session, sales, "note", "text", FieldInput("备注"))
    kept = custom(company, note="防锈")
    assert values_for_customers(company.session, kept) == ()
    shown = FieldInput("说明", "Note", shown_to_customers=True)
    done = change_field(company.session, sales, "note", 1, shown)
    assert [one.value for one in values_for_customers(company.session, kept)] == ["防锈"]
    retire_field(company.session, sales, "note", done.version)
    assert values_for_customers(company.session, kept) == ()
    assert custom(company) == {"note": "防锈"}
    with pytest.raises(RuleBroken):
        add_field(company.session, sales, "NOTE", "text", FieldInput("备注"))
    with pytest.raises(NotFound):
        change_field(company.session, sales, "note", 3, shown)


def test_fields_have_an_order(company: Company) -> None:
    sales = company.actor("sales")
    for code in "abc":
        add_field(company.session, sales, code, "text", FieldInput(code))
    order_field(company.session, sales, "c", 1, "earlier")
    assert [one.code for one in list_fields(company.session)] == ["a", "c", "b"]
    with pytest.raises(RuleBroken) as refused:
        add_field(company.session, sales, "d", "choice", FieldInput("", choices=("x", "x")))
    assert set(refused.value.fields) == {"name", "choices"}
