"""The kinds of orders as a settings page, and choosing one when ordering for a customer (G7)."""

from __future__ import annotations

import pytest

from tests.support.client import Client
from tests.support.company import Company
from tests.support.drawing import a_file
from tests.support.pages import parse

pytestmark = pytest.mark.rule("G7")

PAGE = "/settings/order-kinds"
SAVE = "button[data-action=save_order_kind]"


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def test_a_kind_is_changed_and_named_in_both_languages(admin: Client) -> None:
    page = admin.page(f"{PAGE}/export")
    answer = admin.submit(page, SAVE, name="出口订货单", number_prefix="wx", is_on="1")
    assert answer.location == PAGE
    zh = admin.page(PAGE, headers={"Accept-Language": "zh-CN"})
    row = zh.css_first("tr[data-number=export]")
    assert row is not None
    assert row.attributes["data-status"] == "on"
    assert "出口订货单" in row.text()
    assert "WX-2026" in row.text()
    en = admin.page("/settings/chains", headers={"Accept-Language": "en"})
    card = en.css_first("[data-variant=export]")
    assert card is not None
    assert "Export order" in card.text()


def test_a_kind_is_added_once(admin: Client) -> None:
    page = admin.page(f"{PAGE}/new")
    values = {"name": "样册单", "name_en": "Catalogue", "number_prefix": "DH-C", "is_on": "1"}
    assert admin.submit(page, SAVE, **values).status_code == 303
    assert admin.submit(page, SAVE, **values).status_code == 303
    assert len(admin.page(PAGE).css("tr[data-number^=own]")) == 1


@pytest.mark.parametrize("prefix", ["DH-O", "1", "\x00", "X" * 60, "外"])
def test_a_prefix_that_cannot_be_is_an_error_at_its_field(admin: Client, prefix: str) -> None:
    page = admin.page(f"{PAGE}/export")
    answer = admin.submit(page, SAVE, number_prefix=prefix)
    assert answer.status_code == 422
    assert parse(answer).css_first("#f-number_prefix[aria-invalid]") is not None


def test_who_is_late_is_told(admin: Client) -> None:
    early, late = admin.page(f"{PAGE}/export"), admin.page(f"{PAGE}/export")
    admin.submit(early, SAVE, name="一")
    assert admin.submit(late, SAVE, name="二").status_code == 409
    assert admin.get(f"{PAGE}/none").status_code == 404


def test_staff_choose_among_the_kinds_that_are_on(client: Client, company: Company) -> None:
    client.sign_in("sales")
    page = client.page("/orders/new?customer=KH001")
    options = [one.attributes["value"] for one in page.css("select[name=kind] option")]
    assert options == ["ordinary", "special"]
    answer = client.submit(
        page,
        "form[data-act=submit]",
        files={"customer_order": a_file("order.png")},
        code=["BOLT-8"],
        quantity=["20"],
        kind="special",
    )
    assert answer.status_code == 303
    number = answer.location.rsplit("/", 1)[1]
    assert number.startswith("DH-T-")
    shown = client.page(f"/orders/{number}", headers={"Accept-Language": "en"})
    assert "Special sale" in shown.text()


def test_only_who_manages_the_system_comes_here(client: Client, company: Company) -> None:
    for who in ("sales", "kh001"):
        client.sign_in(who)
        for path in (PAGE, f"{PAGE}/new", f"{PAGE}/export"):
            assert client.get(path).status_code == 403
