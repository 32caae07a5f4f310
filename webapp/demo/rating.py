"""A year of market rates: brought along when the company began, then entered every week by the
buyer. Copper has jumped this week, so that what was costed on it needs a new look (B16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand
from webapp.demo.world import World
from webapp.services.core.naming import Named
from webapp.services.core.transaction import Tx
from webapp.services.rates.commands import add_rate
from webapp.services.rates.entering import Entered, enter_values

#: Working days in a week of the company, and weeks since it was set up.
WEEK = 6 * DAY
WEEKS_HERE = 20
WEEKS_BROUGHT = 32
#: Code, kind, names, unit, value a year ago, weekly step in thousandths of it, decimals, source.
RATES = (
    ("CU", "material", Named("电解铜", "Copper cathode"), "元/吨", "71200", 9, 0, "上海有色网"),
    ("ZN", "material", Named("锌锭", "Zinc ingot"), "元/吨", "22150", 8, 0, "上海有色网"),
    (
        "SS304",
        "material",
        Named("304 不锈钢板", "Stainless steel 304"),
        "元/吨",
        "13850",
        6,
        0,
        "我的钢铁网",
    ),
    (
        "Q235",
        "material",
        Named("Q235 钢板", "Steel plate Q235"),
        "元/吨",
        "3620",
        5,
        0,
        "我的钢铁网",
    ),
    (
        "USD",
        "exchange",
        Named("美元汇率", "US dollar"),
        "元/美元",
        "7.1860",
        1,
        4,
        "中国外汇交易中心",
    ),
    (
        "REBATE",
        "rebate",
        Named("五金制品出口退税率", "Export rebate, hardware"),
        "%",
        "13",
        0,
        0,
        "国家税务总局",
    ),
    (
        "TARIFF-US",
        "tariff",
        Named("美国进口关税", "US import tariff"),
        "%",
        "27.5",
        0,
        1,
        "海关税则",
    ),
)
#: What copper rose by in the last week, beyond the company's tolerance.
JUMP = Decimal("1.064")


def rate_strands(world: World) -> Iterator[Strand]:
    """The rates, made once, and their values week after week."""
    yield _weeks(world)


def _weeks(world: World) -> Strand:
    buyer, chance = world.staff["purch"], Random("market rates")
    tx = yield (WEEKS_HERE + 1) * WEEK, buyer
    for code, kind, names, unit, *_ in RATES:
        add_rate.act(tx, code, kind, names, unit)
    values = {code: Decimal(first) for code, _, _, _, first, *_ in RATES}
    _enter(tx, tx.today - timedelta(weeks=WEEKS_BROUGHT), values, everything=True)
    for week in range(WEEKS_BROUGHT - 1, 0, -1):
        _move(values, chance)
        _enter(tx, tx.today - timedelta(weeks=week), values)
    for week in range(WEEKS_HERE, -1, -1):
        tx = yield week * WEEK + DAY / 3, buyer
        _move(values, chance)
        if week == 0:
            values["CU"] = (values["CU"] * JUMP).quantize(Decimal(1))
        _enter(tx, tx.today, values)


def _move(values: dict[str, Decimal], chance: Random) -> None:
    """A week later; rebates and tariffs stay."""
    for code, _, _, _, _, step, places, _ in RATES:
        moved = values[code] * (1 + Decimal(chance.randint(-step, step + step // 4)) / 1000)
        values[code] = moved.quantize(Decimal(1).scaleb(-places))


def _enter(tx: Tx, day: date, values: dict[str, Decimal], *, everything: bool = False) -> None:
    entries = [
        Entered(code, values[code], source)
        for code, _, _, _, _, step, _, source in RATES
        if step or everything
    ]
    enter_values.act(tx, day, entries)
