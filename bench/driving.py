"""Driving a server from processes of their own: so many clients at once, for so long."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier as BarrierType
from typing import Any, Protocol

from bench.client import Clock

#: Seconds that a client runs before it is counted.
WARM_UP = 1.0
PATIENCE = 120


class Worker(Protocol):
    """What one client does again and again."""

    def live(self, clock: Clock) -> None: ...


#: Makes the client of this number; called in the client's own process.
Maker = Callable[[int], Worker]


@dataclass(frozen=True, slots=True)
class Driven:
    """So many rounds a second, and the seconds of each step."""

    rate: float
    times: dict[str, list[float]] = field(default_factory=dict)

    def ms(self, name: str, quantile: float) -> float:
        return percentile(self.times[name], quantile) * 1000


def percentile(values: list[float], quantile: float) -> float:
    """The value below which so many of a hundred lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * quantile / 100))]


def drive(make: Maker, clients: int, seconds: float) -> Driven:
    """Raises what the first client raised."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(clients)
    with context.Pool(clients, initializer=_begin, initargs=(make, barrier, seconds)) as pool:
        answers = pool.map(_run, range(clients), chunksize=1)
    times: dict[str, list[float]] = defaultdict(list)
    for _, found in answers:
        for name, values in found.items():
            times[name] += values
    return Driven(sum(rate for rate, _ in answers), dict(times))


_given: dict[str, Any] = {}


def _begin(make: Maker, barrier: BarrierType, seconds: float) -> None:
    _given.update(make=make, barrier=barrier, seconds=seconds)


def _run(client: int) -> tuple[float, dict[str, list[float]]]:
    worker = _given["make"](client)
    times: dict[str, list[float]] = defaultdict(list)
    _given["barrier"].wait(PATIENCE)
    _repeat(worker, WARM_UP, lambda name, took: None)
    began = time.perf_counter()
    rounds = _repeat(worker, _given["seconds"], lambda name, took: times[name].append(took))
    return rounds / (time.perf_counter() - began), dict(times)


def _repeat(worker: Worker, seconds: float, clock: Clock) -> int:
    end, rounds = time.perf_counter() + seconds, 0
    while time.perf_counter() < end or not rounds:
        worker.live(clock)
        rounds += 1
    return rounds


def middle(runs: list[Driven]) -> Driven:
    """The run of the median rate, with the times of all of them."""
    times: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        for name, values in run.times.items():
            times[name] += values
    return Driven(statistics.median(run.rate for run in runs), dict(times))
