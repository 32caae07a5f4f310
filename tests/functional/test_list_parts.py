"""A list answers htmx with its card alone: the same as stands in its page, without its filter form,
which the reader keeps as he filled it in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.support import crowd, steady
from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.pages import parse

#: What htmx asks for: the places that a list's links and forms swap.
SWAPS = "main [hx-push-url=true][hx-target^='#']:not([hx-select])"
#: What is another in each answer.
FRESH = "[name=csrf_token], [name=key]"


@pytest.mark.parametrize("who", ["admin", "region1", "kh001"])
def test_a_part_is_the_card_of_its_page(
    app: Flask, client: Client, company: Company, who: str
) -> None:
    client.checks_html = False
    crowd.begin(company)
    client.sign_in(who)
    addresses = steady.pages_of(app, company.session)
    faults = [fault for address in addresses for fault in _faults(client, address)]
    assert not faults, "\n".join(faults)


def _faults(client: Client, address: str) -> Iterator[str]:
    whole = client.get(address)
    if whole.status_code != 200 or whole.mimetype != "text/html":
        return
    page = parse(whole)
    for target in {str(one.attributes["hx-target"]) for one in page.css(SWAPS)}:
        part = client.get(address, headers=HTMX)
        card = page.css_first(target)
        if "<html" in part.get_data(as_text=True):
            yield f"{address}: the whole page for {target}"
        elif not _is_same(card, parse(part).css_first(target)):
            yield f"{address}: another {target} than in its page"
        elif len(part.data) >= len(whole.data):
            yield f"{address}: no smaller than its page"


def _is_same(there: LexborNode, here: LexborNode | None) -> bool:
    return here is not None and _bare(there) == _bare(here)


def _bare(card: LexborNode) -> str:
    for one in card.css(f"#list-filter, {FRESH}"):
        one.decompose()
    return " ".join(str(card.html).split())


def test_a_filter_that_cannot_be_read_comes_whole_and_asks_for_the_whole_page(
    client: Client, company: Company
) -> None:
    company.place()
    client.sign_in("review")
    path = "/orders?from_day=nonsense"
    part = parse(client.get(path, headers=HTMX))
    assert part.css_first("#list-filter #f-from_day").attributes["aria-invalid"] == "true"
    assert part.css_first("#list-filter").attributes["hx-select"] == "#orders"
    kept = parse(client.get("/orders", headers=HTMX)).css_first("#list-filter")
    assert "hx-preserve" in kept.attributes
    assert kept.text(strip=True) == ""


def test_sort_and_status_belong_to_the_filter_that_stays(client: Client, company: Company) -> None:
    company.place()
    client.sign_in("review")
    path = "/orders/queue?status=order_review&sort=newest"
    for page in (client.page(path), parse(client.get(path, headers=HTMX))):
        assert _value(page, "sort") == "newest"
        assert _value(page, "status") == "order_review"


def _value(page: LexborHTMLParser, name: str) -> str | None:
    return page.css_first(f"input[form=list-filter][name={name}]").attributes["value"]
