"""Contracts in the demonstration: in every state, from a draft to one that was amended and one
that ended. Each begins with an inquiry of its own and goes the whole way."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from webapp.demo.inquiring import BOLT, HINGE, HOOK, LOCK, VALVE, DemoProduct, reviewed, told
from webapp.demo.judging import review_of, speak
from webapp.demo.office_hours import DAY
from webapp.demo.papers import stamped_form
from webapp.demo.strands import Strand, Wait
from webapp.demo.world import World
from webapp.models import Contract, Quotation
from webapp.services.contracts.amending import amend_contract, end_contract, void_contract
from webapp.services.contracts.drawing import draw_contract, save_contract
from webapp.services.contracts.locking import revision_of as version_of
from webapp.services.contracts.signing import file_contract, sign_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.contracts.terms import terms_of
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload
from webapp.services.quotations.answering import Seen, accept_offer
from webapp.services.quotations.commands import draft_quotation, file_quotation, save_revision
from webapp.services.quotations.contents import CostInput, LineInput
from webapp.services.quotations.dealing import offer_quotation
from webapp.services.quotations.locking import revision_of
from webapp.services.quotations.writing import content_of
from webapp.services.reviews.asking import waiting_seats
from webapp.services.reviews.opening import current_round
from webapp.services.reviews.ruling import rule

Telling = Generator[Wait, Tx, str]
#: Panel, seat and who sits there at the head office.
COMMITTEE = (
    ("committee", "finance", "finance"),
    ("committee", "supervision", "qs"),
    ("committee", "purchasing", "purch"),
)
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
    ContractTale(3, BOLT, 10.0, (("draw", 1.6), ("submit", 1.2), ("half", 0.8))),
    ContractTale(5, VALVE, 12.0, (("draw", 3.5), ("submit", 3.0), ("dissent", 2.2))),
    ContractTale(0, VALVE, 13.0, _until("agree", 4.5)),
    ContractTale(4, HOOK, 14.0, _until("sign", 4.0)),
    ContractTale(0, LOCK, 30.0, _until("file", 21.0)),
    ContractTale(6, HINGE, 34.0, (*_until("file", 25.0), ("amend", 3.0), ("submit", 2.5))),
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
    """From an inquiry to the quotation that its customer accepts, in about eight days; answers
    the quotation's number."""
    inquiry = yield from told(world, reviewed(client, asked, begins))
    tx = yield (begins - 3) * DAY, world.staff["tech"]
    number = draft_quotation.act(tx, inquiry).number
    _price(tx, number)
    tx = yield (begins - 3.6) * DAY, world.staff["sales"]
    file_quotation.act(tx, number, _quotation(tx, number).version)
    yield from _heard(world, number, begins - 4.2, COMMITTEE)
    tx = yield (begins - 5) * DAY, world.staff["president"]
    _approve(tx, number)
    tx = yield (begins - 6) * DAY, world.staff["sales"]
    quotation = _quotation(tx, number)
    offer_quotation.act(tx, number, quotation.version, quotation.revision)
    tx = yield (begins - 7) * DAY, world.clients[client].actor
    quotation = _quotation(tx, number)
    accept_offer.act(tx, Seen(number, quotation.version, quotation.revision))
    return number


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


def _quotation(tx: Tx, number: str) -> Quotation:
    return tx.session.scalars(select(Quotation).where(Quotation.number == number)).one()


def _contract(tx: Tx, number: str) -> Contract:
    return tx.session.scalars(select(Contract).where(Contract.number == number)).one()


def _price(tx: Tx, number: str) -> None:
    """Costs every line at a little over half of what the customer would pay."""
    quotation = _quotation(tx, number)
    content = content_of(tx.session, revision_of(tx, quotation))
    given = replace(
        content,
        lines=tuple(_priced(line) for line in content.lines),
        advance_percent=Decimal("0.3000"),
        payment_days=30,
        selling_expense=Decimal("800.00"),
        payment_terms="合同签订后预付三成，余款月结 30 天。",
        delivery_terms="供方送货至需方仓库，运费由供方承担。",
    )
    save_revision.act(tx, number, quotation.version, given)


def _priced(line: LineInput) -> LineInput:
    price = Decimal("19.8000") if line.quantity < 10_000 else Decimal("3.9000")
    material = (price * Decimal("0.42")).quantize(Decimal("0.0001"))
    work = (price * Decimal("0.18")).quantize(Decimal("0.0001"))
    costs = (
        *(replace(one, price=material) for one in line.costs[:1]),
        CostInput("processing", "冲压与表面处理", line.quantity, work, unit=line.unit),
    )
    return replace(line, price=price, costs=costs)


def _approve(tx: Tx, document: str) -> None:
    review = review_of(tx, document)
    rule.act(tx, review.number, review.round_number, "approved", "同意按此报价。")


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
    terms = terms_of(version_of(tx, contract))
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
