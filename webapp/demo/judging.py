"""How the invented people speak in reviews: who sits where, and what each says."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from sqlalchemy import select

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Wait
from webapp.demo.world import World
from webapp.models import Review
from webapp.services.core.transaction import Tx
from webapp.services.reviews.answers import OpinionInput
from webapp.services.reviews.commands import convene, give_opinion
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.opening import current_round
from webapp.services.reviews.panels import MATERIALS, PanelSeat, Question
from webapp.services.reviews.questions import answer_question, ask_question
from webapp.services.reviews.rules import AGREE, CONDITIONAL, DISAGREE
from webapp.services.reviews.saved_panels import get_panel
from webapp.services.reviews.sheets import MaterialToJudge

Telling = Generator[Wait, Tx, None]
Speakers = Sequence[tuple[str, str]]
#: By branch: who speaks for each department in the seats of the preliminary review.
PRELIMINARY: Mapping[str, Speakers] = {
    "HQ": (
        ("technology", "tech"),
        ("purchasing", "purch"),
        ("production", "prod"),
        ("quality", "qual"),
        ("sales", "region2"),
    ),
    "GZ": (
        ("technology", "tech3"),
        ("purchasing", "purch3"),
        ("production", "prod3"),
        ("quality", "qual3"),
        ("sales", "region4"),
    ),
}
#: By branch: its general manager.
MANAGERS = {"HQ": "gm", "GZ": "gm2"}
#: What a department says that agrees, disagrees, or agrees under conditions.
AGREED = {
    "technology": "图纸已核对，工艺成熟，现有设备可以加工。",
    "purchasing": "材料有两家合格供应商，价格随行就市。",
    "production": "可排入下月计划，产能够用。",
    "quality": "质量要求明确，可按现行检验规程验收。",
    "sales": "客户信誉良好，建议承接。",
    "finance": "毛利率、费用率均在公司规定范围内。",
    "supervision": "质量要求完整、明确，无异议。",
    "engineering": "与报价时的技术要求一致，无变更。",
    "logistics": "按合同约定的交货地点安排送货。",
    "ip": "权属及许可范围沿用公司标准条款。",
    "deputy": "老客户，以往拖欠均在一个月内付清，建议同意。",
}
OBJECTIONS = {
    "technology": "现有模具做不出要求的公差，需另开模具。",
    "purchasing": "该牌号板材近期缺货，交期无法保证。",
    "production": "下月冲压线已排满，按要求的交期无法完成。",
    "quality": "客户的盐雾要求没有写明试验标准，无法判定。",
    "sales": "目标价低于成本，按此价格没有利润。",
    "finance": "毛利率低于公司要求，销售费用偏高，建议重新核价。",
}
CONDITIONS = {
    "technology": "首件由客户确认后方可批量生产。",
    "purchasing": "合同签订后三日内预付材料款。",
    "production": "分两批交货。",
    "quality": "按附图加注的检验项目验收。",
    "sales": "单价不低于报价。",
    "finance": "预付比例不低于 30%。",
}
#: To which questions a department that disagrees says no.
SAID_NO = {
    "technology": ("feasible",),
    "purchasing": ("supply",),
    "production": ("guaranteed",),
    "quality": ("complete",),
    "finance": ("gross_margin", "selling_expense"),
}
TEXTS = {"transport": "公路运输，送货到库。", "price_note": "近期行情平稳，无大幅波动。"}
DAYS = {"technology": 5, "purchasing": 9, "production": 14, "quality": 2}
PROFITS = ("9.5", "12", "14.5", "11")
PROSPECTS = ("该客户所在地区需求平稳，可长期供货。", "旺季前备货，后续有追加订单的可能。")


def review_of(tx: Tx, document: str, panel: str | None = None) -> Review:
    """The review of a document by its number, the first one where several panels judge it."""
    statement = select(Review).where(Review.document_number == document).order_by(Review.id)
    found = tx.session.scalars(statement).all()
    codes = {one.id: get_panel(tx.session, one.panel_version_id).code for one in found}
    return next(one for one in found if panel in (None, codes[one.id]))


def convened(world: World, document: str, days: float, branch: str = "HQ") -> Telling:
    """The general manager calls the departments, so many working days before now."""
    tx = yield days * DAY, world.staff[MANAGERS[branch]]
    review = review_of(tx, document)
    convene.act(tx, review.number, review.round_number)


def judged(
    world: World,
    document: str,
    days: float,
    seats: Speakers,
    verdicts: Mapping[str, str] | None = None,
) -> Telling:
    """Departments speak one after the other, from so many working days before now on, each a
    tenth of a day after the one before; those not named in ``verdicts`` agree."""
    for place, (seat, who) in enumerate(seats):
        tx = yield (days - place / 10) * DAY, world.staff[who]
        speak(tx, document, seat, (verdicts or {}).get(seat, "agree"))


def questioned(
    world: World, document: str, days: float, who: str, question: str, answer: str = ""
) -> Telling:
    """Somebody in a seat asks who wrote the case, and is answered a little later, or not yet."""
    tx = yield days * DAY, world.staff[who]
    review = review_of(tx, document)
    done = ask_question.act(tx, review.number, review.round_number, question)
    if answer:
        tx = yield (days - 0.2) * DAY, world.staff["sales"]
        answer_question.act(tx, review.number, done.details["question"], answer)


def speak(
    tx: Tx, document: str, key: str, verdict: str = "agree", panel: str | None = None
) -> None:
    """One department's opinion about a document."""
    review = review_of(tx, document, panel)
    seat = get_panel(tx.session, review.panel_version_id).panel.seat(key)
    sheet = get_kind(review.document_kind).sheet(
        tx.session, review.document_id, _version(tx, review)
    )
    said = OpinionInput(
        verdict=verdict,
        answers=_answers(seat, review, sheet.materials) | _said_no(key, verdict),
        conditions=CONDITIONS.get(key, "按评审意见执行。") if verdict == CONDITIONAL else "",
        remark=_remark(key, verdict, review.id),
        committed_days=DAYS.get(key, 3) + review.id % 3 if seat.time_order else None,
    )
    give_opinion.act(tx, review.number, review.round_number, key, said)


def _said_no(key: str, verdict: str) -> dict[str, str]:
    return dict.fromkeys(SAID_NO.get(key, ()) if verdict == DISAGREE else (), "no")


def _remark(key: str, verdict: str, turn: int) -> str:
    """Who disagrees says why; of those who agree some say nothing."""
    if verdict == DISAGREE:
        return OBJECTIONS.get(key, "不符合公司要求。")
    return AGREED.get(key, "") if verdict == AGREE and turn % 3 else ""


def _version(tx: Tx, review: Review) -> int:
    return current_round(tx, review).document_version


def _answers(
    seat: PanelSeat, review: Review, materials: Sequence[MaterialToJudge]
) -> dict[str, str]:
    answers: dict[str, str] = {}
    for question in seat.asked(review.product_kind):
        if question.kind == MATERIALS:
            answers |= {f"{question.key}.{one.key}": "reasonable" for one in materials}
        else:
            answers[question.key] = _answer(question, review.id)
    return answers


def _answer(question: Question, turn: int) -> str:
    if question.kind == "yes_no":
        return "yes"
    if question.options:
        return question.options[0].code
    if question.kind == "text":
        is_prospect = question.key == "prospect"
        return PROSPECTS[turn % len(PROSPECTS)] if is_prospect else TEXTS.get(question.key, "无。")
    return PROFITS[turn % len(PROFITS)]
