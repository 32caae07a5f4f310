"""What became of the panels since the company was set up, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand, once
from webapp.demo.world import World
from webapp.services.core.naming import Named
from webapp.services.core.transaction import Tx
from webapp.services.reviews.founding_panels import COMMITTEE
from webapp.services.reviews.panel_editing import add_panel, save_panel
from webapp.services.reviews.panels import Panel, PanelRule, PanelSeat, Question
from webapp.services.reviews.stand_ins import StandInInput, end_stand_in, name_stand_in

#: Signed by supervision beside the committee; not in use yet.
COUNTERSIGNING = Panel(
    place="head_office",
    product_kinds=("new", "special"),
    convenors=(),
    rule=PanelRule("all"),
    seats=(
        PanelSeat(
            "supervision",
            "监察",
            "Supervision",
            "SUPERV",
            inputs=("price", "payment"),
            questions=(Question("proper", "程序是否合规", "Was it done properly", "yes_no"),),
        ),
    ),
)


def panel_strands(world: World) -> Iterator[Strand]:
    """Each act at its day, by whoever did it."""
    staff = world.staff
    yield once(58 * DAY, staff["admin"], _hurry)
    yield once(12 * DAY, staff["admin"], _add_countersigning)
    yield _came_back_early(world)
    away = (
        ("director", "prod", 2, 0, 6, "出差东莞供应商"),
        ("purch", "purch2", 1, 7, 4, "年休假"),
        ("qual3", "qual", 75, 0, 3, "外出培训"),
        ("president", "gm", 36, 0, 3, "出国考察"),
    )
    for who, deputy, before, begins, days, reason in away:
        given = partial(_name, deputy=deputy, begins=begins, days=days, reason=reason)
        yield once(before * DAY, staff[who], given)


def _hurry(tx: Tx) -> None:
    """Finance answers the committee within a day."""
    finance, *others = COMMITTEE.panel.seats
    panel = replace(COMMITTEE.panel, seats=(replace(finance, due_hours=24), *others))
    save_panel.act(tx, COMMITTEE.code, 1, panel, "报价有效期短，财务一天内答复")


def _add_countersigning(tx: Tx) -> None:
    add_panel.act(tx, "quotation", Named("监察会签", "Countersigning"), COUNTERSIGNING)


def _came_back_early(world: World) -> Strand:
    assistant = world.staff["assistant"]
    tx = yield 30 * DAY, assistant
    done = _name(tx, deputy="control", begins=0, days=20, reason="病假")
    tx = yield 26 * DAY, assistant
    end_stand_in.act(tx, done, 1)


def _name(tx: Tx, *, deputy: str, begins: int, days: int, reason: str) -> int:
    first = tx.today + timedelta(days=begins)
    given = StandInInput(deputy, first, first + timedelta(days=days - 1), reason)
    return int(name_stand_in.act(tx, given).number)
