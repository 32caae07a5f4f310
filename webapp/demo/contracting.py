"""Contracts in the demonstration: in every state, from a draft to one that was amended and one
that ended. Each begins with an inquiry of its own and goes the whole way."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from webapp.demo.inquiring import BOLT, HINGE, HOOK, LOCK, SAMPLE, VALVE, DemoProduct
from webapp.demo.judging import review_of, speak
from webapp.demo.office_hours import DAY
from webapp.demo.papers import stamped_form
from webapp.demo.quoting import accepted as accepted_tale
from webapp.demo.quoting import quoted
from webapp.demo.strands import Strand, Wait
from webapp.demo.world import World
from webapp.models import Contract
from webapp.services.contracts.amending import amend_contract, end_contract, void_contract
from webapp.services.contracts.drawing import draw_contract, save_contract
from webapp.services.contracts.locking import revision_of
from webapp.services.contracts.signing import file_contract, sign_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.contracts.terms import terms_of
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload
from webapp.services.reviews.asking import waiting_seats
from webapp.services.reviews.opening import current_round

Telling = Generator[Wait, Tx, str]
#: Panel, seat and who sits there at the head office.
CONTRACT_SEATS = (
    ("order_review", "engineering", "tech"),
    ("order_review", "purchasing", "purch"),
    ("order_review", "production", "prod"),
    ("order_review", "quality", "qual"),
    ("order_review", "logistics", "ship"),
    ("ip_clause", "ip", "ipr"),
)
AMENDED = "客户工地延期，双方商定顺延交货。"
Act = tuple[str, float]


@dataclass(frozen=True)
class ContractTale:
    """Whose contract over what: when he first asked, and what is done after he accepted."""

    client: int
    asked: DemoProduct
    begins: float
    acts: tuple[Act, ...]


def _until(last: str, begins: float) -> tuple[Act, ...]:
    """The acts up to this one, from drawing it up on, about half a day each."""
    names = ("draw", "submit", "agree", "sign", "file")
    return tuple(
        (name, begins - 0.6 * place) for place, name in enumerate(names[: names.index(last) + 1])
    )


TALES = (
    ContractTale(0, HINGE, 9.0, (("draw", 0.6),)),
    ContractTale(3, BOLT, 10.0, (("draw", 1.4), ("submit", 0.9), ("half", 0.6))),
    ContractTale(5, VALVE, 12.0, (("draw", 3.5), ("submit", 3.0), ("dissent", 2.2))),
    ContractTale(0, VALVE, 13.0, _until("agree", 4.5)),
    ContractTale(4, SAMPLE, 14.0, _until("sign", 4.0)),
    ContractTale(0, LOCK, 30.0, _until("file", 21.0)),
    ContractTale(6, HINGE, 34.0, (*_until("file", 25.0), ("amend", 1.6), ("submit", 0.9))),
    ContractTale(
        3,
        LOCK,
        48.0,
        (*_until("file", 39.0), ("amend", 20.0), *_until("file", 19.4)[1:]),
    ),
    ContractTale(7, BOLT, 60.0, (*_until("file", 51.0), ("end", 8.0))),
    ContractTale(8, HOOK, 24.0, (("draw", 15.0), ("void", 14.0))),
)


def contract_strands(world: World) -> Iterator[Strand]:
    """Every tale, beside each other."""
    return (_strand(world, tale) for tale in TALES)


def accepted(world: World, client: int, asked: DemoProduct, begins: float) -> Telling:
    """From an inquiry to the quotation that its customer accepts; answers its number."""
    return quoted(world, accepted_tale(client, asked, begins))


def filed(world: World, client: int, asked: DemoProduct, begins: float) -> Telling:
    """From an inquiry to the contract in force, in about twelve days; answers its number."""
    quotation = yield from accepted(world, client, asked, begins)
    return (yield from _carried(world, quotation, _until("file", begins - 9)))


def _strand(world: World, tale: ContractTale) -> Strand:
    quotation = yield from accepted(world, tale.client, tale.asked, tale.begins)
    yield from _carried(world, quotation, tale.acts)


def _carried(world: World, quotation: str, acts: tuple[Act, ...]) -> Telling:
    """Does these acts one after the other; answers the number of the contract."""
    number = ""
    for act, days in acts:
        if act in _HEARD:
            yield from _heard(world, number, days, *_HEARD[act])
            continue
        tx = yield days * DAY, world.staff["qs" if act == "file" else "sales"]
        if act == "draw":
            number = draw_contract.act(tx, quotation).number
        else:
            _BY_DESK[act](tx, number)
    return number


def _heard(
    world: World,
    document: str,
    days: float,
    seats: tuple[tuple[str, str, str], ...] = CONTRACT_SEATS,
    verdicts: Mapping[str, str] | None = None,
) -> Generator[Wait, Tx, None]:
    """Those asked speak one after the other; where an amendment asks fewer, only they."""
    for place, (panel, seat, who) in enumerate(seats):
        tx = yield (days - place / 20) * DAY, world.staff[who]
        if _is_asked(tx, document, panel, seat):
            speak(tx, document, seat, (verdicts or {}).get(seat, "agree"), panel)


def _is_asked(tx: Tx, document: str, panel: str, seat: str) -> bool:
    review = review_of(tx, document, panel)
    return any(one.key == seat for one in waiting_seats(tx, current_round(tx, review), "opinion"))


def _contract(tx: Tx, number: str) -> Contract:
    return tx.session.scalars(select(Contract).where(Contract.number == number)).one()


def _submit(tx: Tx, number: str) -> None:
    submit_contract.act(tx, number, _contract(tx, number).version)


def _sign(tx: Tx, number: str) -> None:
    contract = _contract(tx, number)
    sign_contract.act(tx, number, contract.version, tx.today, "王经理", _scan(tx, contract))


def _file(tx: Tx, number: str) -> None:
    contract = _contract(tx, number)
    file_contract.act(tx, number, contract.version, tx.today, _scan(tx, contract))


def _amend(tx: Tx, number: str) -> None:
    contract = _contract(tx, number)
    amend_contract.act(tx, number, contract.version, AMENDED)
    terms = terms_of(revision_of(tx, contract))
    later = tx.today + timedelta(days=60)
    changed = replace(terms, delivery_date=later)
    save_contract.act(tx, number, contract.version, contract.title, changed)


def _end(tx: Tx, number: str) -> None:
    reason = "货物已全部交付，双方同意提前终止。"
    end_contract.act(tx, number, _contract(tx, number).version, reason)


def _void(tx: Tx, number: str) -> None:
    reason = "客户改为先做样品，本合同不再签订。"
    void_contract.act(tx, number, _contract(tx, number).version, reason)


def _scan(tx: Tx, contract: Contract) -> CheckedUpload:
    return stamped_form("scan", "CONTRACT", [(contract.number, "1")], tx.today).upload


_DISSENT = {"production": "disagree"}
_HEARD = {
    "agree": (CONTRACT_SEATS, None),
    "half": (CONTRACT_SEATS[:3], None),
    "dissent": (CONTRACT_SEATS, _DISSENT),
}
_BY_DESK: dict[str, Callable[[Tx, str], None]] = {
    "submit": _submit,
    "sign": _sign,
    "file": _file,
    "amend": _amend,
    "end": _end,
    "void": _void,
}
