"""Reviews in the reader's words: facts of a document, answers of a seat, what a decision does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.documents.views import PaperView
from webapp.services.reviews import rules
from webapp.services.reviews.kinds import all_kinds, get_kind
from webapp.services.reviews.panels import MATERIALS, Question
from webapp.services.reviews.views import Answer, OpenRuling, ReviewView, SeatView
from webapp.web.document_pages import PICTURE_TYPES, FileLink, file_size
from webapp.web.list_words import listed
from webapp.web.templating import localday, money, named, price, qty
from webapp.web.words import choices, word

#: What the paper is called that panels fill in, by their founding code.
FORMS = {
    "preliminary": N_("Preliminary review form"),
    "committee": N_("Quotation review form"),
    "order_review": N_("Order review form"),
}
#: The look of each verdict, result, outcome and decision.
LOOKS = {
    rules.AGREE: "done",
    rules.CONDITIONAL: "waiting",
    rules.DISAGREE: "trouble",
    rules.ACCEPTABLE: "done",
    rules.NOT_ACCEPTABLE: "trouble",
    rules.SUPERSEDED: "void",
    rules.ACCEPTED: "done",
    rules.SENT_BACK: "back",
    rules.WITHDRAWN: "void",
    rules.APPROVED: "done",
    rules.REFUSED: "trouble",
    rules.CONFIRMED: "void",
    rules.CONVENING: "waiting",
    rules.OPINIONS: "moving",
    rules.RULING: "waiting",
    rules.APPEAL: "waiting",
}


@dataclass(frozen=True, slots=True)
class JudgedMaterial:
    """A material as a seat judged it, with the prices that lay before it."""

    name: str
    price: Decimal
    market_price: Decimal | None
    difference: Decimal | None
    verdict: str


def difference(price: Decimal, market_price: Decimal | None) -> Decimal | None:
    """How far a price lies above the market, in percent; None without a market price."""
    if not market_price:
        return None
    return ((price - market_price) * 100 / market_price).quantize(Decimal("0.1"))


def fact_text(value: Any, kind: str) -> str:
    """A fact as text; '' for none."""
    if value is None or value == "":
        return ""
    if kind == "word":
        return str(gettext(value))
    if isinstance(value, Decimal | int):
        return _number(Decimal(value), kind)
    return localday(value) if isinstance(value, date) else str(value)


def _number(value: Decimal, kind: str) -> str:
    if kind == "days":
        return str(gettext("%(days)s days", days=value))
    if kind == "percent":
        return f"{qty(value * 100)} %"
    shown = {"money": money, "price": price}
    return shown.get(kind, qty)(value)


def is_number(kind: str) -> bool:
    """Whether a column's cells stand at the right."""
    return kind in ("money", "price", "quantity", "percent", "days")


def answer_text(answer: Answer) -> str:
    """What was said to a question, in words; materials are shown as a table instead."""
    question, value = answer.question, answer.value
    if value in (None, ""):
        return "–"
    if question.kind in ("yes_no", "choice"):
        return dict(options(question)).get(str(value), str(value))
    if question.kind == "percent":
        return f"{value} %"
    if question.kind == "money":
        return money(Decimal(value))
    return str(value)


def is_reservation(answer: Answer) -> bool:
    """Whether an answer says that something is not as it should be."""
    if answer.question.kind == MATERIALS:
        return any(one["verdict"] != "reasonable" for one in (answer.value or {}).values())
    return answer.question.kind == "yes_no" and answer.value == "no"


def options(question: Question) -> list[tuple[str, str]]:
    """The answers to choose from."""
    if question.kind == "yes_no":
        return [("yes", gettext("Yes")), ("no", gettext("No"))]
    return [(one.code, named(one, "label")) for one in question.options]


def judged_materials(answer: Answer) -> list[JudgedMaterial]:
    """The table of materials as it was judged."""
    return [
        _judged(one) for one in (answer.value or {}).values() if answer.question.kind == MATERIALS
    ]


def _judged(one: dict[str, Any]) -> JudgedMaterial:
    price, market = Decimal(one["price"]), one["market_price"]
    market_price = None if market is None else Decimal(market)
    return JudgedMaterial(
        one["name"], price, market_price, difference(price, market_price), one["verdict"]
    )


def seat_name(seat: SeatView) -> str:
    """How a seat is called; who convenes, by his post."""
    return listed("post", seat.post) if seat.kind == "convene" else named(seat, "label")


def kind_name(key: str) -> str:
    """How documents of a kind are called."""
    return str(gettext(get_kind(key).label))


