"""What the list of orders may cost: statements and bytes of its page and of its part, whatever
stands in it."""

from __future__ import annotations

import brotli
import pytest
from flask import Flask

from tests.support.budget import within
from tests.support.client import HTMX, Client
from tests.support.company import Company
from webapp.services.core.paging import PAGE_ROWS

QUEUE = "/orders/queue?status=order_review"
#: Statements: the identity, the rows, the counts of the tabs; a page's bell counts what is unread.
PART, PAGE = 3, 4
#: A search looks its word up before.
LOOKING_UP = 1
#: Bytes of a full queue, as they are made and as they are sent.
MOST_OF_A_PAGE = 85_000, 8 * 1024
MOST_OF_A_PART = 65_000, 3 * 1024


PATHS = [QUEUE, "/orders", f"{QUEUE}&kind=regular&least=1&sort=newest", "/orders?q=nut-8"]


@pytest.mark.parametrize("path", PATHS)
def test_an_order_list_asks_the_same_for_any_number_of_rows(
    app: Flask, client: Client, company: Company, path: str
) -> None:
    client.checks_html = False
    client.sign_in("review")
    more = LOOKING_UP if "q=" in path else 0
    for rows in (2, PAGE_ROWS):
        _place(company, rows)
        client.get(path)
        with within(app, PAGE + more) as whole:
            client.get(path)
        with within(app, PART + more) as part:
            client.get(path, headers=HTMX)
        assert (len(whole), len(part)) == (PAGE + more, PART + more)


def test_a_full_queue_is_small_on_the_wire(client: Client, company: Company) -> None:
    _place(company, PAGE_ROWS + 1)
    client.sign_in("review")
    for headers, (raw, sent) in (({}, MOST_OF_A_PAGE), (HTMX, MOST_OF_A_PART)):
        body = client.get(QUEUE, headers=headers).data
        assert body.count(b"<tr id=") == PAGE_ROWS
        assert len(body) <= raw
        assert len(brotli.compress(body, quality=5)) <= sent


def _place(company: Company, rows: int) -> None:
    for _ in range(rows):
        company.place(company.wanted(NUT_8="1"))
