"""Things that people put into an order of their own, one place at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from webapp.services.core.errors import N_, RuleBroken

Thing = TypeVar("Thing")


def moved(things: Sequence[Thing], one: Thing, way: str) -> list[Thing]:
    """The same things with one of them moved to the front or by one place.

    Raises RuleBroken for another way.
    """
    place = things.index(one)
    places = {"first": 0, "earlier": max(place - 1, 0), "later": place + 1}
    if way not in places:
        raise RuleBroken(N_("This choice does not exist."))
    others = [thing for thing in things if thing != one]
    others.insert(places[way], one)
    return others
