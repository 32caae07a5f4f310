"""People for every seat of a review, and panels before which small documents are put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import NO_PASSWORD, Company
from tests.support.trials import AUTHOR, KIND, STEEL, Trial, file_trial
from webapp.models import (
    Branch,
    ChoiceItem,
    Department,
    Opinion,
    PanelSetting,
    Review,
    ReviewRound,
    ReviewSeat,
    Role,
    User,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Forbidden
from webapp.services.core.transaction import Done, Tx, writing
from webapp.services.identity.opening import open_staff_account
from webapp.services.reviews import rules
from webapp.services.reviews.answers import OpinionInput
from webapp.services.reviews.approval import Approval, find_approval
from webapp.services.reviews.commands import give_opinion
from webapp.services.reviews.founding_panels import FoundingPanel
from webapp.services.reviews.panel_editing import append_version, create_panel
from webapp.services.reviews.panels import MATERIALS, Panel, PanelRule, PanelSeat, RulingStep
from webapp.services.reviews.saved_panels import get_panel
from webapp.services.reviews.sheets import MaterialToJudge

NUMBER = "TR-1"
#: User name, department and post of the people at the head office; two of them in technology.
PEOPLE = (
    ("tech1", "TECH", ""),
    ("tech2", "TECH", ""),
    ("purch1", "PURCH", ""),
    ("prod1", "PROD", ""),
    ("qual1", "QUAL", ""),
    ("sales1", "SALES", ""),
    ("store1", "STORE", ""),
    ("fin1", "FIN", ""),
    ("qs1", "QS", ""),
    ("ipr1", "IPR", ""),
    ("gm1", "MGMT", "general_manager"),
    ("deputy1", "MGMT", "deputy_manager"),
    ("helper1", "MGMT", "assistant"),
    ("president1", "MGMT", "president"),
    ("chairman1", "MGMT", "chairman"),
)
SHAPE = PanelSeat("shape", "技术", "Technology", "TECH", inputs=("shape",), time_order=1)
PRICE = PanelSeat("price", "采购", "Purchasing", "PURCH", inputs=("price",), time_order=2)
DATES = PanelSeat("dates", "生产", "Production", "PROD", inputs=("dates",), time_order=2)
PRESIDENT = RulingStep("president", "总裁", "President", "president")
CHAIRMAN = RulingStep("chairman", "董事长", "Chairman", "chairman")
#: Three departments, the president above them, the chairman on appeal.
SMALL = Panel(
    place="head_office",
    product_kinds=("regular", "new", "special"),
    convenors=(),
    rule=PanelRule("all"),
    seats=(SHAPE, PRICE, DATES),
    rulings=(PRESIDENT,),
    appeal=CHAIRMAN,
    escalates_to="general_manager",
)
CONVENED = replace(SMALL, convenors=("general_manager", "assistant"))


class Reviewing:
    """The small company with people in every seat, and documents before its panels."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.session = company.session
        with writing(self.session, SYSTEM) as tx:
            if tx.session.scalar(select(User.id).where(User.user_name == AUTHOR)) is None:
                for user_name, department, post in PEOPLE:
                    employ(tx, user_name, department, post)

    def panel(self, panel: Panel = SMALL, code: str = KIND, kind: str = KIND) -> None:
        """A panel of the company from now on; one of the same code gets a further version."""
        with writing(self.session, SYSTEM) as tx:
            setting = tx.session.scalar(select(PanelSetting).where(PanelSetting.code == code))
            if setting is None:
                create_panel(tx, FoundingPanel(code, kind, "试行", "Trial", panel))
            else:
                setting.version += 1
                append_version(tx, setting, setting.version, panel, "")

    def file(self, number: str = NUMBER, *, by: str = AUTHOR, **trial: Any) -> tuple[str, ...]:
        """The numbers of the document's reviews, each in a round over its new version."""
        done = file_trial(self.session, self.company.actor(by), number, Trial(**trial))
        return tuple(done.details["reviews"])

    def fill(self, number: str, who: str, key: str, verdict: str = "agree", **more: Any) -> Done:
        """Gives an opinion with every question answered."""
        review, round_ = self.review(number), self.round(number)
        seat = get_panel(self.session, review.panel_version_id).panel.seat(key)
        given = opinion(seat, review.product_kind, verdict, **more)
        return self.act(give_opinion, who, number, round_.number, key, given)

    def refusal(self, number: str, who: str, key: str) -> str:
        """Why somebody may not sit there."""
        try:
            self.fill(number, who, key)
        except Forbidden as refused:
            return refused.message.text
        raise AssertionError(f"{who} may fill {key}")

    def given_by(self, key: str) -> tuple[int, int | None]:
        """Who spoke in a seat, and whom he stood in for."""
        with Session(self.session.get_bind()) as fresh:
            row = fresh.execute(
                select(Opinion.given_by_id, Opinion.for_id).where(Opinion.seat_key == key)
            ).one()
            return row.given_by_id, row.for_id

    def act(self, act: Any, who: str, *given: Any) -> Done:
        done: Done = act(self.session, self.company.actor(who), *given)
        return done

    def review(self, number: str) -> Review:
        """The review as it is in the database now, free of any session."""
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(select(Review).where(Review.number == number)).one()

    def round(self, number: str) -> ReviewRound:
        """Its round under way, or the last one."""
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(
                select(ReviewRound)
                .join(Review, Review.id == ReviewRound.review_id)
                .where(Review.number == number)
                .order_by(ReviewRound.number.desc())
                .limit(1)
            ).one()

    def seats(self, number: str, kind: str = "opinion") -> dict[str, str]:
        """How the seats of the current round stand, by key."""
        with Session(self.session.get_bind()) as fresh:
            rows = fresh.execute(
                select(ReviewSeat.key, ReviewSeat.status).where(
                    ReviewSeat.round_id == self.round(number).id, ReviewSeat.kind == kind
                )
            )
            return {row.key: row.status for row in rows}

    def approval(self, number: str = NUMBER, version: int | None = None) -> Approval | None:
        """The approval of the document's newest version, or of another one."""
        with Session(self.session.get_bind()) as fresh:
            row = fresh.scalars(select(ChoiceItem).where(ChoiceItem.code == number)).one()
            return find_approval(fresh, KIND, row.id, version or row.position)

    def status(self, number: str = NUMBER) -> str:
        """Where the document stands."""
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(select(ChoiceItem.name).where(ChoiceItem.code == number)).one()

    def user_id(self, user_name: str) -> int:
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(select(User.id).where(User.user_name == user_name)).one()


