"""Returns in the demonstration: a few of the finished orders come back in part.

Each tale has its acts with the working days before now, so that requests stand in every status
and one of them is late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from webapp.demo import papers, wording
from webapp.demo.cases import Case
from webapp.demo.office_hours import DAY
from webapp.demo.stories import KNOWN
from webapp.demo.strands import Strand
from webapp.models import OrderLine, ReturnRequest
from webapp.services.core.actor import Actor
from webapp.services.core.transaction import Done, Tx
from webapp.services.returns import kinds
from webapp.services.returns.commands import (
    advise_on_return,
    pass_return,
    send_return_back,
    void_return,
)
from webapp.services.returns.placing import ReturnedLine, request_return

Tale = tuple[tuple[str, float], ...]
TALES: tuple[Tale, ...] = (
    (("ask", 0.3),),
    (("ask", 0.9), ("advise", 0.4)),
    (("ask", 5.0), ("advise", 4.2)),
    (("ask", 3.0), ("advise", 2.7), ("approve", 2.2)),
    (("ask", 4.0), ("approve", 3.5)),
    (("ask", 6.0), ("advise", 5.5), ("approve", 5.0), ("take_in", 1.2)),
    (("ask", 7.0), ("approve", 6.5), ("take_part", 0.6)),
    (("ask", 15.0), ("advise", 14.5), ("approve", 14.0), ("take_in", 10.0), ("refund", 9.0)),
    (("ask", 12.0), ("approve", 11.5), ("take_part", 8.0), ("refund", 7.5)),
    (("ask", 25.0), ("approve", 24.0), ("take_in", 20.0), ("refund", 19.5)),
    (("ask", 8.0), ("advise", 7.6), ("refuse", 7.0)),
    (("ask", 2.0), ("send_back", 1.0)),
)


@dataclass
class Returning:
    """One tale: the order whose goods come back, and where its request stands by now."""

    place: int
    case: Case
    tale: Tale
    stands: Done | None = None

    @property
    def done(self) -> Done:
        assert self.stands is not None
        return self.stands


def return_strands(cases: Sequence[Case]) -> Iterator[Strand]:
    """The tales of returns, told of those of the cases that ended in time."""
    return (_strand(one) for one in _tell(cases))


def _strand(one: Returning) -> Strand:
    for act, days in one.tale:
        play, actor = _ACTS[act]
        tx = yield days * DAY, actor(one.case)
        one.stands = play(tx, one)


def _tell(cases: Sequence[Case]) -> Iterator[Returning]:
    """Gives every tale an order that was received whole, not long before it was asked for; the
    customers whom the sign-in page offers come first."""
    left = [case for case in cases if case.story.acts[-1][0] == "receive"]
    left.sort(key=lambda case: (case.story.client not in KNOWN, case.story.ends))
    for place, tale in enumerate(TALES):
        asked = tale[0][1] * DAY
        fitting = [case for case in left if asked < case.story.ends]
        known = [case for case in fitting if case.story.client in KNOWN]
        chosen = known if place % 2 and known else fitting[len(known) :] or fitting
        if chosen:
            left.remove(chosen[0])
            yield Returning(place, chosen[0], tale)


def _ask(tx: Tx, one: Returning) -> Done:
    order = one.case.order(tx)
    count = 1 + one.place % 2
    reason = wording.RETURN_LINE_REASONS[one.place % len(wording.RETURN_LINE_REASONS)]
    lines = [
        ReturnedLine(line.id, _part_of(one.case, line), reason) for line in order.lines[:count]
    ]
    photos = (papers.photograph(True),) if one.place % 3 != 1 else ()
    why = wording.RETURN_REASONS[one.place % len(wording.RETURN_REASONS)]
    return request_return.act(tx, order.number, lines, why, photos)


def _part_of(case: Case, line: OrderLine) -> Decimal:
    """About a fifth of what was received, as the article's steps allow."""
    article = next(one for one in case.world.articles if one.id == line.product_id)
    step = article.demo.step_quantity
    return min(max(step, line.received / 5 // step * step), line.received)


def _advise(tx: Tx, one: Returning) -> Done:
    text = wording.RETURN_OPINIONS[one.place % len(wording.RETURN_OPINIONS)]
    return advise_on_return.act(tx, one.done.number, one.done.version, text)


def _pass(tx: Tx, one: Returning) -> Done:
    return pass_return.act(tx, one.done.number, one.done.version, one.done.status)


def _take_part(tx: Tx, one: Returning) -> Done:
    """One piece of the first line did not come back."""
    statement = select(ReturnRequest).where(ReturnRequest.number == one.done.number)
    lines = tx.session.scalars(statement).one().lines
    received = {line.id: line.quantity for line in lines}
    first = lines[0]
    received[first.id] = first.quantity - min(first.quantity, Decimal(1))
    return pass_return.act(tx, one.done.number, one.done.version, one.done.status, received)


def _send_back(tx: Tx, one: Returning) -> Done:
    reason = wording.RETURN_SENT_BACK
    return send_return_back.act(tx, one.done.number, one.done.version, kinds.DRAFT, reason)


def _refuse(tx: Tx, one: Returning) -> Done:
    return void_return.act(tx, one.done.number, one.done.version, wording.RETURN_REFUSED)


def _manager(case: Case) -> Actor:
    """The regional manager whose customer it is."""
    return case.world.staff[case.client.demo.salesperson]


Play = Callable[[Tx, Returning], Done]
_ACTS: dict[str, tuple[Play, Callable[[Case], Actor]]] = {
    "ask": (_ask, lambda case: case.client.actor),
    "advise": (_advise, _manager),
    "approve": (_pass, lambda case: case.reviewer),
    "take_in": (_pass, lambda case: case.keeper),
    "take_part": (_take_part, lambda case: case.keeper),
    "refund": (_pass, lambda case: case.accountant),
    "refuse": (_refuse, lambda case: case.reviewer),
    "send_back": (_send_back, lambda case: case.reviewer),
}
