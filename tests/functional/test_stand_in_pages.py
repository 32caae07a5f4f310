"""Stand-ins on screen, and on one's own page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.services.core.clock import company_day

pytestmark = pytest.mark.rule("B3")
TODAY = company_day(datetime.now(UTC))
NAME = "form[action='/stand-ins']"
DAYS = {"first_day": TODAY.isoformat(), "last_day": (TODAY + timedelta(days=2)).isoformat()}


def test_one_names_a_stand_in_and_ends_it(client: Client, company: Company) -> None:
    client.sign_in("sales")
    page = client.page("/stand-ins")
    assert page.css_first("[name=user_name]") is None
    assert client.submit(page, NAME, deputy="review", **DAYS).status_code == 303
    own = client.page("/account").css_first("[data-stand-ins]")
    assert own is not None
    assert own.attributes["data-stand-ins"] == "1"

    client.sign_in("review")
    row = client.page("/stand-ins").css_first("[data-standing=current] tr[data-number=sales]")
    assert row is not None
    assert row.css_first("form") is None
    notice = client.page("/notices").css_first("main")
    assert notice is not None

    client.sign_in("sales")
    ended = client.submit(client.page("/stand-ins"), "form[data-act=end_stand_in]")
    assert ended.status_code == 303
    assert client.page("/stand-ins").css_first("[data-standing=past] tr[data-number=sales]")


def test_the_manager_names_them_for_others(client: Client, company: Company) -> None:
    client.sign_in("admin")
    page = client.page("/stand-ins")
    sent = client.submit(page, NAME, user_name="sales", deputy="review", **DAYS)
    assert sent.status_code == 303
    assert client.page("/stand-ins").css_first("[data-standing=current] tr[data-number=sales]")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"deputy": "sales"}, "deputy"),
        ({"deputy": ""}, "deputy"),
        ({"first_day": "0000-01-01"}, "first_day"),
        ({"last_day": "1e309"}, "last_day"),
        ({"last_day": "2001-01-01"}, "last_day"),
    ],
)
def test_what_will_not_do_stays_typed(
    client: Client, company: Company, given: dict[str, str], field: str
) -> None:
    client.sign_in("sales")
    values = {"deputy": "review", "reason": "出差", **DAYS, **given}
    refused = client.submit(client.page("/stand-ins"), NAME, **values)
    assert refused.status_code == 422
    page = parse(refused)
    told = page.css("[data-error-summary] a")
    assert {one.attributes["href"] for one in told} == {f"#f-{field}"}
    reason = page.css_first("[name=reason]")
    assert reason is not None
    assert reason.attributes["value"] == "出差"


def test_customers_have_none(client: Client, company: Company) -> None:
    client.sign_in("kh001")
    assert client.get("/stand-ins").status_code == 403
    assert client.page("/account").css_first("[data-stand-ins]") is None


@pytest.mark.parametrize("number", ["0", "999", str(2**31), str(2**63), "9" * 30])
def test_what_there_is_not_cannot_end(client: Client, company: Company, number: str) -> None:
    client.sign_in("sales")
    token = client.page("/stand-ins").css_first("[name=csrf_token]").attributes["value"]
    data = {"csrf_token": token, "key": "k" * 20, "version": "1"}
    assert client.post(f"/stand-ins/{number}/end", data=data).status_code == 404
