"""The company's pages of articles and of what they are put into, and what customers see of them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.support.client import Client
from tests.support.company import Company
from webapp.models import Product

SECRET = "kanarienvogel"
HOSTILE = ("\x00", "1e309", "9" * 30, "\ud800".encode("utf-8", "surrogatepass"), "%", "２箱'\"<")


@pytest.fixture
def desk(client: Client, company: Company) -> Client:
    client.sign_in("sales")
    return client


def codes(page: LexborHTMLParser) -> list[str | None]:
    return [row.attributes["data-number"] for row in page.css("tr[data-number]")]


def one(page: LexborHTMLParser, selector: str) -> LexborNode:
    found = page.css_first(selector)
    assert found is not None, selector
    return found


def picture() -> tuple[io.BytesIO, str]:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(stream, "PNG")
    stream.seek(0)
    return stream, "washer.png"


def new_article(desk: Client, **more: Any) -> Any:
    page = desk.page("/products/create")
    values: dict[str, Any] = {
        "code": "WASH-8",
        "name": "平垫圈",
        "category": "FAST",
        "unit": "个",
        "unit_en": "pc",
        "base_price": "0.25",
        "unit_row_name": ["箱", "", ""],
        "unit_row_name_en": ["box", "", ""],
        "unit_row_factor": ["12", "", ""],
        **more,
    }
    return desk.submit(page, "main form", **values)


@pytest.mark.rule("H1")
def test_an_article_is_made_shown_and_changed(desk: Client) -> None:
    made = new_article(desk, pictures=picture(), on_shelf="1")
    assert (made.status_code, made.location) == (303, "/products/items/WASH-8")
    page = desk.page("/products/items/WASH-8")
    text = one(page, "main").text()
    assert "1 箱 = 12 个" in text
    assert len(page.css(".dd-gallery img")) == 1
    edit = desk.page("/products/items/WASH-8/edit")
    saved = desk.submit(edit, "main form", name="弹簧垫圈", cost_price="0.11")
    assert saved.status_code == 303
    entries = one(desk.page("/products/items/WASH-8"), ".dd-timeline").text()
    assert "平垫圈" in entries
    assert "0.11" in entries


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(desk: Client) -> None:
    answer = new_article(
        desk, code="bolt-8", barcode="6900000000053", unit_row_factor=["0", "", ""]
    )
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.get_data(as_text=True))
    for name in ("code", "barcode"):
        assert one(page, f"[name={name}]").attributes["aria-invalid"] == "true"
    assert one(page, "[name=unit_row_name]").attributes["value"] == "箱"
    assert one(page, "[name=unit_row_factor]").attributes["aria-invalid"] == "true"


def test_a_stale_form_is_told(desk: Client) -> None:
    first, second = (desk.page("/products/items/BOLT-8/edit") for _ in range(2))
    desk.submit(first, "main form", name="改名")
    assert desk.submit(second, "main form", name="再改").status_code == 409


@pytest.mark.rule("H1")
def test_the_list_is_searched_filtered_and_sorted(desk: Client) -> None:
    assert codes(desk.page("/products")) == ["BOLT-8", "LOCK-1", "NUT-8", "PIPE-20"]
    assert codes(desk.page("/products?sort=-code"))[0] == "PIPE-20"
    assert codes(desk.page("/products?sort=new"))[0] == "LOCK-1"
    assert codes(desk.page("/products?q=6900000000021")) == ["NUT-8"]
    assert codes(desk.page("/products?category=FAST&kind=regular&q=pipe")) == ["PIPE-20"]
    assert codes(desk.page("/products?seen_by=levels")) == []
    assert codes(desk.page("/products?status=off")) == []


@pytest.mark.parametrize("value", HOSTILE)
def test_the_list_takes_any_address(desk: Client, value: str | bytes) -> None:
    names = ("q", "category", "brand", "kind", "tax_class", "seen_by", "sort", "status", "after")
    answer = desk.get("/products", query_string=dict.fromkeys(names, value))
    assert answer.status_code == 200


def test_marked_articles_go_off_the_shelf_and_on_again(desk: Client) -> None:
    page = desk.page("/products")
    answer = desk.submit(page, "[name=act][value=off]", number=["BOLT-8", "NUT-8"])
    assert answer.status_code == 303
    assert codes(desk.page("/products?status=off")) == ["BOLT-8", "NUT-8"]
    page = desk.page("/products/items/BOLT-8")
    assert desk.submit(page, "[data-action=put_on_shelf]").status_code == 303
    assert codes(desk.page("/products?status=off")) == ["NUT-8"]


def test_pictures_are_put_in_order_without_scripts(desk: Client) -> None:
    for _ in range(2):
        page = desk.page("/products/items/BOLT-8")
        sent = desk.submit(page, "[data-action=add_pictures]", pictures=picture())
        assert sent.status_code == 303
    page = desk.page("/products/items/BOLT-8")
    first, second = [one.attributes["src"] for one in page.css(".dd-gallery img")]
    assert desk.submit(page, "[data-action=first]").status_code == 303
    page = desk.page("/products/items/BOLT-8")
    assert [one.attributes["src"] for one in page.css(".dd-gallery img")] == [second, first]
    assert desk.submit(page, "[data-action=away]").status_code == 303
    bad = {"pictures": (io.BytesIO(b"<svg/>"), "x.svg")}
    page = desk.page("/products/items/BOLT-8")
    assert desk.submit(page, "[data-action=add_pictures]", files=bad).status_code == 422


def test_categories_are_kept_on_their_page(desk: Client) -> None:
    page = desk.page("/products/categories")
    add = desk.submit(page, "aside form", code="TOOL", name="工具", name_en="Tools")
    assert add.status_code == 303
    page = desk.page("/products/categories/FAST")
    assert desk.submit(page, "main form", parent="TOOL").status_code == 303
    page = desk.page("/products/categories")
    assert codes(page) == ["TOOL", "FAST"]
    assert (
        one(page, "tr[data-number=TOOL] [data-action=remove]").attributes.get("disabled", "no")
        != "no"
    )
    page = desk.page("/products/categories/TOOL")
    assert desk.submit(page, "main form", name="").status_code == 422


def test_a_rate_follows_and_is_shown_to_come(desk: Client) -> None:
    page = desk.page("/products/taxes/VAT9")
    answer = desk.submit(page, "[data-action=set_tax_rate]", rate="8", since="2099-01-01")
    assert answer.status_code == 303
    shown = desk.page("/products/taxes/VAT9").css("tr[data-status]")
    assert [row.attributes["data-status"] for row in shown] == ["to_come", "now"]
    page = desk.page("/products/taxes/VAT9")
    past = desk.submit(page, "[data-action=set_tax_rate]", rate="1e309", since="1999-01-01")
    assert past.status_code == 422


def test_own_fields_are_filled_in_and_read_by_customers_only_if_so(
    desk: Client, session: Session
) -> None:
    page = desk.page("/products/fields")
    shown: dict[str, Any] = {
        "code": "origin",
        "kind": "choice",
        "name": "产地",
        "choices": "浙江\n江苏",
    }
    assert desk.submit(page, "aside form", **shown, shown_to_customers="1").status_code == 303
    page = desk.page("/products/fields")
    inside: dict[str, Any] = {"code": "place", "kind": "text", "name": "库位"}
    assert desk.submit(page, "aside form", **inside).status_code == 303
    edit = desk.page("/products/items/BOLT-8/edit")
    values: dict[str, Any] = {"custom.origin": "浙江", "custom.place": SECRET}
    assert desk.submit(edit, "main form", **values).status_code == 303
    assert SECRET in desk.get("/products/items/BOLT-8").get_data(as_text=True)
    desk.sign_in("kh001")
    text = desk.get("/shop/items/BOLT-8").get_data(as_text=True)
    assert "浙江" in text
    assert SECRET not in text
    for path in ("/shop/", "/shop/suggest?q=bolt"):
        assert SECRET not in desk.get(path).get_data(as_text=True)
    assert desk.page(f"/shop/?q={SECRET}").css("[data-article]") == []


def test_costs_are_for_whoever_keeps_prices(desk: Client, session: Session) -> None:
    session.rollback()
    session.execute(update(Product).values(cost_price=91374652))
    session.commit()
    assert "91,374,652" in desk.get("/products/items/BOLT-8").get_data(as_text=True)
    desk.sign_in("ship")
    page = desk.get("/products/items/BOLT-8")
    assert page.status_code == 200
    assert "91374652" not in page.get_data(as_text=True).replace(",", "")
    assert desk.get("/products/items/BOLT-8/edit").status_code == 403
    assert desk.post("/products/batch", data={}).status_code in (400, 403)


def test_quantities_in_units_are_taken_where_customers_type_them(
    desk: Client, session: Session
) -> None:
    edit = desk.page("/products/items/NUT-8/edit")
    units: dict[str, Any] = {"unit_row_name": ["箱", "", ""], "unit_row_factor": ["12", "", ""]}
    assert desk.submit(edit, "main form", **units).status_code == 303
    desk.sign_in("kh001")
    page = desk.page("/shop/items/NUT-8")
    assert "1 箱 = 12 个" in one(page, "main").text()
    assert desk.submit(page, ".dd-orderbox", quantity="2箱").status_code == 303
    cart = desk.page("/cart")
    field = one(cart, "[data-article='NUT-8'] [name=quantity]")
    assert field.attributes["value"] == "24"
    refused = desk.submit(page, ".dd-orderbox", quantity="2桶", htmx=True)
    assert refused.status_code == 422
    assert "箱" in refused.get_data(as_text=True)
    quick = desk.page("/quick-order")
    assert desk.submit(quick, "main form", pasted="NUT-8\t1 箱").status_code == 303
    field = one(desk.page("/cart"), "[data-article='NUT-8'] [name=quantity]")
    assert field.attributes["value"] == "36"
