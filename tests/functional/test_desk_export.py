"""The filtered list as a spreadsheet: what is in it, for whom, and who took it."""

from __future__ import annotations

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from tests.support.client import Client
from tests.support.company import Company
from webapp.models import Event, Order
from webapp.services.lists import exporting


def exported(answer: Response) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    return book.get_sheet_by_index(0).to_python()


def take(client: Client, place: str = "") -> TestResponse:
    """Sends the export form of a list of orders."""
    return client.submit(client.page(f"/orders{place}"), "form[data-act=export]")


def test_the_filtered_list_is_exported_and_the_trail_keeps_it(
    client: Client, company: Company
) -> None:
    own, other = company.place(), company.place(by="kh002")
    client.sign_in("review")
    rows = exported(take(client))
    assert [row[0] for row in rows[1:]] == [other.number, own.number]
    assert rows[1][9] == pytest.approx(float(other.total_amount))
    rows = exported(take(client, "/queue?status=order_review&q=kh001"))
    assert [row[0] for row in rows[1:]] == [own.number]
    statement = select(Event).where(Event.name == "ListExported").order_by(Event.id.desc())
    event = company.session.scalars(statement.limit(1)).one()
    assert event.subject_number == "review"
    assert event.internal == {
        "list": "orders",
        "filter": {"q": "kh001", "status": "order_review"},
        "rows": 1,
    }


def test_an_export_reaches_no_further_than_ones_right(client: Client, company: Company) -> None:
    own, _ = company.place(), company.place(by="kh002")
    client.sign_in("region1")
    assert [row[0] for row in exported(take(client))[1:]] == [own.number]


@pytest.mark.control("C27")
def test_reading_an_address_exports_nothing(client: Client, company: Company) -> None:
    client.sign_in("sales")
    assert client.get("/lists/orders/export").status_code in (404, 405)


def test_no_cell_of_an_export_is_a_formula(client: Client, company: Company) -> None:
    order = company.place()
    company.session.execute(
        update(Order).where(Order.number == order.number).values(customer_name="=1+1")
    )
    company.session.commit()
    client.sign_in("review")
    answer = take(client)
    assert exported(answer)[1][3] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.control("C18")
def test_exports_are_held_back_when_there_are_many_within_an_hour(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_AN_HOUR", 2)
    company.place()
    client.sign_in("sales")
    statuses = [take(client).status_code for _ in range(3)]
    assert statuses == [200, 200, 422]
    client.sign_in("review")
    assert take(client).status_code == 200
