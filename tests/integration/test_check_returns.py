"""``flask check`` on returns: their amounts, goods and money."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.company import Company
from tests.support.returning import Returning
from tests.support.stages import Stages
from tests.support.tampering import tamper
from webapp.services.checking.books import check_books
from webapp.services.returns import kinds

STANDING = (*kinds.STEP_KEYS, kinds.COMPLETED)


def findings(company: Company) -> list[str]:
    company.session.rollback()
    return [str(one) for one in check_books(company.session, Path("no-such-file"))]


@pytest.fixture
def returned(company: Company) -> Company:
    """One request in every place of the chain."""
    returning = Returning(Stages(company))
    for status in STANDING:
        request = returning.ask("1")
        while request.status != status:
            request = returning.pass_on(request)
    return company


@pytest.mark.rule("A7")
def test_returns_add_up(returned: Company) -> None:
    assert findings(returned) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE return_line SET amount = amount + 1", "do not give it"),
        ("UPDATE return_request SET total_amount = total_amount + 1", "its lines give"),
        ("DELETE FROM stock_entry WHERE kind = 'return'", "the stock entries give"),
        (
            "UPDATE return_request SET status = 'completed' WHERE status = 'return_review'",
            "goods or money are open",
        ),
        ("DELETE FROM account_entry WHERE kind = 'return'", "paid back on its returns"),
    ],
)
def test_a_return_that_does_not_add_up_is_named(
    returned: Company, statement: str, named: str
) -> None:
    tamper(returned.session, statement)
    assert any(named in one for one in findings(returned))
