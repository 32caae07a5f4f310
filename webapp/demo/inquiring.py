"""Inquiries in the demonstration: in every state, from a draft to one that is recorded as lost.

Each tale has its acts with the working days before now. ``told`` plays one tale, so that others
can go on with what was reviewed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from webapp.demo.judging import (
    MANAGERS,
    PRELIMINARY,
    convened,
    judged,
    questioned,
    review_of,
)
from webapp.demo.office_hours import DAY
from webapp.demo.papers import drawing
from webapp.demo.strands import Strand, Wait
from webapp.demo.world import Client, World
from webapp.models import Inquiry
from webapp.services.core.transaction import Done, Tx
from webapp.services.inquiries import commands
from webapp.services.inquiries.content import (
    InquiryContent,
    InquiryInside,
    WantedMaterial,
    WantedProduct,
)
from webapp.services.inquiries.locking import lock_inquiry
from webapp.services.reviews.commands import send_case_back

STEEL = WantedMaterial("不锈钢板", "2.0 mm", "冷轧", "304", "2B 面", "", "酸洗钝化")
ZINC = WantedMaterial("锌合金", "", "压铸", "ZA-3", "镀铬", "盐雾 72 小时", "")
CARBON = WantedMaterial("碳素结构钢", "φ12", "热轧圆钢", "Q235B", "热镀锌", "抗拉试验", "")
BRASS = WantedMaterial("黄铜棒", "φ20", "挤制", "HPb59-1", "", "成分分析", "去应力退火")


@dataclass(frozen=True)
class DemoProduct:
    """A product that somebody asks about, and about what the whole comes to."""

    product: WantedProduct
    kind: str
    estimate: str
    demand: str
    is_sample: bool = False


def _product(
    name: str, specification: str, quantity: int, unit: str, price: str, *materials: WantedMaterial
) -> WantedProduct:
    return WantedProduct(
        Decimal(quantity),
        name=name,
        specification=specification,
        unit=unit,
        target_price=Decimal(price),
        materials=materials,
        technical="按图纸加工，未注公差按 GB/T 1804-m 执行。",
        packaging="内盒 10 件，外箱五层瓦楞纸箱。",
    )


HINGE = DemoProduct(
    _product("加厚不锈钢合页", "100×75×3", 6000, "副", "18.5000", STEEL),
    "new", "111000.00", "开合十万次，盐雾 72 小时",
)  # fmt: skip
LOCK = DemoProduct(
    _product("工程门锁套装", "85×250", 1200, "套", "138.0000", ZINC),
    "special", "165600.00", "静音，通过 GB/T 21556",
)  # fmt: skip
BOLT = DemoProduct(
    _product("化学锚栓", "M12×160", 20000, "支", "3.6500", CARBON),
    "regular", "73000.00", "抗拔力不小于 35 kN",
)  # fmt: skip
VALVE = DemoProduct(
    _product("加长角阀", "DN15 铜本体", 800, "个", "26.8000", BRASS),
    "regular", "21440.00", "1.6 MPa 水压试验无渗漏",
)  # fmt: skip
HOOK = DemoProduct(
    _product("不锈钢浴室挂钩", "单钩", 300, "个", "9.8000", STEEL),
    "regular", "2940.00", "表面无划痕",
)  # fmt: skip
SAMPLE = replace(
    HOOK, product=replace(HOOK.product, quantity=Decimal(50)), estimate="490.00", is_sample=True
)
RAIL = DemoProduct(
    _product("三节滚珠滑轨", "450 mm 承重 45 kg", 15000, "副", "82.0000", CARBON),
    "special", "1230000.00", "五万次循环试验",
)  # fmt: skip

Act = tuple[str, float]


@dataclass(frozen=True)
class InquiryTale:
    """Which customer asks for what, and what is done when."""

    client: int
    asked: DemoProduct
    acts: tuple[Act, ...]


def _until_judged(begins: float) -> tuple[Act, ...]:
    """From asking to the last opinion, in about four working days."""
    later = (("complete", 0.4), ("file", 0.5), ("convene", 0.9))
    return (("ask", begins), *((act, begins - days) for act, days in later))


def reviewed(client: int, asked: DemoProduct, begins: float) -> InquiryTale:
    """A tale that ends with an inquiry that can be quoted, four days after it began."""
    return InquiryTale(client, asked, (*_until_judged(begins), ("agree", begins - 2)))


TALES = (
    InquiryTale(0, HOOK, (("draft", 0.3),)),
    InquiryTale(0, BOLT, (("ask", 0.2),)),
    InquiryTale(1, HOOK, (("ask", 3.1),)),
    InquiryTale(4, VALVE, (("take_in", 0.6),)),
    InquiryTale(0, HINGE, (("ask", 1.2), ("complete", 0.8), ("file", 0.6))),
    InquiryTale(1, LOCK, (*_until_judged(4.5), ("half", 1.6), ("query", 1.2), ("wonder", 0.4))),
    InquiryTale(5, HINGE, (("ask", 6.0), ("complete", 5.5), ("file", 5.4), ("send_back", 4.8))),
    InquiryTale(0, LOCK, (*_until_judged(9.0), ("dissent", 6.5))),
    InquiryTale(6, BOLT, (*_until_judged(12.0), ("dissent", 9.5), ("revise", 2.0))),
    InquiryTale(1, RAIL, (*_until_judged(8.0), ("agree", 5.0))),
    reviewed(4, BOLT, 5.5),
    InquiryTale(7, VALVE, (("ask", 20.0), ("complete", 19.0), ("lose", 16.0))),
)
MARKET = InquiryInside(
    market_customer="当地经营多年的五金批发商，门店三家，回款正常。",
    market_trend="原材料价格小幅上涨，同类产品市场价较上季度提高约 3%，需求平稳。",
    internal_remark="对方同时向两家同行询价。",
)


def inquiry_strands(world: World) -> Iterator[Strand]:
    """Every tale, beside each other."""
    return (_strand(world, tale) for tale in TALES)


def told(world: World, tale: InquiryTale) -> Generator[Wait, Tx, str]:
    """Plays a tale; answers the number of its inquiry."""
    number = ""
    for act, days in tale.acts:
        if act in ("draft", "ask", "take_in"):
            number = yield from _begun(world, tale, act, days)
        elif act in _BY_REVIEW:
            yield from _review(world, tale, act, number, days)
        else:
            tx = yield days * DAY, world.staff["sales"]
            _BY_SALES[act](tx, tale, number)
    return number


def _strand(world: World, tale: InquiryTale) -> Strand:
    yield from told(world, tale)


def _begun(world: World, tale: InquiryTale, act: str, days: float) -> Generator[Wait, Tx, str]:
    client = world.clients[tale.client]
    if act == "take_in":
        tx = yield days * DAY, world.staff["sales"]
        given = (client.demo.code, _content(tx, tale, client), _inside(tale))
        return commands.take_in_inquiry.act(tx, *given, [drawing(tale.asked.product.name)]).number
    tx = yield days * DAY, client.actor
    begin = commands.save_draft if act == "draft" else commands.submit_inquiry
    papers = [drawing(tale.asked.product.name)]
    return begin.act(tx, _content(tx, tale, client), papers).number


def _content(tx: Tx, tale: InquiryTale, client: Client | None = None) -> InquiryContent:
    return InquiryContent(
        lines=(tale.asked.product,),
        contact=client.demo.contact if client else "",
        phone=client.demo.phone if client else "",
        requirements="样品确认后再批量供货。",
        quality_demand=tale.asked.demand,
        requested_date=tx.today + timedelta(days=45),
    )


def _inside(tale: InquiryTale) -> InquiryInside:
    estimate = Decimal(tale.asked.estimate)
    return replace(
        MARKET,
        product_kind=tale.asked.kind,
        is_sample=tale.asked.is_sample,
        estimated_amount=estimate,
    )


def _stands(tx: Tx, number: str) -> Inquiry:
    return lock_inquiry(tx, number, None, commands.MANAGE)


def _kept(tx: Tx, tale: InquiryTale, inquiry: Inquiry) -> InquiryContent:
    content = replace(_content(tx, tale), contact=inquiry.contact, phone=inquiry.phone)
    return replace(content, requested_date=inquiry.requested_date)


def _complete(tx: Tx, tale: InquiryTale, number: str) -> Done:
    inquiry = _stands(tx, number)
    content = _kept(tx, tale, inquiry)
    return commands.save_inquiry.act(tx, number, inquiry.version, content, _inside(tale))


def _file(tx: Tx, tale: InquiryTale, number: str) -> Done:
    return commands.file_inquiry.act(tx, number, _stands(tx, number).version)


def _revise(tx: Tx, tale: InquiryTale, number: str) -> Done:
    inquiry = _stands(tx, number)
    content = replace(_kept(tx, tale, inquiry), quality_demand="按 GB/T 10125 中性盐雾 48 小时")
    note = "客户已明确盐雾试验标准。"
    return commands.revise_inquiry.act(tx, number, inquiry.version, content, _inside(tale), note)


def _lose(tx: Tx, tale: InquiryTale, number: str) -> Done:
    reason = "客户要求账期 120 天，双方未能达成一致。"
    return commands.lose_inquiry.act(tx, number, _stands(tx, number).version, reason)


def _review(
    world: World, tale: InquiryTale, act: str, number: str, days: float
) -> Generator[Wait, Tx, None]:
    """What the convenor and the departments of the customer's branch do."""
    branch = world.clients[tale.client].demo.branch
    seats = PRELIMINARY[branch]
    if act == "convene":
        yield from convened(world, number, days, branch)
    elif act == "send_back":
        yield from _sent_back(world, number, days, branch)
    elif act in _QUESTIONS:
        seat, *words = _QUESTIONS[act]
        yield from questioned(world, number, days, dict(seats)[seat], *words)
    elif act == "half":
        yield from judged(world, number, days, seats[:2])
    else:
        yield from judged(world, number, days, seats, _DISSENT if act == "dissent" else None)


def _sent_back(world: World, number: str, days: float, branch: str) -> Generator[Wait, Tx, None]:
    tx = yield days * DAY, world.staff[MANAGERS[branch]]
    review = review_of(tx, number)
    reason = "图纸缺少孔位尺寸，请补齐后再提交。"
    send_case_back.act(tx, review.number, review.round_number, reason)


_DISSENT = {"quality": "disagree", "purchasing": "conditional"}
_BY_SALES = {"complete": _complete, "file": _file, "revise": _revise, "lose": _lose}
#: By act: whose seat, what he asks, and what he is answered.
_QUESTIONS = {
    "query": ("quality", "图纸上没有注明静音等级，按哪个标准验收？", "按客户来样封样验收。"),
    "wonder": ("production", "1200 套能否分两批交货？"),
}
_BY_REVIEW = frozenset({"convene", "send_back", "half", "agree", "dissent", *_QUESTIONS})
