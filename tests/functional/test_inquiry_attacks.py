"""Inquiries and those who send rubbish, look at what is not theirs, or read more than they may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.client import Client
from tests.support.inquiring import HINGE, INSIDE, SECRET, WANTED, Inquiring, filled, tokens
from tests.support.pages import parse
from webapp.services.inquiries import commands
from webapp.services.reviews.commands import send_case_back

NEW = "/my/inquiries/new"


@pytest.fixture
def customer(client: Client, inquiring: Inquiring) -> Client:
    client.sign_in("kh001")
    return client


@pytest.fixture
def sales(client: Client, inquiring: Inquiring) -> Client:
    client.sign_in("sales")
    return client


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "from_day=0000-01-01&to_day=1e309",
        "q=%00%ED%A0%80",
        "status=none&kind=none&sort=-none",
        "after=WzkyMjMzNzIwMzY4NTQ3NzU4MDgsMV0",
    ],
)
def test_garbage_in_the_address_narrows_nothing(
    sales: Client, inquiring: Inquiring, query: str
) -> None:
    inquiring.sent()
    assert sales.get(f"/inquiries?{query}").status_code == 200
    sales.sign_in("kh001")
    assert sales.get(f"/my/inquiries?{query}").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quantity", "1e309"),
        ("quantity", "99999999999999999999"),
        ("quantity", "-1"),
        ("quantity", "\x00"),
        ("target_price", "NaN"),
        ("name", "长" * 5000),
        ("code", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")),
        ("unit", "x" * 300),
    ],
)
def test_rubbish_in_a_product_is_refused_at_it(
    customer: Client, inquiring: Inquiring, name: str, value: str
) -> None:
    page = customer.page(NEW)
    (token,) = tokens(page)
    answer = customer.submit(page, "button[data-action=submit]", **filled(token, **{name: value}))
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert parse(answer).css_first(f"#f-{token}-{name}[aria-invalid=true]") is not None


@pytest.mark.parametrize(
    "sent",
    [
        {"line": "../x"},
        {"line": ["a"] * 500},
        {"line": [f"t{n}" for n in range(300)]},
        {"line": "csrf", "csrf-material": "csrf", "csrf-name": "x"},
        {"add": "\x00"},
        {"version": "99999999999999999999"},
        {"dropped": "\ufffd"},
    ],
)
def test_forged_rows_are_passed_over(
    customer: Client, inquiring: Inquiring, sent: dict[str, Any]
) -> None:
    page = customer.page(NEW)
    answer = customer.submit(page, "main form[data-act=submit]", **sent)
    assert answer.status_code in (200, 422)


def test_too_many_products_are_refused(customer: Client, inquiring: Inquiring) -> None:
    names = [f"t{number}" for number in range(60)]
    rows = {key: text for name in names for key, text in filled(name).items()}
    page = customer.page(NEW)
    answer = customer.submit(page, "button[data-action=submit]", line=names, **rows)
    assert answer.status_code == 422


@pytest.mark.control("C37")
def test_the_customer_reads_nothing_of_what_the_company_says(
    customer: Client, inquiring: Inquiring
) -> None:
    number = inquiring.sent()
    pages = ("/my/inquiries", f"/my/inquiries/{number}")

    def check() -> None:
        for path in pages:
            text = customer.get(path).get_data(as_text=True)
            for word in (
                SECRET,
                "9,250",
                "9250",
                "too dear",
                "PS-",
                "Gm1",
                "Tech1",
                "not_acceptable",
            ):
                assert word not in text, (path, word)

    inquiring.act(commands.save_inquiry, "sales", number, WANTED, INSIDE)
    check()
    inquiring.act(commands.file_inquiry, "sales", number, SECRET)
    review = inquiring.review(number)
    inquiring.reviewing.act(send_case_back, "gm1", review.number, 1, f"{SECRET}退回")
    check()
    inquiring.act(commands.file_inquiry, "sales", number)
    inquiring.convene(number)
    inquiring.judge(number, quality="disagree")
    check()
    inquiring.act(commands.lose_inquiry, "sales", number, SECRET)
    check()
    for path in (f"/inquiries/{number}", "/inquiries", f"/inquiries/{number}/revise"):
        assert customer.get(path).status_code in (403, 404)
    assert HINGE.name in customer.get(pages[1]).get_data(as_text=True)


@pytest.mark.control("C39")
def test_anothers_inquiry_is_as_absent_as_none(client: Client, inquiring: Inquiring) -> None:
    number = inquiring.sent(by="kh002")
    for who, base in (("kh001", "/my/inquiries"), ("region1", "/inquiries")):
        client.sign_in(who)
        for there in (number, "XJ-20200101-000001"):
            gets = ("", "/edit") if who == "kh001" else ("", "/edit", "/file", "/revise")
            posts = ("/withdraw", "/give-up") if who == "kh001" else ("/lose", "/preview", "/edit")
            for path in gets:
                assert client.get(f"{base}/{there}{path}").status_code == 404
            page = client.page(base)
            token = page.css_first("input[name=csrf_token]").attributes["value"]
            sent = {"csrf_token": token, "key": "k" * 20, "version": "1", "reason": "x"}
            for path in posts:
                assert client.post(f"{base}/{there}{path}", data=sent).status_code == 404


@pytest.mark.control("C38")
@pytest.mark.parametrize("who", ["ship", "finance", "kh001"])
def test_the_desk_opens_for_those_with_the_right_only(
    client: Client, inquiring: Inquiring, who: str
) -> None:
    number = inquiring.sent()
    client.sign_in(who)
    for path in ("", "/new", "/rows", "/customers?q=kh", "/products?q=b", f"/{number}"):
        assert client.get(f"/inquiries{path}").status_code == 403
