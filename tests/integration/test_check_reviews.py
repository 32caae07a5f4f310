"""``flask check`` on reviews: nothing to say of honest ones, and each dishonest one named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.reviewing import CONVENED, SMALL, Reviewing
from tests.support.trials import abandon_trial
from webapp.services.checking.books import check_books
from webapp.services.reviews.commands import conclude_round, convene, send_case_back
from webapp.services.reviews.ruling import appeal, rule

pytestmark = pytest.mark.rule("B5", "B6")
WHO = {"shape": "tech1", "price": "purch1", "dates": "prod1"}


@pytest.fixture
def busy(reviewing: Reviewing) -> Reviewing:
    """Reviews in every place, one of them in its second round."""
    reviewing.panel(CONVENED)
    reviewing.file("WAITS")
    (back,) = reviewing.file("BACK")
    reviewing.act(send_case_back, "gm1", back, 1, "unclear")
    (open_,) = reviewing.file("OPEN")
    reviewing.act(convene, "gm1", open_, 1)
    reviewing.panel(SMALL)
    _ended(reviewing, "ENDED")
    _ended(reviewing, "GIVEN-UP")
    reviewing.act(abandon_trial, "sales1", "GIVEN-UP")
    approved = _ended(reviewing, "APPROVED")
    reviewing.act(rule, "president1", approved, 1, "approved")
    _appealed(reviewing, "APPEALED")
    admitted = _appealed(reviewing, "ADMITTED")
    reviewing.act(rule, "chairman1", admitted, 1, "approved", "an old customer")
    again = _appealed(reviewing, "AGAIN")
    reviewing.act(rule, "chairman1", again, 1, "refused", "no profit")
    reviewing.file("AGAIN", inputs={"shape": 1, "price": 2, "dates": 1})
    return reviewing


def _ended(reviewing: Reviewing, document: str) -> str:
    (number,) = reviewing.file(document)
    for key, who in WHO.items():
        reviewing.fill(number, who, key)
    return number


def _appealed(reviewing: Reviewing, document: str) -> str:
    (number,) = reviewing.file(document)
    reviewing.fill(number, "tech1", "shape")
    reviewing.fill(number, "purch1", "price", "disagree")
    reviewing.act(conclude_round, "sales1", number, 1)
    reviewing.act(rule, "president1", number, 1, "confirmed")
    reviewing.act(appeal, "sales1", number, 1, "a customer for years")
    return number


def findings(reviewing: Reviewing) -> list[str]:
    reviewing.session.rollback()
    return [str(one) for one in check_books(reviewing.session, Path("no-such-file"))]


def test_reviews_in_every_place_add_up(busy: Reviewing) -> None:
    assert findings(busy) == []


def of(document: str) -> str:
    """Where a row is of this document's review."""
    return f"review_id = (SELECT id FROM review WHERE document_number = '{document}')"


#: What is said, and what was done.
CASES = {
    "its rounds are [1, 3]": "UPDATE review_round SET number = 3 WHERE number = 2",
    "is not its last": "UPDATE review SET round_number = 1 WHERE document_number = 'AGAIN'",
    "ruling, but seats wait": "UPDATE review SET status = 'ruling' WHERE status = 'opinions'",
    "seats wait: none": "UPDATE review_seat SET status = 'dropped' WHERE kind = 'ruling'",
    "closed at None": "UPDATE review SET closed_at = NULL WHERE outcome = 'accepted'",
    "opinions, closed at": "UPDATE review SET closed_at = created_at WHERE outcome = ''",
    "its round ended at None": f"UPDATE review_round SET ended_at = NULL WHERE {of('ENDED')}",
    "an earlier round has not ended": (
        f"UPDATE review_round SET ended_at = NULL, result = '' WHERE number = 1 AND {of('AGAIN')}"
    ),
    "given, opinion None": (
        f"UPDATE review_seat SET opinion_id = NULL WHERE kind = 'opinion' AND {of('APPROVED')}"
    ),
    "is of another round": "UPDATE review_seat SET status = 'given' WHERE status = 'carried'",
    "stands in no seat": (
        "UPDATE review_seat SET opinion_id = NULL, status = 'dropped'"
        f" WHERE key = 'dates' AND {of('ENDED')}"
    ),
    "the opinion of other stands in it": (
        "UPDATE opinion SET seat_key = 'other' WHERE seat_key = 'dates'"
    ),
    "speaks in several seats": (
        "UPDATE ruling SET ruled_by_id = (SELECT given_by_id FROM opinion LIMIT 1)"
    ),
    "its opinions give not_acceptable": (
        "UPDATE opinion SET verdict = 'disagree' WHERE seat_key = 'shape'"
    ),
    "not_acceptable is kept, opinions and rulings": (
        "UPDATE review SET outcome = 'not_acceptable' WHERE document_number = 'ADMITTED'"
    ),
    " accepted is kept, opinions and rulings": (
        "DELETE FROM ruling WHERE decision = 'approved' AND NOT is_appeal"
    ),
    "trail": "UPDATE review SET trail_head = 'x'",
}


def test_what_does_not_add_up_is_named(busy: Reviewing) -> None:
    """Each change is taken back before the next one: making the reviews anew takes long."""
    session = busy.session
    for said, statement in CASES.items():
        session.rollback()
        session.execute(text(statement))
        found = [str(one) for one in check_books(session, Path("no-such-file"))]
        assert any(said in one for one in found), (said, found)
    session.rollback()
    assert findings(busy) == []
