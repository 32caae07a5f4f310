"""What a customer finds in his inbox and his post while his case goes its way: that it goes on,
and nothing of what is said about it (C37, B4–B9)."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.support.offering import INNER_FIGURES, INNER_WORDS
from tests.support.quoting import Quoting
from tests.support.reviewing import Reviewing
from webapp.models import Contract, Notice, OutgoingMail, User
from webapp.services.contracts.amending import void_contract
from webapp.services.contracts.drawing import draw_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.mail.posting import post_notices
from webapp.services.quotations.answering import accept_offer
from webapp.services.quotations.dealing import (
    abandon_quotation,
    offer_quotation,
    record_negotiation,
)
from webapp.web.letters import write_letter

#: What is said inside on the way below, besides figures: reviews, people who judge, and panels.
PEOPLE = ("Fin1", "Qs1", "Purch1", "President1", "Chairman1")
SAID = (INNER_WORDS, "PS-", "too dear", "已阅", "老客户", "委员会", "评审", "review", *PEOPLE)
INSIDE = (*INNER_FIGURES, *SAID)
TOLD = {"QuotationOffered", "OfferTakenBack", "ContractToSign", "ContractTakenBack"}


@pytest.fixture
def quoting(reviewing: Reviewing) -> Quoting:
    return Quoting(reviewing)


def refused_and_accepted_at_last(quoting: Quoting) -> None:
    """Dissent, an appeal in vain, a requote, an offer that is accepted, a contract given up."""
    number = quoting.refused()
    quoting.appeal(number)
    quoting.rule(number, "refused", by="chairman1")
    quoting.requoted(number, lead_days=40, selling_expense=0)
    quoting.judge(number)
    quoting.rule(number)
    quoting.on(number, offer_quotation, 2)
    quoting.act(record_negotiation, number, INNER_WORDS)
    quoting.act(accept_offer, quoting.seen(number), by="kh001")
    contract = quoting.act(draw_contract, number).number
    for act, given in ((submit_contract, ()), (void_contract, (INNER_WORDS,))):
        found = select(Contract.version).where(Contract.number == contract)
        version = quoting.session.scalars(found).one()
        quoting.session.rollback()
        quoting.act(act, contract, version, *given)


def offered_and_given_up(quoting: Quoting) -> None:
    number = quoting.approved()
    quoting.on(number, offer_quotation, 1)
    quoting.on(number, abandon_quotation, INNER_WORDS)


@pytest.mark.control("C37")
@pytest.mark.rule("B4", "B8", "B9")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_he_is_told_that_it_goes_on_and_nothing_of_the_inside(
    app: Flask, quoting: Quoting, language: str
) -> None:
    session = quoting.session
    with writing(session, SYSTEM) as tx:
        wanting = {"email": "kh001@example.com", "mails_notices": True, "language": language}
        tx.session.execute(update(User).where(User.user_name == "kh001").values(wanting))
    refused_and_accepted_at_last(quoting)
    offered_and_given_up(quoting)
    with app.app_context():
        posted = post_notices(session, "dingda.example", write_letter)
    mine = select(Notice).join(User).where(User.user_name == "kh001")
    notices = session.scalars(mine).all()
    assert {one.name for one in notices} == TOLD
    letters = session.scalars(select(OutgoingMail)).all()
    assert posted == len(letters) == len(notices)
    told = [json.dumps(one.params, ensure_ascii=False) for one in notices]
    written = [f"{one.subject}\n{one.body}" for one in letters]
    assert [word for word in INSIDE for text in (*told, *written) if word in text] == []
