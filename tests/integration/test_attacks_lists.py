"""Lists brought in against rights that go, and against colleagues who bring the same."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.import_acts import BroughtIn, in_english
from tests.support.racing import at_once
from webapp.db import Database
from webapp.models import Event, Product, ProductPrice, Role, RolePermission
from webapp.services.catalog.price_setting import take_back_price
from webapp.services.checking.books import check_books
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import Forbidden
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done
from webapp.services.importing import working
from webapp.services.importing.engine import BATCH
from webapp.services.importing.working import store_list

pytestmark = pytest.mark.rule("H4")


def products(count: int) -> str:
    rows = (f"N-{number:04d},螺栓 {number},紧固件,个,1.5\n" for number in range(count))
    return "货号,名称,分类,单位,基础价\n" + "".join(rows)


def made(session: Session) -> tuple[int, int]:
    """How many articles there are of these lists, and how many events say that one was made."""
    session.rollback()
    articles = select(func.count(Product.id)).where(Product.code.startswith("N-"))
    events = select(func.count()).select_from(Event).where(Event.name == "ProductCreated")
    return session.scalars(articles).one(), session.scalars(events).one()


@pytest.mark.rule("A4")
@pytest.mark.control("C41")
def test_a_right_that_is_taken_ends_a_list_behind_the_batch_under_way(
    company: Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = BroughtIn(company, "products", products(BATCH + 10), who="sales")
    run.check()
    run.confirm()
    real = working.store_batch

    def take_away(*given: Any) -> Done:
        done = real(*given)
        with database.session() as other:
            role = select(Role.id).where(Role.code == "sales_head").scalar_subquery()
            right = RolePermission.permission == Permission.PRODUCT_MANAGE
            other.execute(delete(RolePermission).where(RolePermission.role_id == role, right))
            other.commit()
        return done

    monkeypatch.setattr(working, "store_batch", take_away)
    with pytest.raises(Forbidden):
        store_list(company.session, run.actor, run.number, in_english)
    assert made(company.session) == (BATCH, BATCH)
    assert [*check_books(company.session, Path("no seals yet"))] == []


def test_the_same_list_of_two_people_at_once_makes_each_article_once(
    company: Company, database: Database
) -> None:
    runs = [BroughtIn(company, "products", products(30), who=who) for who in ("admin", "sales")]
    for run in runs:
        run.check()
        run.confirm()

    def storing(run: BroughtIn) -> Any:
        return lambda session: store_list(session, run.actor, run.number, in_english)

    at_once(database, [storing(run) for run in runs])
    assert made(company.session) == (30, 30)
    stored = [run.view.counts["stored"] for run in runs]
    assert [run.view.status for run in runs] == ["done", "done"]
    assert sum(counts["new"] for counts in stored) == 30
    assert sum(counts["same"] for counts in stored) + sum(c["bad"] for c in stored) == 30
    assert [*check_books(company.session, Path("no seals yet"))] == []


@pytest.mark.rule("F5")
def test_a_price_that_was_taken_back_is_set_again_by_its_list(company: Company) -> None:
    begins = (company_day(utc_now()) + timedelta(days=9)).isoformat()
    text = f"货号,单价,客户,生效日期,原因\nBOLT-8,1.2,KH001,{begins},年度协议\n"
    assert BroughtIn(company, "prices", text).bring_in().counts["stored"]["new"] == 1
    price = select(ProductPrice.id).where(ProductPrice.price == Decimal("1.2"))
    price_id = company.session.scalars(price).one()
    take_back_price(company.session, company.actor("admin"), "BOLT-8", price_id, "写错了")
    assert BroughtIn(company, "prices", text).bring_in().counts["stored"]["new"] == 1
    again = BroughtIn(company, "prices", text)
    assert again.check().counts["new"] == 0
