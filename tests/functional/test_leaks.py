"""What a customer must never read, looked for in everything that he can reach (C37, C39).

Costs, internal remarks and staff accounts get marks that occur nowhere else; then every page,
fragment, export and file that links lead to is read for them, its headers and names too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support import samples
from tests.support.case_marks import case_numbers, mark_cases, mark_trail
from tests.support.client import HTMX, Client
from tests.support.crawling import crawl
from tests.support.samples import Samples
from tests.support.tampering import tamper
from webapp.models import (
    Attachment,
    Customer,
    FileContent,
    Order,
    Product,
    ReturnRequest,
    Shipment,
    StoredFile,
    User,
)

pytestmark = [pytest.mark.demo, pytest.mark.control("C37", "C39")]

ME = "kh001"
SECRET = "kanarienvogel"
COST = Decimal("91374652.7700")
#: As the page would write it, with and without separators.
COST_MARKS = ("91374652", "91,374,652")
NUMBER = re.compile(r"\b(?:DH|CK|L|TH|R|[A-Z]{1,3})-(?:[A-Z]-)?\d{8}-\d{4,}\b")
TOKEN = "N" * 43
#: So many of his orders, products and files are read; they are drawn alike.
MOST = 30


@dataclass(frozen=True)
class Secrets:
    """Words that may stand nowhere, and numbers of other customers' papers."""

    words: tuple[str, ...]
    numbers: frozenset[str]

    def found_in(self, text: str) -> set[str]:
        return {word for word in self.words if word in text} | (
            self.numbers & set(NUMBER.findall(text))
        )


@pytest.fixture
def held(session: Session) -> Samples:
    return samples.samples_of(session, ME)


@pytest.fixture
def secrets(session: Session, held: Samples) -> Secrets:
    """Plants the marks, and gathers what is other customers'."""
    samples.samples_of(session, "kh002")
    me = session.scalars(select(User).where(User.user_name == ME)).one().customer_id
    assert me is not None
    _plant_marks(session, me)
    others = session.scalars(select(Customer).where(Customer.id != me)).all()
    theirs = [word for one in others for word in (one.name, one.code, one.contract_number)]
    marks = (SECRET, SECRET.upper(), *COST_MARKS)
    return Secrets((*marks, *filter(None, theirs)), frozenset(_numbers(session, me)))


def _plant_marks(session: Session, me: int) -> None:
    session.execute(update(Product).values(cost_price=COST))
    session.execute(update(Order).values(internal_remark=f"{SECRET} remark"))
    session.execute(update(Customer).values(internal_remark=f"{SECRET} customer"))
    for user in session.scalars(select(User).where(User.kind == "company")):
        user.user_name = f"{SECRET}-{user.id}"
    mark_cases(session, SECRET, COST)
    _file_inside(session, me)
    session.commit()
    tamper(session, "UPDATE event SET internal = :marked", marked=f'{{"after": "{SECRET}"}}')
    mark_trail(session, SECRET)


def _file_inside(session: Session, me: int) -> None:
    """An internal paper on each of the customer's orders."""
    now = datetime.now(UTC)
    file = StoredFile(
        token=TOKEN,
        name=f"{SECRET}.png",
        media_type="image/png",
        size=4,
        sha256="0" * 64,
        stored_at=now,
    )
    session.add(file)
    session.flush()
    session.add(FileContent(file_id=file.id, content=b"\x89PNG"))
    for order_id in session.scalars(select(Order.id).where(Order.customer_id == me)).all():
        session.add(
            Attachment(
                document_kind="order",
                document_id=order_id,
                purpose="other",
                file_id=file.id,
                is_internal=True,
                attached_at=now,
            )
        )


def _numbers(session: Session, me: int) -> Iterator[str]:
    yield from session.scalars(select(Order.number).where(Order.customer_id != me))
    yield from case_numbers(session, me)
    yield from session.scalars(select(ReturnRequest.number).where(ReturnRequest.customer_id != me))
    for number, way in session.execute(
        select(Shipment.number, Shipment.way_number)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.customer_id != me)
    ):
        yield from filter(None, (number, way))