def employ(tx: Tx, user_name: str, department: str, post: str = "", branch: str = "HQ") -> None:
    """Somebody of a department at a branch, with the rights of an order reviewer."""
    role = tx.session.scalars(select(Role).where(Role.code == "order_reviewer")).one()
    open_staff_account(
        tx,
        user_name,
        user_name.title(),
        NO_PASSWORD,
        [role],
        branch_id=tx.session.scalars(select(Branch.id).where(Branch.code == branch)).one(),
        department_id=tx.session.scalars(
            select(Department.id).where(Department.code == department)
        ).one(),
        post=post,
    )


def opinion(
    seat: PanelSeat, product_kind: str = "regular", verdict: str = "agree", **more: Any
) -> OpinionInput:
    """What somebody enters who answers every question of the seat; ``answers`` are added."""
    answers = answers_of(seat, product_kind, (STEEL,)) | more.pop("answers", {})
    more.setdefault("committed_days", 5 if seat.time_order else None)
    more.setdefault("conditions", "half in advance" if verdict == rules.CONDITIONAL else "")
    more.setdefault("remark", "too dear" if verdict == rules.DISAGREE else "")
    return OpinionInput(verdict, answers, **more)


def answers_of(
    seat: PanelSeat, product_kind: str, materials: Sequence[MaterialToJudge]
) -> dict[str, str]:
    """A good answer to every question of a seat."""
    plain = {"yes_no": "yes", "text": "as agreed", "day": "2026-12-01"}
    found: dict[str, str] = {}
    for question in seat.asked(product_kind):
        if question.kind == MATERIALS:
            found |= {f"{question.key}.{one.key}": "reasonable" for one in materials}
        elif question.options:
            found[question.key] = question.options[0].code
        else:
            found[question.key] = plain.get(question.kind, "12.5")
    return found
