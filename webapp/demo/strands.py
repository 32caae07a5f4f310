"""Stories that go on beside each other: each waits for its next moment, and the earliest of all
comes next, so that the trail is written in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from heapq import heappop, heappush

from webapp.demo.office_hours import OfficeHours
from webapp.services.core.actor import Actor
from webapp.services.core.transaction import Tx

#: What a story waits for: how many working minutes before now, and who acts then.
Wait = tuple[float, Actor]
Strand = Generator[Wait, Tx, None]


def once(minutes: float, actor: Actor, act: Callable[[Tx], object]) -> Strand:
    """A story of one moment."""
    tx = yield minutes, actor
    act(tx)


def play(root: Tx, hours: OfficeHours, strands: Iterable[Strand]) -> None:
    """Lets every story go on at each of its moments; of those at the same one the first begins."""
    told = list(strands)
    waiting: list[tuple[float, int, Actor]] = []
    for place, strand in enumerate(told):
        minutes, actor = next(strand)
        heappush(waiting, (-minutes, place, actor))
    while waiting:
        earlier, place, actor = heappop(waiting)
        try:
            minutes, actor = told[place].send(root.acting_as(actor, hours.before(-earlier)))
        except StopIteration:
            continue
        heappush(waiting, (-minutes, place, actor))
