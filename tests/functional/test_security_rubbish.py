"""Every page, asked with rubbish in its address: refused or passed over, never a failure."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from tests.support.client import Client
from tests.support.company import Company

RUBBISH = {
    "nul": "\x00",
    "quote": "'\"><script>",
    "far": str(2**70),
    "full-width": "１２",
    "long": "x" * 3000,
    "not a number": "1e309",
    "year nought": "0000-00-00",
    "far day": "9999-12-31",
    "list": "[1]",
}
#: What the lists of the product read from their addresses, and what they do not.
FIELDS = [
    "q",
    "after",
    "before",
    "from",
    "from_day",
    "to",
    "to_day",
    "least",
    "most",
    "status",
    "sort",
    "customer",
    "region",
    "branch",
    "salesperson",
    "category",
    "kind",
    "product_kind",
    "view",
    "page",
    "show",
    "next",
    "number",
    "favourites",
    "order",
]


def _address(rule: Rule, text: str) -> str:
    """The rule's address with rubbish wherever it takes a text, and a far number for numbers."""
    values: dict[str, Any] = {
        name: 2**70 if isinstance(rule._converters[name], NumberConverter) else text
        for name in rule.arguments
    }
    built = rule.build(values)
    assert built is not None, rule
    return built[1]


@pytest.mark.control("C11", "C64")
@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("who", ["admin", "kh001"])
@pytest.mark.parametrize("kind", RUBBISH)
def test_no_page_fails_on_rubbish(client: Client, company: Company, who: str, kind: str) -> None:
    client.sign_in(who)
    client.checks_html = False
    text = RUBBISH[kind]
    query = "&".join(f"{name}={quote(text)}" for name in FIELDS)
    failed = []
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        path = _address(rule, text)
        answer = client.get(f"{path}?{query}")
        if answer.status_code >= 500:
            failed.append((path, answer.status_code))
        answer.close()
    assert failed == []


@pytest.mark.control("C11")
@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("who", ["admin", "kh001"])
def test_no_act_fails_on_rubbish(client: Client, company: Company, who: str) -> None:
    """Every act, on a document that no address could name, with rubbish for its key and version."""
    client.sign_in(who)
    client.checks_html = False
    token = client.page("/account").css_first("input[name=csrf_token]")
    assert token is not None
    failed = []
    for rule in client.application.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint == "account.sign_out":
            continue
        for text in ("\x00", str(2**70), "１２"):
            fields = ("key", "version", "reason", "quantity", "lines", "notice", "address_id")
            data = dict.fromkeys([*FIELDS, *fields], text)
            data["csrf_token"] = str(token.attributes["value"])
            answer = client.post(_address(rule, text), data=data)
            if answer.status_code >= 500:
                failed.append((rule.endpoint, text, answer.status_code))
            answer.close()
    assert failed == []
