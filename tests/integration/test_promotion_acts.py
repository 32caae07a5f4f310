"""Writing, publishing and withdrawing promotions, and what a preview says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.promoting import a_promotion, publish
from tests.support.racing import at_once, winners
from webapp.db import Database
from webapp.models import Order, Promotion
from webapp.services.core.clock import utc_now
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.promotions.commands import (
    change_promotion,
    copy_promotion,
    create_promotion,
    publish_promotion,
    withdraw_promotion,
)
from webapp.services.promotions.preview import foresee_order
from webapp.services.promotions.queries import (
    PromotionFilter,
    get_promotion,
    list_promotions,
    standing_counts,
)
from webapp.services.promotions.terms import GIFT, ORDER_TIERS, PERCENT, REDUCTION, Tier

D = Decimal


def view(company: Company, number: str) -> Any:
    company.session.rollback()
    return get_promotion(company.session, company.actor("admin"), number, utc_now())


@pytest.mark.parametrize("kind", [GIFT, REDUCTION, PERCENT, ORDER_TIERS])
def test_a_draft_is_changed_published_and_withdrawn(company: Company, kind: str) -> None:
    admin, session = company.actor("admin"), company.session
    done = create_promotion(session, admin, a_promotion(kind, levels=("A",)))
    assert view(company, done.number).standing == "draft"
    changed = replace(a_promotion(kind), name="换个名字")
    done = change_promotion(session, admin, done.number, done.version, changed)
    shown = view(company, done.number)
    assert (shown.name, shown.levels, shown.version) == ("换个名字", (), 2)
    assert shown.events[-1].data["before"]["levels"] == ["A"]
    done = publish_promotion(session, admin, done.number, done.version)
    assert view(company, done.number).standing == "running"
    with pytest.raises(Conflict):
        change_promotion(session, admin, done.number, done.version, changed)
    done = withdraw_promotion(session, admin, done.number, done.version, "卖完了")
    assert view(company, done.number).standing == "withdrawn"
    with pytest.raises(Conflict):
        withdraw_promotion(session, admin, done.number, done.version, "again")


def test_a_change_that_changes_nothing_leaves_no_event(company: Company) -> None:
    given = a_promotion(PERCENT)
    admin = company.actor("admin")
    done = create_promotion(company.session, admin, given)
    again = change_promotion(company.session, admin, done.number, done.version, given)
    assert again.version == done.version
    assert len(view(company, done.number).events) == 1


@pytest.mark.parametrize(
    ("field", "kind", "wrong"),
    [
        ("name", PERCENT, {"name": " "}),
        ("name", PERCENT, {"name": "长" * 81}),
        ("kind", "nothing", {}),
        ("valid_to", PERCENT, {"valid_to": None}),
        ("valid_from", PERCENT, {"valid_from": None}),
        ("valid_to", PERCENT, {"valid_to": a_promotion(PERCENT).valid_from - timedelta(days=1)}),  # type: ignore[operator]
        ("products", PERCENT, {"products": ()}),
        ("products", PERCENT, {"products": ("BOLT-8", "NO-SUCH")}),
        ("levels", PERCENT, {"levels": ("Z",)}),
        ("percent", PERCENT, {"percent": D(100)}),
        ("percent", PERCENT, {"percent": None}),
        ("off", REDUCTION, {"off": D(0)}),
        ("buy", GIFT, {"buy": None}),
        ("most", GIFT, {"give": D(3), "most": D(2)}),
        ("gift", GIFT, {"gift": "NO-SUCH"}),
        ("tiers", ORDER_TIERS, {"tiers": ()}),
        ("tiers", ORDER_TIERS, {"tiers": (Tier(D(5)),)}),
        ("tiers", ORDER_TIERS, {"tiers": (Tier(D(5), D(6)),)}),
        ("tiers", ORDER_TIERS, {"tiers": (Tier(D(5), D(1)), Tier(D(5), D(2)))}),
        ("tiers", ORDER_TIERS, {"tiers": (Tier(D(5), D(1), D(2)),)}),
    ],
)
def test_each_mistake_is_said_at_its_field(
    company: Company, field: str, kind: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        create_promotion(company.session, company.actor("admin"), a_promotion(kind, **wrong))
    assert field in refused.value.fields


def test_only_who_keeps_promotions_may(company: Company) -> None:
    number = publish(company, a_promotion(PERCENT))
    for name in ("finance", "kh001"):
        actor = company.actor(name)
        with pytest.raises(Forbidden):
            create_promotion(company.session, actor, a_promotion(PERCENT))
        with pytest.raises(Forbidden):
            withdraw_promotion(company.session, actor, number, 2, "x")
        with pytest.raises(Forbidden):
            get_promotion(company.session, actor, number, utc_now())
    with pytest.raises(NotFound):
        view(company, "CX-20200101-000001")


def test_a_copy_is_a_draft_of_its_own(company: Company) -> None:
    number = publish(company, a_promotion(GIFT, gift="NUT-8", levels=("A",)))
    done = copy_promotion(company.session, company.actor("admin"), number)
    first, second = view(company, number), view(company, done.number)
    assert second.standing == "draft"
    assert (second.terms, second.products, second.levels) == (
        first.terms,
        first.products,
        first.levels,
    )


def test_one_whose_days_are_over_is_not_published(company: Company) -> None:
    given = a_promotion(PERCENT)
    over = replace(given, valid_to=given.valid_from)
    done = create_promotion(company.session, company.actor("admin"), over)
    with pytest.raises(RuleBroken, match="last day is over"):
        publish_promotion(company.session, company.actor("admin"), done.number, done.version)


def test_of_two_who_change_a_draft_at_once_one_is_told(
    company: Company, database: Database
) -> None:
    admin = company.actor("admin")
    done = create_promotion(company.session, admin, a_promotion(PERCENT))

    def act(session: Session) -> Done:
        given = replace(a_promotion(PERCENT), name="换个名字")
        return change_promotion(session, admin, done.number, done.version, given)

    assert len(winners(at_once(database, [act] * 3))) == 1


def test_the_list_finds_by_article_name_and_standing(company: Company) -> None:
    admin = company.actor("admin")
    percent = publish(company, a_promotion(PERCENT))
    tiers = create_promotion(company.session, admin, a_promotion(ORDER_TIERS)).number
    company.session.rollback()

    def found(**wanted: str) -> list[str]:
        page = list_promotions(company.session, admin, PromotionFilter(**wanted), utc_now())
        return [row.number for row in page.rows]

    assert found() == [tiers, percent]
    assert found(search="BOLT-8") == [percent]
    assert found(search="满减") == [tiers]
    assert found(kind=PERCENT) == found(standing="running") == [percent]
    assert found(standing="draft") == [tiers]
    counts = standing_counts(company.session, admin, utc_now())
    assert (counts["draft"], counts["running"], counts["ended"]) == (1, 1, 0)


def test_a_preview_says_what_it_would_do_and_stores_nothing(company: Company) -> None:
    order = company.place()
    admin = company.actor("admin")
    done = create_promotion(company.session, admin, a_promotion(PERCENT))
    company.session.rollback()
    seen = foresee_order(company.session, admin, done.number, order.number)
    assert (seen.before, seen.after) == (D("38.00"), D("35.15"))
    assert [line.after for line in seen.lines] == [D("25.65"), D("9.50")]
    assert company.order(order.number).total_amount == order.total_amount
    gift = create_promotion(company.session, admin, a_promotion(GIFT, gift="LOCK-1"))
    company.session.rollback()
    given = foresee_order(company.session, admin, gift.number, order.number).gifts
    assert [(one.code, one.quantity) for one in given] == [("LOCK-1", D(2))]
    with pytest.raises(RuleBroken, match="no order"):
        foresee_order(company.session, admin, done.number, "DH-O-20200101-000001")
    with Session(company.session.get_bind()) as fresh:
        assert len(fresh.scalars(select(Order)).all()) == 1
        assert len(fresh.scalars(select(Promotion)).all()) == 2
