"""The receipt: one shipment a page, in full with one tap, or with differences line by line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.client import Client
from tests.support.company import Company
from tests.support.drawing import a_file, signed
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Attachment, Order, Shipment
from webapp.services.shipping.commands import cancel_shipment

FORM = "main form[data-once]"
SAVED = 303


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def arriving(stages: Stages) -> Order:
    return stages.passed_until("receipt")


@pytest.fixture
def portal(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def shipment_of(stages: Stages, order: Order) -> Shipment:
    return stages.company.shipments(order.number)[0]


def at(shipment: Shipment) -> str:
    return f"/my/deliveries/{shipment.number}"


def photos(session: Session) -> int:
    session.rollback()
    statement = select(func.count()).where(Attachment.purpose == "photo")
    return session.scalars(statement).one()


@pytest.mark.rule("A6", "D2")
def test_everything_arrived_is_one_tap_and_a_signature(
    portal: Client, stages: Stages, arriving: Order
) -> None:
    shipment = shipment_of(stages, arriving)
    page = portal.page(at(shipment))
    main = page.css_first("main")
    assert main.attributes["data-number"] == shipment.number
    assert main.attributes["data-status"] == "shipped"
    assert page.css("details.dd-act, li[data-line] details[open]") == []
    answer = portal.submit(page, FORM, signature=signed())
    assert answer.location == f"/my/orders/{arriving.number}"
    assert stages.company.order(arriving.number).status == "completed"


def test_without_a_signature_nothing_is_confirmed(
    portal: Client, stages: Stages, arriving: Order
) -> None:
    shipment = shipment_of(stages, arriving)
    for signature in ("", "data:image/png;base64,AAAA", "x" * 100):
        answer = portal.submit(portal.page(at(shipment)), FORM, signature=signature)
        assert answer.status_code == 422
        assert parse(answer).css_first("#f-signature-error") is not None
    assert stages.company.order(arriving.number).status == "receipt"


@pytest.mark.rule("D2")
def test_a_stamped_delivery_note_stands_for_a_signature(
    portal: Client, stages: Stages, arriving: Order
) -> None:
    shipment = shipment_of(stages, arriving)
    files = {"confirmation": a_file("stamped.png")}
    assert portal.submit(portal.page(at(shipment)), FORM, files=files).status_code == SAVED


def test_differences_are_told_by_line_with_note_and_photo(
    portal: Client, stages: Stages, arriving: Order, session: Session
) -> None:
    shipment = shipment_of(stages, arriving)
    line = shipment.lines[0]
    given = {
        f"quantity.{line.id}": "17",
        f"difference.{line.id}": "damaged",
        f"note.{line.id}": "三只压坏",
    }
    files = {f"photos.{line.id}": [a_file("a.png"), a_file("b.png")]}
    answer = portal.submit(
        portal.page(at(shipment)), FORM, files=files, signature=signed(), **given
    )
    assert answer.status_code == SAVED
    after = shipment_of(stages, arriving).lines[0]
    assert (after.received, after.difference, after.note) == (Decimal(17), "damaged", "三只压坏")
    assert stages.company.order(arriving.number).lines[0].differing == 3
    assert photos(session) == 2
    shown = portal.page(at(shipment)).css_first("main")
    assert shown.attributes["data-status"] == "received"
    assert "三只压坏" in shown.text()


@pytest.mark.parametrize(
    ("quantity", "difference"),
    [
        ("17", ""),
        ("17", "eaten"),
        *((odd, "short") for odd in ("20", "21", "-1", "abc", "1e309", "9" * 30, "1.2345")),
    ],
)
def test_a_difference_that_makes_no_sense_stands_at_its_line(
    portal: Client, stages: Stages, arriving: Order, quantity: str, difference: str
) -> None:
    shipment = shipment_of(stages, arriving)
    line = shipment.lines[0]
    given = {f"quantity.{line.id}": quantity, f"difference.{line.id}": difference}
    answer = portal.submit(portal.page(at(shipment)), FORM, signature=signed(), **given)
    assert answer.status_code == 422
    page = parse(answer)
    row = page.css_first(f"li[data-line='{line.id}']")
    assert row.css_first("details[open] .dd-error") is not None
    field = row.css_first(f"input[name='quantity.{line.id}']")
    assert field.attributes["value"] == quantity
    assert page.css_first("input[name=signature]").attributes["value"] == signed()
    assert stages.company.order(arriving.number).status == "receipt"


def test_a_file_that_is_no_picture_is_refused_at_its_line(
    portal: Client, stages: Stages, arriving: Order
) -> None:
    shipment = shipment_of(stages, arriving)
    line = shipment.lines[0]
    given = {f"quantity.{line.id}": "1", f"difference.{line.id}": "wrong"}
    files = {f"photos.{line.id}": a_file("photo.pdf")}
    answer = portal.submit(
        portal.page(at(shipment)), FORM, files=files, signature=signed(), **given
    )
    assert answer.status_code == 422
    assert parse(answer).css_first("li.dd-row-error") is not None


def test_the_same_form_sent_twice_confirms_once(
    portal: Client, stages: Stages, arriving: Order
) -> None:
    shipment = shipment_of(stages, arriving)
    page = portal.page(at(shipment))
    answers = [portal.submit(page, FORM, signature=signed()) for _ in range(2)]
    assert [one.status_code for one in answers] == [SAVED, SAVED]
    assert stages.company.order(arriving.number).version == arriving.version + 1
    fresh = portal.submit(page, FORM, signature=signed(), key="z" * 32)
    assert fresh.status_code == 409


def test_a_shipment_called_back_meanwhile_is_a_conflict(
    portal: Client, stages: Stages, arriving: Order
) -> None:
    shipment = shipment_of(stages, arriving)
    page = portal.page(at(shipment))
    admin = stages.admin
    cancel_shipment(stages.session, admin, shipment.number, arriving.version, "wrong pallet")
    answer = portal.submit(page, FORM, signature=signed())
    assert answer.status_code in (404, 409)
    assert stages.company.order(arriving.number).status == "outbound_review"


@pytest.mark.rule("A1", "A3")
def test_anothers_shipment_is_told_like_none(
    client: Client, stages: Stages, arriving: Order
) -> None:
    client.sign_in("kh002")
    shipment = shipment_of(stages, arriving)
    token = client.page("/my/orders").css_first("input[name=csrf_token]").attributes["value"]
    data = {"csrf_token": token, "key": "k" * 32, "version": "1", "signature": signed()}
    for number in (shipment.number, "CK-20010101-000001"):
        assert client.get(f"/my/deliveries/{number}").status_code == 404
        assert client.post(f"/my/deliveries/{number}", data=data).status_code == 404
    assert stages.company.order(arriving.number).status == "receipt"


def test_what_has_not_left_the_house_cannot_arrive(portal: Client, stages: Stages) -> None:
    order = stages.part_out()
    assert portal.get(at(shipment_of(stages, order))).status_code == 404


def test_the_page_speaks_both_languages(portal: Client, stages: Stages, arriving: Order) -> None:
    path = at(shipment_of(stages, arriving))
    assert "货物都到齐了吗" in portal.get(path).text
    assert "Has everything arrived?" in portal.get(path, headers={"Accept-Language": "en"}).text
