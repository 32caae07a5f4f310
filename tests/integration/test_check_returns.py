"""``flask check`` on returns: nothing to say of honest ones, and each dishonest one named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.company import Company
from tests.support.returning import Returning
from tests.support.stages import Stages
from tests.support.tampering import tamper
from webapp.services.checking.books import check_books
from webapp.services.returns import kinds

CASES = (
    ("UPDATE return_line SET amount = amount + 1", "price and quantity give"),
    ("UPDATE return_request SET total_amount = total_amount + 1", "its lines give"),
    ("UPDATE return_request SET refunded_amount = 0 WHERE status = 'completed'", "is refunded"),
    ("DELETE FROM account_entry WHERE kind = 'return'", "the account's entries give"),
    ("DELETE FROM stock_entry WHERE kind = 'return'", "the stock's entries give"),
    ("UPDATE return_request SET status = 'void' WHERE status = 'refund_review'", "were taken in"),
    ("UPDATE return_request SET level = 3 WHERE status = 'return_review'", "waits for level 4"),
    ("UPDATE order_line SET received = 3 WHERE code = 'BOLT-8'", "comes back"),
    ("UPDATE return_request SET trail_head = 'x'", "trail"),
)


@pytest.fixture
def returns(company: Company) -> Returning:
    """One request in every status."""
    returning = Returning(Stages(company))
    for status in (*kinds.STEP_KEYS, kinds.COMPLETED, kinds.VOID):
        returning.brought_to(status)
    return returning


def findings(returns: Returning) -> list[str]:
    returns.session.rollback()
    return [str(one) for one in check_books(returns.session, Path("no-such-file"))]


@pytest.mark.rule("A7")
def test_returns_in_every_status_add_up(returns: Returning) -> None:
    assert findings(returns) == []


@pytest.mark.parametrize(("statement", "said"), CASES, ids=[said for _, said in CASES])
def test_what_does_not_add_up_is_named(returns: Returning, statement: str, said: str) -> None:
    tamper(returns.session, statement)
    assert any(said in one for one in findings(returns)), findings(returns)


def test_what_did_not_arrive_may_be_asked_for_again(returns: Returning) -> None:
    """Of 20 bolts 16 are asked for; then one of four that were expected stays away."""
    request = returns.pass_on(returns.brought_to(kinds.RETURN_REVIEW))
    returns.receive(request, "3")
    assert returns.ask("1").status == kinds.RETURN_REVIEW
    assert findings(returns) == []
