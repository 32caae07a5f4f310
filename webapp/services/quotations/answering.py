"""What the customer answers to an offer: to exactly the revision that he saw (B4)."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.models import Quotation, QuotationRevision
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with
from webapp.services.documents.holds import NOT_NOW
from webapp.services.files.storing import Paper, attach
from webapp.services.notices.telling import tell_customer
from webapp.services.quotations import kinds
from webapp.services.quotations.locking import lock_quotation, move, revision_of
from webapp.services.quotations.offer import ACCEPTED, CHANGES, DECLINED, was_offered
from webapp.services.reviews.approval import NOT_APPROVED, find_approval

REPLACED = N_("There is a newer offer under %(number)s. Please read it first.")
LAPSED = N_("%(number)s was valid until %(day)s. Ask for changes to be offered it again.")
NO_PAPER = N_("Please attach what the customer wrote or signed.")
LONGEST_ANSWER = 1000
#: By answer: where the quotation stands after it, and the event that the trail keeps.
ANSWERS = {
    ACCEPTED: (kinds.FORMAL, "OfferAccepted"),
    CHANGES: (kinds.CHANGES_ASKED, "OfferChangesAsked"),
    DECLINED: (kinds.DECLINED, "OfferDeclined"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw when he answered: the quotation in a version, with a revision on it."""

    number: str
    version: int
    revision: int


@command
def accept_offer(tx: Tx, seen: Seen) -> Done:
    """The customer agrees: the quotation is formal and frozen (B4).

    Raises Conflict for another revision than the one offered, after its validity, while
    something keeps it, and when the customer answered already; NotFound, Forbidden.
    """
    tx.actor.require_customer()
    return _answer(tx, seen, ACCEPTED, "")


@command
def decline_offer(tx: Tx, seen: Seen, reason: str = "") -> Done:
    """The customer does not want it; he need not say why. Raises as accepting does, but for
    validity."""
    tx.actor.require_customer()
    return _answer(tx, seen, DECLINED, _checked(reason))


@command
def ask_for_changes(tx: Tx, seen: Seen, words: str) -> Done:
    """The customer says in words what he wants otherwise; sales is told. Raises RuleBroken at
    ``words`` for none, else as declining does."""
    tx.actor.require_customer()
    return _answer(tx, seen, CHANGES, _said(words))


@command
def record_answer(tx: Tx, seen: Seen, kind: str, words: str, papers: list[Paper]) -> Done:
    """Sales records what the customer answered on paper, and attaches that (J1).

    Raises RuleBroken without a paper or for an unknown answer, else as the customer's own acts.
    """
    tx.actor.require(Permission.QUOTATION_MANAGE)
    problems = Problems()
    if kind not in ANSWERS:
        problems.add("kind", N_("This choice does not exist."))
    if not papers:
        problems.add("papers", NO_PAPER)
    problems.refuse()
    said = _said(words) if kind == CHANGES else _checked(words)
    return _answer(tx, seen, kind, said, papers)


def _answer(tx: Tx, seen: Seen, kind: str, words: str, papers: list[Paper] | None = None) -> Done:
    quotation, revision = _lock(tx, seen)
    if kind == ACCEPTED and revision.valid_until < tx.today:
        day = revision.valid_until.isoformat()
        raise Conflict(LAPSED, number=quotation.number, day=day)
    status, event = ANSWERS[kind]
    revision.answer_kind, revision.answer, revision.answered_at = kind, words, tx.now
    quotation.answer, quotation.answered_at = words, tx.now
    move(tx, quotation, status)
    stored = attach(tx, kinds.KIND, quotation.id, papers or [])
    data = {"revision": revision.number, "amount": str(revision.total_amount)}
    if stored:
        data["papers"] = [file.name for file in stored]
    tx.record(quotation, event, data, reason=words)
    _tell(tx, quotation, revision, event, words)
    return done_with(quotation, revision=revision.number)


def _lock(tx: Tx, seen: Seen) -> tuple[Quotation, QuotationRevision]:
    """The quotation, locked, with the revision that it offers, if that is what was seen."""
    if not was_offered(tx.session, seen.number):
        raise NotFound()
    manage = Permission.QUOTATION_MANAGE
    quotation = lock_quotation(tx, seen.number, seen.version, manage, among=(kinds.OFFERED,))
    if seen.revision != quotation.offered_revision:
        raise Conflict(REPLACED, number=quotation.number)
    revision = revision_of(tx, quotation, seen.revision)
    if find_approval(tx.session, kinds.KIND, quotation.id, revision.number) is None:
        text = NOT_NOW if tx.actor.is_customer else NOT_APPROVED
        raise Conflict(text, number=quotation.number)
    return quotation, revision


def _tell(
    tx: Tx, quotation: Quotation, revision: QuotationRevision, event: str, words: str
) -> None:
    params = {"reason": words}
    people = (quotation.salesperson_id, quotation.created_by_id, revision.made_by_id)
    for user_id in dict.fromkeys(people):
        tx.notify(user_id, event, params, kind=kinds.KIND, number=quotation.number)
    tell_customer(
        tx, quotation.customer_id, event, params, kind=kinds.KIND, number=quotation.number
    )


def _said(words: str) -> str:
    said = _checked(words)
    if not said:
        raise RuleBroken(N_("Please say what should be different."), "words")
    return said


def _checked(words: str) -> str:
    words = words.strip()
    if len(words) > LONGEST_ANSWER:
        raise RuleBroken(N_("At most %(most)s characters."), "words", most=LONGEST_ANSWER)
    return words