@pytest.mark.rule("A4")
def test_nothing_that_is_not_his_in_anything_a_customer_reaches(
    client: Client, app: Flask, held: Samples, secrets: Secrets
) -> None:
    client.checks_html = False
    client.sign_in(ME)
    starts = ["/", *_addresses(app, held), "/shop/suggest?q=a", "/shop/suggest?q=1"]
    read = [answer for page in crawl(client, *starts, each=MOST) for answer in _twice(client, page)]
    assert [leak for answer in read for leak in _leaks(answer, secrets)] == []
    assert len(read) > 150


def _addresses(app: Flask, held: Samples) -> list[str]:
    """Every route that can be read, linked or not, about his own things."""
    rules = [rule for rule in samples.routes(app, "GET") if not rule.endpoint.startswith("orders.")]
    return [held.address(app, rule) for rule in rules]


def _twice(client: Client, answer: TestResponse) -> Iterator[TestResponse]:
    """The answer itself, and for a page what htmx would get at its address."""
    yield answer
    if answer.mimetype == "text/html":
        yield client.get(answer.request.full_path, headers=HTMX)


def _leaks(answer: TestResponse, secrets: Secrets) -> list[str]:
    # A number that stands in the address was known before: a refusal says the address again.
    asked = set(NUMBER.findall(answer.request.full_path))
    found = secrets.found_in(f"{answer.headers}\n{_text_of(answer)}") - asked
    return [f"{answer.request.full_path} shows {sorted(found)}"] if found else []


def _text_of(answer: TestResponse) -> str:
    content = answer.get_data()
    if answer.mimetype == "application/pdf":
        return _text_of_paper(PdfReader(io.BytesIO(content)))
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            return "\n".join([*names, *(archive.read(one).decode("utf-8") for one in names)])
    return content.decode("utf-8", "replace")


def _text_of_paper(paper: PdfReader) -> str:
    """What is printed on it, and what it says of itself and carries besides."""
    about = paper.xmp_metadata.stream.get_data().decode("utf-8") if paper.xmp_metadata else ""
    pages = (page.extract_text() for page in paper.pages)
    return "\n".join([*pages, str(paper.metadata), about, *paper.attachments])


def test_internal_papers_are_absent_for_a_customer(client: Client, secrets: Secrets) -> None:
    client.sign_in(ME)
    answer = client.get(f"/files/{TOKEN}")
    assert answer.status_code == 404
    assert secrets.found_in(answer.get_data(as_text=True)) == set()


def test_the_marks_are_found_where_the_company_reads(
    client: Client, session: Session, held: Samples, secrets: Secrets
) -> None:
    """Proves that the search above would see them."""
    admin = session.scalars(select(User.user_name).where(User.kind == "company").limit(1)).one()
    client.sign_in(admin)
    number = held.pick("order").value
    page = client.get(f"/orders/{number}").get_data(as_text=True)
    assert secrets.found_in(page) >= {SECRET}
    assert len(secrets.numbers & set(NUMBER.findall(client.get("/orders").text))) > 5


@pytest.mark.parametrize("path", ["/shop/", "/my/orders"])
def test_a_hidden_value_does_not_sort(client: Client, path: str) -> None:
    client.sign_in(ME)
    plain = _things_on(client, path, {})
    for name in ("sort", "order", "by"):
        for value in ("cost_price", "-cost_price", "internal_remark"):
            assert _things_on(client, path, {name: value}) == plain


def _things_on(client: Client, path: str, query: dict[str, str]) -> list[str]:
    links = client.page(path, query_string=query).css("main a[href]")
    addresses = [node.attributes["href"] or "" for node in links]
    return [one for one in addresses if "?" not in one]
