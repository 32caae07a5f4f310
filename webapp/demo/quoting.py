"""Quotations in the demonstration: in every state, from a draft to one that became formal.

Each goes on with an inquiry that was reviewed; ``quoted`` plays one, so that others can draw a
contract from it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select

from webapp.demo.inquiring import (
    BOLT,
    HINGE,
    HOOK,
    LOCK,
    RAIL,
    SAMPLE,
    VALVE,
    DemoProduct,
    reviewed,
    told,
)
from webapp.demo.judging import judged, review_of
from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand, Wait
from webapp.demo.world import World
from webapp.models import Quotation
from webapp.services.core.transaction import Tx
from webapp.services.quotations import answering, commands, dealing
from webapp.services.quotations.contents import CostInput, LineInput
from webapp.services.quotations.locking import revision_of
from webapp.services.quotations.writing import content_of
from webapp.services.reviews.ruling import appeal, rule

#: Who speaks for each department in the committee.
COMMITTEE = (("finance", "finance"), ("purchasing", "purch"), ("supervision", "qs"))
#: Working days from asking until the inquiry can be quoted.
REVIEWED_AFTER = 3.0
Telling = Generator[Wait, Tx, None]


@dataclass(frozen=True)
class DemoCosts:
    """What a product costs: its material by the tonne, then so much a piece, and the freight."""

    material: str
    rate: str
    tonnes: str
    a_tonne: str
    processing: str
    outsourcing: str
    packaging: str
    freight: str


COSTS = {
    HINGE: DemoCosts("304 不锈钢板", "SS304", "2.4", "14200", "3.2", "1.1", "0.9", "2600"),
    LOCK: DemoCosts("锌锭", "ZN", "1.9", "23000", "28", "12", "4.5", "3200"),
    BOLT: DemoCosts("Q235 圆钢", "Q235", "7.2", "3750", "0.62", "0.28", "0.09", "2400"),
    VALVE: DemoCosts("电解铜", "CU", "0.15", "72000", "4.2", "0.6", "0.8", "600"),
    HOOK: DemoCosts("304 不锈钢板", "SS304", "0.045", "14200", "1.6", "0.8", "0.4", "120"),
    SAMPLE: DemoCosts("304 不锈钢板", "SS304", "0.008", "14200", "1.6", "0.8", "0.4", "30"),
    RAIL: DemoCosts("Q235 钢板", "Q235", "84", "3750", "21", "6", "3.2", "26000"),
}


@dataclass(frozen=True)
class QuotationTale:
    """Which customer is quoted what, since when, and what is done on which day afterwards."""

    client: int
    asked: DemoProduct
    begins: float
    acts: tuple[tuple[str, float], ...]


DRAFTED = (("draft", 0.1), ("save", 0.4))
FILED = (*DRAFTED, ("file", 0.5))
APPROVED = (*FILED, ("agree", 1.0), ("approve", 1.6))
OFFERED = (*APPROVED, ("offer", 1.8))
REFUSED = (*FILED, ("dissent", 1.0), ("confirm", 1.6))

TALES = (
    QuotationTale(4, HINGE, 3.3, DRAFTED),
    QuotationTale(0, LOCK, 4.2, (*FILED, ("half", 1.0))),
    QuotationTale(1, BOLT, 5.2, (*FILED, ("agree", 1.0))),
    QuotationTale(0, BOLT, 8.0, REFUSED),
    QuotationTale(6, HINGE, 6.6, (*REFUSED, ("appeal", 2.2))),
    QuotationTale(5, VALVE, 14.0, APPROVED),
    QuotationTale(1, HINGE, 9.5, OFFERED),
    QuotationTale(4, VALVE, 13.0, (*OFFERED, ("note", 2.0), ("ask", 2.6))),
    QuotationTale(
        0, RAIL, 20.0,
        (*REFUSED, ("revise", 2.0), ("raise", 2.3), ("file", 2.5), ("again", 3.0),
         ("approve", 3.6), ("offer", 3.8), ("note", 4.5)),
    ),
    QuotationTale(
        7, LOCK, 40.0,
        (*FILED, ("dissent", 1.0), ("confirm_for", 1.6), ("appeal", 2.2), ("admit", 2.9),
         ("offer", 3.2), ("decline", 4.5)),
    ),
    QuotationTale(6, VALVE, 26.0, (*REFUSED, ("abandon", 3.0))),
    QuotationTale(1, LOCK, 24.0, (*OFFERED, ("ask", 2.5), ("revise", 3.0), ("lower", 3.3),
                                  ("file", 3.5), ("again", 4.0), ("approve", 4.6),
                                  ("offer", 4.8), ("accept", 6.0))),
)  # fmt: skip


def quotation_strands(world: World) -> Iterator[Strand]:
    """Every tale, beside each other."""
    return (_strand(world, tale) for tale in TALES)


def accepted(client: int, asked: DemoProduct, begins: float) -> QuotationTale:
    """A tale that ends with a formal quotation, seven working days after its inquiry came."""
    return QuotationTale(client, asked, begins, (*OFFERED, ("accept", 3.5)))


def quoted(world: World, tale: QuotationTale) -> Generator[Wait, Tx, str]:
    """Plays a tale from its inquiry on; answers the number of its quotation."""
    inquiry = yield from told(world, reviewed(tale.client, tale.asked, tale.begins))
    number = ""
    for act, days in tale.acts:
        moment = (tale.begins - REVIEWED_AFTER - days) * DAY
        if act == "draft":
            tx = yield moment, world.staff["tech"]
            number = commands.draft_quotation.act(tx, inquiry).number
        elif act in _SPEAKING:
            seats, verdicts = _SPEAKING[act]
            yield from judged(world, number, moment / DAY, COMMITTEE[:seats], verdicts)
        elif act in _BY_CUSTOMER:
            tx = yield moment, world.clients[tale.client].actor
            _BY_CUSTOMER[act](tx, _stands(tx, number))
        else:
            who, perform = _ACTS[act]
            tx = yield moment, world.staff[who]
            perform(tx, tale, _stands(tx, number))
    return number


def _strand(world: World, tale: QuotationTale) -> Strand:
    yield from quoted(world, tale)


def _stands(tx: Tx, number: str) -> Quotation:
    return tx.session.scalars(select(Quotation).where(Quotation.number == number)).one()


def _save(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
    content = content_of(tx.session, revision_of(tx, quotation))
    target = tale.asked.product.target_price or Decimal(0)
    lines = tuple(_costed(line, COSTS[tale.asked], target) for line in content.lines)
    given = replace(
        content,
        lines=lines,
        selling_expense=_share(lines, "0.045"),
        advance_percent=Decimal("0.3000"),
        payment_days=30,
        delivery_terms="送货至客户仓库，运费由我方承担",
        payment_terms="银行转账，到货验收后开具增值税专用发票",
        remark="样品确认后生效。",
    )
    commands.save_revision.act(tx, quotation.number, quotation.version, given)


def _costed(line: LineInput, costs: DemoCosts, price: Decimal) -> LineInput:
    pieces = (
        ("processing", "冲压、装配", costs.processing),
        ("outsourcing", "表面处理外协", costs.outsourcing),
        ("packaging", "内盒与外箱", costs.packaging),
    )
    material = CostInput(
        "material", costs.material, Decimal(costs.tonnes), Decimal(costs.a_tonne),
        specification="", unit="吨", rate=costs.rate,
    )  # fmt: skip
    each = (
        CostInput(kind, name, line.quantity, Decimal(amount), unit=line.unit)
        for kind, name, amount in pieces
    )
    freight = CostInput("freight", "送货", Decimal(1), Decimal(costs.freight), unit="批")
    return replace(line, price=price, costs=(material, *each, freight))


def _share(lines: tuple[LineInput, ...], share: str) -> Decimal:
    total = sum((line.amount for line in lines), Decimal(0))
    return (total * Decimal(share)).quantize(Decimal("0.01"))


def _repriced(factor: str) -> Callable[[Tx, QuotationTale, Quotation], None]:
    def perform(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
        content = content_of(tx.session, revision_of(tx, quotation))
        lines = tuple(
            replace(line, price=(line.price * Decimal(factor)).quantize(Decimal("0.01")))
            for line in content.lines
        )
        given = replace(content, lines=lines)
        commands.save_revision.act(tx, quotation.number, quotation.version, given)

    return perform


def _file(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
    commands.file_quotation.act(tx, quotation.number, quotation.version)


def _revise(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
    note = "按客户意见调整单价。" if quotation.answer else "报价有出入：加工费核低，重新报价。"
    commands.revise_quotation.act(tx, quotation.number, quotation.version, note)


def _offer(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
    given = (quotation.number, quotation.version, quotation.revision)
    dealing.offer_quotation.act(tx, *given, "已与客户说明，按原价执行。")


def _note(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
    note = "客户来电：价格可以再谈，交期希望提前一周，另要求每箱附合格证。"
    dealing.record_negotiation.act(tx, quotation.number, note)


def _abandon(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
    reason = "按此价格没有利润，客户后续也没有放量计划。"
    dealing.abandon_quotation.act(tx, quotation.number, quotation.version, reason)


def _appeal(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
    review = review_of(tx, quotation.number)
    grounds = "该客户为战略客户，本单带动全年三百万元的常规订单。"
    appeal.act(tx, review.number, review.round_number, grounds)


def _ruled(decision: str, reason: str) -> Callable[[Tx, QuotationTale, Quotation], None]:
    def perform(tx: Tx, tale: QuotationTale, quotation: Quotation) -> None:
        review = review_of(tx, quotation.number)
        rule.act(tx, review.number, review.round_number, decision, reason)

    return perform


def _seen(quotation: Quotation) -> answering.Seen:
    return answering.Seen(quotation.number, quotation.version, quotation.offered_revision or 0)


def _accept(tx: Tx, quotation: Quotation) -> None:
    answering.accept_offer.act(tx, _seen(quotation))


def _ask(tx: Tx, quotation: Quotation) -> None:
    answering.ask_for_changes.act(tx, _seen(quotation), "单价希望再优惠 3%，交期提前一周。")


def _decline(tx: Tx, quotation: Quotation) -> None:
    answering.decline_offer.act(tx, _seen(quotation), "已选定其他供应商。")


_SPEAKING: dict[str, tuple[int, dict[str, str]]] = {
    "agree": (3, {}),
    "again": (1, {}),
    "half": (2, {"finance": "conditional"}),
    "dissent": (3, {"finance": "disagree"}),
}
_BY_CUSTOMER = {"accept": _accept, "ask": _ask, "decline": _decline}
_ACTS: dict[str, tuple[str, Callable[[Tx, QuotationTale, Quotation], None]]] = {
    "save": ("tech", _save),
    "raise": ("tech", _repriced("1.06")),
    "lower": ("tech", _repriced("0.97")),
    "file": ("sales", _file),
    "revise": ("sales", _revise),
    "approve": ("president", _ruled("approved", "同意。")),
    "confirm": ("president", _ruled("confirmed", "财务意见属实，按不可接受处理。")),
    "confirm_for": ("gm", _ruled("confirmed", "总裁出差，代为签批：按财务意见处理。")),
    "admit": ("chairman", _ruled("approved", "战略客户，本单按报价成交，差额由后续常规订单弥补。")),
    "appeal": ("sales", _appeal),
    "offer": ("sales", _offer),
    "note": ("sales", _note),
    "abandon": ("sales", _abandon),
}
