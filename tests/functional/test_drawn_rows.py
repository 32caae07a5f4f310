"""Rows of orders are drawn once: what is remembered of one must never stand for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import Client
from tests.support.company import Company
from webapp.blueprints.orders.drawing import MOST_DRAWN, _drawn, draw_rows
from webapp.models import Branch, Order, OrderKind
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.orders import kinds
from webapp.services.orders.queues import OrderRow

NOW = datetime(2026, 3, 2, 8, 0, 30, tzinfo=UTC)
ROW = OrderRow(
    number="DH-O-20260301-001",
    status="order_review",
    version=1,
    status_since=NOW - timedelta(hours=2),
    customer_code="KH001",
    customer_name="华东五金",
    region="华东",
    region_en="East",
    branch="总部",
    branch_en="Head office",
    salesperson="李经理",
    kind="ordinary",
    product_kind="standard",
    order_date=date(2026, 3, 1),
    requested_date=date(2026, 3, 9),
    total_amount=Decimal("1234.50"),
    payment_status="unpaid",
    delivery_status="none",
    sent_back_reason="",
    overdue=False,
    may_pass=True,
    level_name="",
)
CHANGES: list[dict[str, Any]] = [
    {"number": "DH-O-20260301-002"},
    {"version": 2},
    {"status_since": NOW - timedelta(hours=3)},
    {"customer_name": "华北五金"},
    {"region": "华北"},
    {"salesperson": "王经理"},
    {"kind": "special"},
    {"order_date": date(2026, 2, 28)},
    {"requested_date": date(2026, 3, 10)},
    {"total_amount": Decimal("1234.51")},
    {"payment_status": "paid"},
    {"delivery_status": "shipped"},
    {"overdue": True},
    {"may_pass": False},
    {"level_name": "总经理"},
]


def drawn(app: Flask, row: OrderRow, now: datetime = NOW, **asked: Any) -> str:
    is_passable = asked.pop("is_passable", True)
    asked.setdefault("headers", {"Accept-Language": "zh-CN"})
    with app.test_request_context(**asked):
        return draw_rows([row], now, is_passable=is_passable)[0]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_changed_order_is_drawn_anew(app: Flask, change: dict[str, Any]) -> None:
    first = drawn(app, ROW)
    assert drawn(app, replace(ROW, **change)) != first
    assert drawn(app, ROW) == first


def test_an_order_that_stayed_is_not_drawn_again(app: Flask) -> None:
    drawn(app, ROW)
    before = _drawn.cache_info()
    drawn(app, replace(ROW))
    after = _drawn.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)
    assert after.maxsize == MOST_DRAWN


def test_waiting_goes_on(app: Flask) -> None:
    assert "2 小时 0 分" in drawn(app, ROW)
    assert "2 小时 1 分" in drawn(app, ROW, NOW + timedelta(minutes=1))
    late = drawn(app, ROW, NOW + timedelta(days=3))
    assert "3 天 2 小时" in late
    assert drawn(app, ROW, NOW + timedelta(days=3, minutes=59)) == late


def test_a_closed_order_says_its_day(app: Flask) -> None:
    done = drawn(app, replace(ROW, status="completed"), is_passable=False)
    assert "2026-03-02" in done
    assert drawn(app, replace(ROW, status="completed"), NOW, is_passable=False) == done


def test_two_languages_do_not_mix(app: Flask) -> None:
    chinese = drawn(app, ROW)
    english = drawn(app, ROW, headers={"Accept-Language": "en"})
    assert "华东</td>" in chinese
    assert "East</td>" in english
    assert "Pass" in english
    assert "通过" not in english
    assert drawn(app, ROW) == chinese


def test_another_root_has_addresses_of_its_own(app: Flask) -> None:
    drawn(app, ROW)
    below = drawn(app, ROW, base_url="http://localhost/dingda")
    assert f'href="/dingda/orders/{ROW.number}"' in below
    assert f'hx-post="/dingda/orders/{ROW.number}/quick-pass"' in below


def test_what_people_typed_is_escaped(app: Flask) -> None:
    html = drawn(app, replace(ROW, customer_name="<img src=x>&", level_name="<b>"))
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;img src=x&gt;&amp;" in html


@pytest.mark.rule("G7")
def test_a_kind_that_is_called_otherwise_now_is_shown_so(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    for name in ("专项订货", "特批订货"):
        with writing(company.session, SYSTEM) as tx:
            tx.session.get_one(Order, order.id).kind = kinds.SPECIAL
            special = select(OrderKind).where(OrderKind.code == kinds.SPECIAL)
            tx.session.scalars(special).one().name = name
        sign = client.page("/orders/queue?status=order_review").css_first(".dd-special")
        assert sign is not None
        assert sign.attributes["title"] == name


@pytest.mark.rule("A4")
def test_a_colleagues_button_is_not_shown(client: Client, company: Company) -> None:
    order = company.place()
    seen: dict[str, bool] = {}
    for who in ("review", "finance"):
        client.sign_in(who)
        row = client.page("/orders/queue?status=order_review").css_first(f"#order-{order.number}")
        assert row is not None
        seen[who] = row.css_first("[data-action=pass]") is not None
    assert seen == {"review": True, "finance": False}


@pytest.mark.rule("A4")
def test_the_filter_offers_to_each_reader_what_is_his(client: Client, company: Company) -> None:
    offered: dict[str, list[str]] = {}
    for who in ("sales", "region1", "sales"):
        client.sign_in(who)
        options = client.page("/orders").css("select[name=region] option")
        said = [option.text() for option in options]
        assert offered.setdefault(who, said) == said
    assert len(offered["region1"]) < len(offered["sales"])


def test_what_somebody_typed_into_the_filter_is_in_nobody_elses(
    client: Client, company: Company
) -> None:
    def typed(path: str) -> str | None:
        field = client.page(path).css_first("input[name=q]")
        assert field is not None
        return field.attributes["value"]

    client.sign_in("review")
    assert typed("/orders") in ("", None)
    assert typed("/orders?q=bolt") == "bolt"
    assert typed("/orders?q=bolt&least=x") == "bolt"
    assert typed("/orders") in ("", None)


def test_a_new_branch_is_offered_at_once(client: Client, company: Company) -> None:
    client.sign_in("admin")
    before = client.page("/orders").css("select[name=branch] option")
    with writing(company.session, SYSTEM) as tx:
        tx.session.add(Branch(code="SH", name="上海分公司", name_en="Shanghai"))
    after = client.page("/orders").css("select[name=branch] option")
    assert len(after) == len(before) + 1
