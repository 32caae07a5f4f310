"""Lists and pages of returns at both interfaces."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.returning import Returning
from tests.support.stages import Stages
from webapp.services.returns import kinds


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def returns(stages: Stages) -> Returning:
    return Returning(stages)


@pytest.mark.parametrize("path", ["/returns", "/my/returns"])
@pytest.mark.parametrize(
    "query",
    [
        "q=%00&from_day=garbage&to_day=0000-01-01",
        "after=!!!&status=nothing",
        "before=WzFlMzA5LDFd&status=return_review",
        "q=" + "x" * 500,
        "from_day=9999-12-31&to_day=99999999999999999999",
        "status=return_review&sort=sideways",
    ],
)
def test_rubbish_in_the_address_is_no_error(
    client: Client, returns: Returning, path: str, query: str
) -> None:
    returns.ask()
    client.sign_in("kh001" if path.startswith("/my") else "admin")
    assert client.get(f"{path}?{query}").status_code == 200


def test_lists_find_by_order_article_and_day(client: Client, returns: Returning) -> None:
    request = returns.ask()
    client.sign_in("admin")
    for found in (request.number[-6:], returns.order.number, "bolt-8", "kh001"):
        assert client.page(f"/returns?q={found}").css_first("tr[data-number]") is not None
    for missed in ("q=LOCK-1", "from_day=2099-01-01", "to_day=2000-01-01", "status=void"):
        assert client.page(f"/returns?{missed}").css_first("tr[data-number]") is None
    part = client.get("/returns", headers=HTMX)
    assert "<html" not in part.text
    assert 'id="returns"' in part.text


@pytest.mark.parametrize("path", ["/returns", "/returns?status=return_review", "/my/returns"])
def test_more_rows_ask_no_more_queries(client: Client, returns: Returning, path: str) -> None:
    client.sign_in("kh001" if path.startswith("/my") else "admin")
    returns.ask("1")
    cost(client, path)
    few = cost(client, path)
    for _ in range(3):
        returns.ask("1")
    many = cost(client, path)
    assert (few[0], many[0]) == (1, 4)
    assert few[1] == many[1]


def cost(client: Client, path: str) -> tuple[int, int]:
    """How many rows a list shows, and how many queries it asked for them."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    engine = client.application.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", note)
    rows = client.page(path).css("[data-number]")
    event.remove(engine, "before_cursor_execute", note)
    return len(rows), len(asked)


def test_pages_follow_one_another(client: Client, returns: Returning) -> None:
    numbers = [returns.ask("0.5").number for _ in range(27)]
    client.sign_in("admin")
    first = client.page("/returns?status=return_review")
    link = first.css_first("a[rel=next]")
    assert link is not None
    second = client.page(str(link.attributes["href"]))
    seen = [
        row.attributes["data-number"]
        for page in (first, second)
        for row in page.css("tr[data-number]")
    ]
    assert seen == numbers
    back = second.css_first("a[rel=prev]")
    assert back is not None
    again = client.page(str(back.attributes["href"])).css("tr[data-number]")
    assert [row.attributes["data-number"] for row in again] == numbers[:25]


@pytest.mark.parametrize("status", list(kinds.STATUSES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_status_has_its_page_on_both_sides(
    client: Client, returns: Returning, status: str, language: str
) -> None:
    request = returns.brought_to(status)
    for user_name, path in (("admin", "/returns"), ("kh001", "/my/returns")):
        client.sign_in(user_name)
        headers = {"Accept-Language": language}
        page = client.page(f"{path}/{request.number}", headers=headers)
        main = page.css_first(f"main[data-number][data-status={status}]")
        assert main is not None
        row = client.page(f"{path}?status={status}", headers=headers).css_first(
            f'[data-number="{request.number}"]'
        )
        assert row is not None
        assert row.attributes["data-status"] == status