def kind_options() -> list[tuple[str, str]]:
    return [(kind.key, gettext(kind.label)) for kind in all_kinds()]


def input_names(document_kind: str, inputs: Iterable[str]) -> str:
    """Parts of a document in words, one behind the other."""
    known = get_kind(document_kind).inputs
    said = [gettext(known[one]) if one in known else one for one in inputs]
    return str(gettext(", ").join(said))


def outcomes() -> list[tuple[str, str]]:
    return choices("review_outcome")


def verdicts() -> list[tuple[str, str]]:
    return choices("verdict")


def judgements() -> list[tuple[str, str]]:
    return choices("material_verdict")


def seat_names(seats: Iterable[SeatView]) -> str:
    """Seats in words, one behind the other."""
    return str(gettext(", ").join(seat_name(seat) for seat in seats))


def rule_words(review: ReviewView) -> str:
    """The rule by which the panel's opinions make a result."""
    rule, seats = review.panel.rule, len(review.panel.seats)
    if rule.kind == "all":
        return str(gettext("All must agree; any one dissent makes it not acceptable"))
    if rule.kind == "advice":
        return str(gettext("Opinions are advice; the ruling decides"))
    return str(gettext("At least %(count)s of %(seats)s must agree", count=rule.count, seats=seats))


def form_title(review: ReviewView) -> str:
    """What the paper form of this panel is called."""
    title = FORMS.get(review.panel_code)
    if title is None:
        return str(gettext("Review form: %(panel)s", panel=named(review, "panel_name")))
    return str(gettext(title))


def state_words(row: Any) -> tuple[str, str]:
    """Where a review stands, and its look; a closed one by its outcome."""
    table, key = ("review_outcome", row.outcome) if row.outcome else ("review_status", row.status)
    return word(table, key), LOOKS[key]


def consequence(review: ReviewView, ruling: OpenRuling, decision: str) -> str:
    """What happens when this is decided, before anybody decides it."""
    places = {"document": review.document_number, "version": review.current.document_version}
    if decision == rules.CONFIRMED:
        if review.panel.appeal is None:
            return str(gettext(_CONFIRMED, **places))
        return str(gettext(_CONFIRMED_APPEAL, **places))
    if decision == rules.REFUSED:
        if ruling.is_appeal or review.panel.appeal is None:
            return str(gettext(_REFUSED, **places))
        return str(gettext(_REFUSED_APPEAL, **places))
    if ruling.is_appeal:
        return str(gettext(_ADMITTED, **places))
    if ruling.following is not None:
        return str(gettext(_GOES_ON, next=named(ruling.following, "label"), **places))
    return str(gettext(_APPROVED, **places))


_CONFIRMED = N_(
    "The review closes as not acceptable. %(document)s is given up or quoted anew; a new version"
    " opens a new round."
)
_CONFIRMED_APPEAL = N_(
    "The review closes as not acceptable. %(document)s is given up, quoted anew, or sales appeals"
    " once to the chairman."
)
_REFUSED = N_(
    "The review closes as not acceptable, and that is final for version %(version)s of"
    " %(document)s. Only a new version opens a new round."
)
_REFUSED_APPEAL = N_(
    "The review closes as not acceptable. Sales may appeal once to the chairman, or file a new"
    " version of %(document)s."
)
_ADMITTED = N_(
    "Version %(version)s of %(document)s counts as accepted in spite of the dissent, and may go on."
    " This is final."
)
_GOES_ON = N_("Version %(version)s of %(document)s goes on to the next ruling: %(next)s.")
_APPROVED = N_(
    "The review closes as accepted: version %(version)s of %(document)s, and no other, may go on."
)


def decision_names(ruling: OpenRuling) -> dict[str, str]:
    """The decisions open, as buttons say them."""
    said = {
        rules.APPROVED: gettext("Admit it") if ruling.is_appeal else gettext("Approve"),
        rules.REFUSED: gettext("Do not approve"),
        rules.CONFIRMED: gettext("Confirm: not acceptable"),
    }
    return {key: said[key] for key in ruling.decisions}


def paper_links(review_number: str, papers: Sequence[PaperView]) -> list[FileLink]:
    """Papers by the address of the review: who judges a case may read all that lies before it."""
    return [_link(review_number, paper) for paper in papers]


def _link(number: str, paper: PaperView) -> FileLink:
    address = url_for("reviews.paper", number=number, token=paper.token)
    shown = f"{address}?show=1" if paper.media_type in PICTURE_TYPES else None
    size = file_size(paper.size)
    return FileLink(shown or address, paper.name, size, shown, word("paper", paper.purpose))
