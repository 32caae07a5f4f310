"""Panels as data: versions that are only added, and reviews that stay on theirs (L9)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.panel_acts import SUPERVISED, founding, longer, supervision
from tests.support.racing import at_once, winners
from tests.support.reviewing import KIND, SMALL, Reviewing, employ
from webapp.db import Database
from webapp.models import Event, PanelSetting, PanelVersion
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.naming import Named
from webapp.services.core.transaction import writing
from webapp.services.identity.organisation import PlaceInput, add_place, remove_place
from webapp.services.reviews.panel_editing import (
    add_panel,
    raise_panel,
    rename_panel,
    save_panel,
    switch_panel,
)
from webapp.services.reviews.panel_overview import get_panel_view, list_panels, places_of
from webapp.services.reviews.panels import Panel, panel_from_plain
from webapp.services.reviews.saved_panels import demanded_panels
from webapp.services.settings.list_editing import add_choice, remove_choice
from webapp.services.trail.verifying import verify_trail

pytestmark = pytest.mark.rule("B17")


@pytest.fixture
def admin(company: Company) -> Actor:
    return company.actor("admin")


def versions(company: Company, code: str = "committee") -> list[Panel]:
    company.session.rollback()
    rows = company.session.scalars(
        select(PanelVersion.content)
        .join(PanelSetting, PanelSetting.id == PanelVersion.setting_id)
        .where(PanelSetting.code == code)
        .order_by(PanelVersion.number)
    )
    return [panel_from_plain(content) for content in rows]


def test_saving_adds_a_version_and_leaves_those_before(company: Company, admin: Actor) -> None:
    before = founding("committee")
    after = longer(before, supervision())
    done = save_panel(company.session, admin, "committee", 1, after, "监察也要会签")
    assert (done.version, done.details) == (2, {"number": 2})
    assert versions(company) == [before, after]
    view = get_panel_view(company.session, admin, "committee")
    assert [(one.number, one.note) for one in view.versions] == [(2, "监察也要会签"), (1, "")]
    assert [change.act for change in view.versions[0].changes] == ["added"]
    last = select(Event).where(Event.name == "PanelSaved")
    event = company.session.scalars(last).one()
    assert set(event.data["after"]) == {"seats"}
    assert list(verify_trail(company.session)) == []


def test_a_stale_page_saves_nothing(company: Company, admin: Actor) -> None:
    save_panel(company.session, admin, "committee", 1, longer(founding("committee"), supervision()))
    for act, more in ((save_panel, (founding("committee"),)), (switch_panel, (False,))):
        with pytest.raises(Conflict):
            act(company.session, admin, "committee", 1, *more)
    assert len(versions(company)) == 2


def test_the_same_again_is_no_version(company: Company, admin: Actor) -> None:
    with pytest.raises(RuleBroken):
        save_panel(company.session, admin, "committee", 1, founding("committee"))
    assert len(versions(company)) == 1


def test_a_panel_names_what_there_is(company: Company, admin: Actor) -> None:
    seat = replace(supervision(), department="MOON", inputs=("weather",))
    with pytest.raises(RuleBroken) as refused:
        save_panel(company.session, admin, "committee", 1, longer(founding("committee"), seat))
    assert set(refused.value.fields) == {"seats.3.department", "seats.3.inputs"}


def test_only_who_manages_reviews_touches_panels(company: Company) -> None:
    sales = company.actor("sales")
    for act, arguments in (
        (save_panel, ("committee", 1, founding("committee"))),
        (add_panel, ("quotation", SUPERVISED, founding("committee"))),
        (rename_panel, ("committee", 1, SUPERVISED)),
        (switch_panel, ("committee", 1, False)),
        (raise_panel, ("committee", 1)),
    ):
        with pytest.raises(Forbidden):
            act(company.session, sales, *arguments)
    with pytest.raises(Forbidden):
        list_panels(company.session, sales)


def test_an_own_panel_begins_switched_off(company: Company, admin: Actor) -> None:
    session = company.session
    before = [one.code for one in demanded_panels(session, "quotation", "new")]
    done = add_panel(session, admin, "quotation", SUPERVISED, founding("committee"))
    assert done.number == "supervision"
    assert [one.code for one in demanded_panels(session, "quotation", "new")] == before
    switch_panel(session, admin, "supervision", done.version, True)
    assert [one.code for one in demanded_panels(session, "quotation", "new")] == [
        *before,
        "supervision",
    ]
    with pytest.raises(RuleBroken) as refused:
        add_panel(session, admin, "quotation", SUPERVISED, founding("committee"))
    assert list(refused.value.fields) == ["name"]
    with pytest.raises(NotFound):
        add_panel(session, admin, "weather", Named("天气"), founding("committee"))


def test_panels_are_renamed_and_put_in_order(company: Company, admin: Actor) -> None:
    session = company.session
    rename_panel(session, admin, "ip_clause", 1, Named("IP 审查", "IP review"))
    raise_panel(session, admin, "ip_clause", 2)
    row = list_panels(session, admin)
    contract = [(one.code, one.name) for one in row if one.stage == "contract"]
    assert contract == [("ip_clause", "IP 审查"), ("order_review", "订单评审")]
    with pytest.raises(RuleBroken):
        rename_panel(session, admin, "committee", 1, Named("订单评审"))


def test_what_a_panel_names_is_not_removed(company: Company, admin: Actor) -> None:
    session = company.session
    with pytest.raises(RuleBroken) as refused:
        remove_place(session, admin, "department", "TECH", 1)
    assert refused.value.message.params["panel"] == "分公司初评"
    with pytest.raises(RuleBroken) as refused:
        remove_choice(session, admin, "post", "chairman", 1)
    assert refused.value.message.params["panel"] == "服务管理委员会复评"
    add_place(session, admin, "department", PlaceInput("法务部", "Legal", "LEGAL"))
    remove_place(session, admin, "department", "LEGAL", 1)
    add_choice(session, admin, "post", "adviser", Named("顾问"))
    remove_choice(session, admin, "post", "adviser", 1)


def test_a_department_of_a_version_under_way_stays(reviewing: Reviewing) -> None:
    company, session = reviewing.company, reviewing.session
    admin = company.actor("admin")
    add_place(session, admin, "department", PlaceInput("法务部", "Legal", "LEGAL"))
    legal = replace(supervision("legal"), department="LEGAL", inputs=())
    reviewing.panel(longer(SMALL, legal))
    reviewing.file()
    reviewing.panel(SMALL)
    with pytest.raises(RuleBroken) as refused:
        remove_place(session, admin, "department", "LEGAL", 1)
    assert refused.value.message.params["panel"] == "试行"


def test_editing_a_panel_changes_no_review_under_way(reviewing: Reviewing) -> None:
    session, admin = reviewing.session, reviewing.company.actor("admin")
    reviewing.panel()
    [number] = reviewing.file()
    reviewing.fill(number, "tech1", "shape")
    seats, before = reviewing.seats(number), reviewing.review(number).panel_version_id

    fewer = replace(SMALL, seats=SMALL.seats[:1], rulings=(), appeal=None)
    save_panel(session, admin, KIND, 1, longer(fewer, replace(supervision(), inputs=())))
    switch_panel(session, admin, KIND, 2, False)
    assert reviewing.seats(number) == seats
    assert reviewing.review(number).panel_version_id == before
    reviewing.fill(number, "purch1", "price")
    reviewing.fill(number, "prod1", "dates")
    assert reviewing.review(number).status == "ruling"

    view = get_panel_view(session, admin, KIND)
    assert [(one.number, one.running) for one in view.versions] == [(2, 0), (1, 1)]
    assert (view.row.running, view.row.older) == (1, 1)
    # A further version of the same document is judged as its first one was (E1).
    reviewing.file(inputs={"shape": 2, "price": 1, "dates": 1})
    assert set(reviewing.seats(number)) == {"shape", "price", "dates"}


def test_a_seat_of_a_department_that_was_added_is_filled_there(reviewing: Reviewing) -> None:
    session, admin = reviewing.session, reviewing.company.actor("admin")
    reviewing.panel(replace(SMALL, seats=SMALL.seats[:1], rulings=(), appeal=None))
    new = replace(supervision(), inputs=("shape",))
    save_panel(session, admin, KIND, 1, longer(versions(reviewing.company, KIND)[0], new))
    with writing(session, SYSTEM) as tx:
        employ(tx, "superv1", "SUPERV")
    [number] = reviewing.file()
    reviewing.fill(number, "tech1", "shape")
    assert reviewing.approval() is None
    reviewing.fill(number, "superv1", new.key)
    assert reviewing.approval() is not None


def test_two_who_save_at_once(company: Company, database: Database) -> None:
    admin = company.actor("admin")
    wanted = [longer(founding("committee"), supervision(key)) for key in ("one", "two")]
    company.session.rollback()
    outcomes = at_once(
        database,
        [
            lambda session, panel=panel: save_panel(session, admin, "committee", 1, panel)
            for panel in wanted
        ],
    )
    assert len(winners(outcomes)) == 1
    assert any(isinstance(one, Conflict) for one in outcomes)
    assert len(versions(company)) == 2


def test_where_a_person_sits(reviewing: Reviewing) -> None:
    session, admin = reviewing.session, reviewing.company.actor("admin")
    told = {
        user_name: {(one.kind, one.label_en) for one in places_of(session, admin, user_name)}
        for user_name in ("gm1", "fin1", "admin")
    }
    assert told["gm1"] == {
        ("convening", "Convening"),
        ("ruling", "General manager (large deviation)"),
        ("ruling", "General manager"),
    }
    assert told["fin1"] == {("seat", "Finance")}
    assert told["admin"] == set()
