"""Four hundred orders as plans: whose, which acts, and when; no database is touched here.

A plan is told from its end: the working minutes between now and its last act, and the minutes
between one act and the next before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from webapp.demo.customers import customers
from webapp.demo.office_hours import DAY

Payment = Literal["slip", "late", "none"]

#: How many orders end where.
WANTED = {
    "completed": 282,
    "order_review": 28,
    "receipt": 22,
    "outbound_review": 17,
    "finance_review": 16,
    "shipment": 15,
    "void": 12,
    "draft": 8,
}
#: The way of an order that nothing happens to; each status is reached after so many acts.
WAY = ("submit", "review", "pass_finance", "take_out", "ship", "receive")
REACHED = {
    "order_review": 1,
    "finance_review": 2,
    "outbound_review": 3,
    "shipment": 4,
    "receipt": 5,
    "completed": 6,
}
#: Working minutes that usually pass before an act, from and to.
PAUSES = {
    "review": (20, 280),
    "confirm_money": (30, 300),
    "pass_finance": (3, 120),
    "take_out": (60, 500),
    "take_part": (60, 500),
    "ship": (15, 200),
    "take_rest": (2 * DAY, 5 * DAY),
    "receive": (DAY, 4 * DAY),
    "receive_short": (DAY, 4 * DAY),
    "settle": (60, DAY),
    "announce_money": (30, DAY),
    "edit": (20, 240),
    "remark": (5, 30),
    "to_customer": (20, 280),
    "resubmit": (60, 2 * DAY),
    "to_review": (20, 240),
    "void": (10, DAY),
    "discard": (60, DAY),
    "withdraw": (5, 60),
    "close_short": (DAY, 3 * DAY),
    "refuse_money": (60, 400),
}
#: Since when the open ones wait at most, so that they are not late: see the overdue hours.
FRESH: dict[str, float] = {
    "order_review": 0.55 * DAY,
    "finance_review": 0.55 * DAY,
    "outbound_review": DAY,
    "shipment": 0.55 * DAY,
    "receipt": 6 * DAY,
    "draft": 5 * DAY,
}
#: How many of each are late, and how long they have waited then.
LATE: dict[str, tuple[int, float, float]] = {
    "order_review": (3, 2 * DAY, 4 * DAY),
    "finance_review": (2, 2 * DAY, 3 * DAY),
    "outbound_review": (3, 4 * DAY, 6 * DAY),
    "shipment": (2, 2 * DAY, 4 * DAY),
    "receipt": (4, 13 * DAY, 17 * DAY),
}
#: Working days before now in which finished orders ended; with their own length they fill 120.
LATEST_END, EARLIEST_END = 1.0, 90.0
#: The two customers that the sign-in page offers have something everywhere.
KNOWN = (0, 1)
KEENNESS = {"A": 5, "B": 2, "C": 1}


@dataclass(frozen=True)
class Story:
    """One order: its customer by index, how he pays, and its acts with the pause before each.

    ``ends`` are the working minutes between its last act and now.
    """

    index: int
    client: int
    payment: Payment
    by_staff: bool
    acts: tuple[tuple[str, float], ...]
    ends: float

    def moments(self) -> Iterator[tuple[float, str]]:
        """Each act with its working minutes before now."""
        back = self.ends + sum(pause for _, pause in self.acts[1:])
        for number, (act, pause) in enumerate(self.acts):
            back -= pause if number else 0
            yield max(back, self.ends), act


def stories() -> list[Story]:
    """All of them, always the same."""
    chance = Random("the orders of the demonstration")
    keenness = [KEENNESS[customer.level] for customer in customers()]
    made: list[Story] = []
    for status, count in WANTED.items():
        for place in range(count):
            client = chance.choices(range(len(keenness)), keenness)[0]
            if place < 2 * len(KNOWN):
                client = KNOWN[place % len(KNOWN)]
            made.append(_story(chance, len(made), client, status, place))
    return made


def _story(chance: Random, index: int, client: int, status: str, place: int) -> Story:
    level = customers()[client].level
    payment = _payment(chance, level)
    by_staff = chance.random() < 0.12
    names = _acts(chance, status, place, payment)
    acts = [(name, chance.uniform(*PAUSES[name]) if name in PAUSES else 0.0) for name in names]
    return Story(index, client, payment, by_staff, tuple(acts), _ends(chance, status, place))


def _payment(chance: Random, level: str) -> Payment:
    """Who has no credit sends his slip with the order."""
    if level == "C":
        return "slip"
    return chance.choices(("slip", "late", "none"), (50, 38, 12))[0]


def _ends(chance: Random, status: str, place: int) -> float:
    if status in ("completed", "void"):
        # The business grows: more of the orders are recent ones.
        share = float(chance.random() ** 1.25)
        return (LATEST_END + share * (EARLIEST_END - LATEST_END)) * DAY
    count, least, most = LATE.get(status, (0, 0.0, 0.0))
    if WANTED[status] - place <= count:
        return chance.uniform(least, most)
    return chance.uniform(10, FRESH[status])


def _acts(chance: Random, status: str, place: int, payment: Payment) -> list[str]:
    if status == "void":
        return _given_up(place)
    if status == "draft":
        return ["submit", "withdraw"] if place == 7 else ["submit", "to_customer"]
    acts = list(WAY[: REACHED[status]])
    _vary_goods(chance, status, place, acts)
    _vary_money(chance, status, place, payment, acts)
    _vary_review(chance, status, place, acts)
    return acts


def _given_up(place: int) -> list[str]:
    if place % 4 == 3:
        return ["submit", "to_customer", "discard"]
    return ["submit", "review", "void"] if place % 3 == 2 else ["submit", "void"]


def _vary_goods(chance: Random, status: str, place: int, acts: list[str]) -> None:
    """Part shipments, differences on arrival, and rests that never go out."""
    if status == "outbound_review" and 4 <= place < 8:
        acts += ["take_part", "ship"] if place % 2 else ["take_part"]
    elif status == "shipment" and 4 <= place < 7:
        acts[3:] = ["take_part", "ship", "take_rest"]
    elif status == "receipt" and 4 <= place < 8:
        acts[3:] = ["take_part", "ship", "take_rest", "ship", "receive"]
    elif status == "receipt" and 8 <= place < 11:
        acts.append("receive_short")
    elif status == "completed":
        _vary_finished(chance.random(), acts)


def _vary_finished(dice: float, acts: list[str]) -> None:
    if dice < 0.12:
        acts[3:] = ["take_part", "ship", "take_rest", "ship", "receive", "receive"]
    elif dice < 0.16:
        acts[3:] = ["take_part", "ship", "close_short", "receive"]
    elif dice < 0.23:
        acts[-1:] = ["receive_short", "settle"]


def _vary_money(chance: Random, status: str, place: int, payment: Payment, acts: list[str]) -> None:
    """A slip that came with the order is confirmed before finance lets it pass."""
    if payment == "slip" and "pass_finance" in acts:
        at = acts.index("pass_finance")
        refused = status == "completed" and chance.random() < 0.03
        acts[at:at] = ["refuse_money", "announce_money"] if refused else []
        acts.insert(acts.index("pass_finance"), "confirm_money")
    elif payment == "slip" and status == "finance_review" and place % 4 == 3:
        acts.append("confirm_money")
    elif payment == "late" and "receive" in acts and status == "completed":
        at = acts.index("receive")
        acts[at:at] = ["announce_money", "confirm_money"]


def _vary_review(chance: Random, status: str, place: int, acts: list[str]) -> None:
    """What an order goes through before its review lets it pass."""
    if status == "order_review":
        acts += ["review", "to_review"] if 4 <= place < 7 else []
        acts += ["to_customer", "resubmit"] if place in (8, 9) else []
        acts += ["edit"] if place in (10, 11) else []
        return
    dice = chance.random()
    if dice < 0.10:
        acts.insert(1, "edit")
    elif dice < 0.16:
        acts[1:1] = ["to_customer", "resubmit"]
    elif dice < 0.19:
        acts[2:2] = ["to_review", "review"]
    elif dice < 0.27:
        acts.insert(1, "remark")
