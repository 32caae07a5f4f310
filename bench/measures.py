"""What is measured: the product beside the floor in alternation, and the product by itself."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench.client import Hand, Person, Reader
from bench.driving import Driven, Maker, drive, middle
from bench.filling import Filled, described, tidy
from bench.lives import FloorLife, ProductLife
from bench.rows import Rows, written
from bench.servers import Postgres, WebServer, floor, product
from bench.weighing import weigh

QUEUE = "/orders/queue?status=order_review"
LIFE, PAGE, FRAGMENT = "life cycle, 2 clients", "queue page", "queue fragment"
READ = (
    PAGE,
    "my work",
    "order page, 10 lines",
    "search by number",
    "search by customer",
    "search by article",
)
#: Of one page at two sizes: how often in turn, and seconds of each.
GROWTH_ROUNDS, GROWTH_SECONDS = 5, 1.5
#: Calls and milliseconds of one request, by layer.
Layers = dict[str, tuple[float, float]]
#: A server and its pages, as ``pages`` names them.
Side = tuple[WebServer, dict[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often: seconds of a run, and runs of each kind in turn."""

    seconds: float = 5.0
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request asks of the database, and its time by layers.

    ``batches`` is how many tables it writes to with a row for each line of the order.
    """

    statements: int
    batches: int
    layers: Layers


@dataclass
class Figures:
    """Everything measured on one database."""

    orders: int
    #: How many times as long as at the smallest size the p95 of each page is.
    growth: dict[str, float] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)
    floor: dict[str, float] = field(default_factory=dict)
    ms: dict[str, dict[str, float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    cold_start: float = 0.0
    #: Rows inserted, updated and deleted by one life: of the product, and of the floor.
    rows: list[Rows] = field(default_factory=list)
    #: Of each transition and page.
    costs: dict[str, Cost] = field(default_factory=dict)


def measure(pg: Postgres, database: str, folder: Path, plan: Plan, clients: list[int]) -> Figures:
    """All figures of one PostgreSQL database."""
    filled = described(pg.url(database))
    with ExitStack() as stack:
        ours = stack.enter_context(product(pg.url(database), folder))
        bare = stack.enter_context(floor(pg.conninfo(database), folder))
        figures = Figures(filled.orders, cold_start=ours.cold_start)
        for count in clients:
            _beside(
                figures,
                f"life cycle, {count} clients",
                lambda client: ProductLife(ours.connect, client),
                lambda client: FloorLife(bare.connect, client),
                plan,
                count,
            )
        _beside(
            figures,
            "life cycle with every page, 2 clients",
            lambda client: ProductLife(ours.connect, client, pages=True),
            lambda client: FloorLife(bare.connect, client),
            plan,
            2,
        )
        for name, partial in ((PAGE, False), (FRAGMENT, True)):
            _beside(
                figures,
                name,
                _reader(ours, "review", QUEUE, partial=partial),
                lambda client: Reader(Hand(bare.connect), "/queue"),
                plan,
                2,
            )
        for name, (who, path) in pages(filled).items():
            _alone(figures, name, _reader(ours, who, path), plan)
        figures.bytes = weigh(ours.connect, QUEUE)
        figures.memory = ours.memory()
    return figures


def measure_growth(pg: Postgres, small: str, large: str, folder: Path) -> dict[str, float]:
    """How many times as long the p95 of each page is on the large database as on the small one.

    Both are asked in turn and each begins as often, so that a slow minute meets both; the median
    of the rounds counts.
    """
    with ExitStack() as stack:
        sides: list[Side] = []
        for database in (small, large):
            url = pg.url(database)
            tidy(url)
            known = {**pages(described(url)), PAGE: ("review", QUEUE)}
            sides.append((stack.enter_context(product(url, folder)), known))
        return {name: in_turn(_p95_of(sides, name), GROWTH_ROUNDS) for name in READ}


def in_turn(ask: Callable[[int], float], rounds: int) -> float:
    """The median of how many times as much ``ask(1)`` gives as ``ask(0)``, each round another of
    the two being asked first."""
    ratios = []
    for turn in range(rounds):
        found = {side: ask(side) for side in ((0, 1), (1, 0))[turn % 2]}
        ratios.append(found[1] / found[0])
    return statistics.median(ratios)


def _p95_of(sides: Sequence[Side], name: str) -> Callable[[int], float]:
    def ask(side: int) -> float:
        server, known = sides[side]
        return drive(_reader(server, *known[name]), 1, GROWTH_SECONDS).ms("get", 95)

    return ask


def compare_rows(pg: Postgres, database: str, folder: Path) -> list[Rows]:
    """What one life cycle writes at the product and at the floor."""
    return [
        written(
            pg,
            database,
            lambda: product(pg.url(database), folder),
            lambda connect: ProductLife(connect, 0),
        ),
        written(
            pg,
            database,
            lambda: floor(pg.conninfo(database), folder),
            lambda connect: FloorLife(connect, 0),
        ),
    ]


def measure_embedded(url: str, folder: Path, plan: Plan) -> Figures:
    """Life cycle and queue on SQLite."""
    filled = described(url)
    with product(url, folder) as ours:
        figures = Figures(filled.orders, cold_start=ours.cold_start)
        _alone(figures, LIFE, lambda client: ProductLife(ours.connect, client), plan, 2)
        _alone(figures, FRAGMENT, _reader(ours, "review", QUEUE, partial=True), plan, 2)
        figures.memory = ours.memory()
    return figures


def pages(filled: Filled) -> dict[str, tuple[str, str]]:
    """Pages by name: who reads it, and its address."""
    search = "/orders?q="
    return {
        "search by number": ("review", f"{search}{filled.order_number}"),
        "search by customer": ("review", f"{search}{quote(filled.customer)}"),
        "search by article": ("review", f"{search}{filled.product}"),
        "order page, 10 lines": ("review", f"/orders/{filled.order_number}"),
        "order page, 200 lines": ("review", f"/orders/{filled.long_order_number}"),
        "my work": ("review", "/work"),
        "catalogue of 10,000": ("c-1", "/shop/"),
    }


def _reader(server: WebServer, who: str, path: str, *, partial: bool = False) -> Maker:
    return lambda client: Reader(Person(server.connect, who), path, partial=partial)


def _beside(
    figures: Figures, name: str, ours: Maker, bare: Maker, plan: Plan, clients: int
) -> None:
    """The product and the floor in turn, so that both meet the same machine."""
    runs: dict[str, list[Driven]] = {"product": [], "floor": []}
    for _ in range(plan.rounds):
        for which, make in (("product", ours), ("floor", bare)):
            runs[which].append(drive(make, clients, plan.seconds))
    _note(figures, name, middle(runs["product"]))
    figures.floor[name] = middle(runs["floor"]).rate


def _alone(figures: Figures, name: str, make: Maker, plan: Plan, clients: int = 1) -> None:
    runs = [drive(make, clients, plan.seconds / 2) for _ in range(plan.rounds)]
    _note(figures, name, middle(runs))


def _note(figures: Figures, name: str, run: Driven) -> None:
    figures.rates[name] = run.rate
    for step in run.times:
        key = name if step == "get" else f"{name}: {step}"
        figures.ms[key] = {"p50": run.ms(step, 50), "p95": run.ms(step, 95)}
