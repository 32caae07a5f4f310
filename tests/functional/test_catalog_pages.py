"""The customer's catalogue: what he finds, at which price, with how much of the stock shown."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.support.client import HTMX, Client
from tests.support.company import Company
from webapp.models import CompanySettings, Customer, Product, ProductPrice
from webapp.services.catalog.prices import begin_price
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.settings.queries import rules_to_plain
from webapp.services.settings.rules import CompanyRules

STRANGE = ["\x00", "1e309", "%", "_", "'", "９" * 100, "\ud800", str(2**63), "0000-00-00", "<b>"]


@pytest.fixture
def shop(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def set_rules(session: Session, **changes: object) -> None:
    with writing(session, SYSTEM) as tx:
        settings = tx.session.scalar(select(CompanySettings))
        if settings is None:
            settings = CompanySettings(values={}, version=1, trail_length=0, trail_head="")
            tx.session.add(settings)
        settings.values = rules_to_plain(CompanyRules(**changes))  # type: ignore[arg-type]


def codes(client: Client, path: str) -> list[str]:
    return [
        str(node.attributes["data-article"]) for node in client.page(path).css("li[data-article]")
    ]


@pytest.mark.parametrize("view", ["grid", "list"])
def test_every_article_has_its_price_stock_and_quantity_box(shop: Client, view: str) -> None:
    page = shop.page(f"/shop/?view={view}")
    card = page.css_first("li[data-article='BOLT-8']")
    assert card is not None
    text = card.text(separator=" ")
    assert "1.425" in text
    assert "1.50" in text, "the list price stands beside a better one"
    assert re.search(r"1,000", text)
    field = card.css_first("input[name=quantity]")
    assert field is not None
    assert (field.attributes["value"], field.attributes["step"]) == ("10", "10")


def test_the_view_stays_in_every_link(shop: Client) -> None:
    page = shop.page("/shop/?view=list")
    links = page.css("#shop nav.dd-tree a")
    assert links
    assert all("view=list" in str(link.attributes["href"]) for link in links)


@pytest.mark.parametrize(
    "query", ["BOLT-8", "bolt-8", "BOLT-8 商品", "bolt-8 article", "6900000000014", "ｂｏｌｔ－８"]
)
def test_articles_are_found_by_name_code_bar_code_and_initials(shop: Client, query: str) -> None:
    assert codes(shop, f"/shop/?q={query}") == ["BOLT-8"]


def test_sorting_follows_the_customers_own_price(
    shop: Client, company: Company, session: Session
) -> None:
    mine = company.customers[0]
    level = session.get_one(Customer, mine).level_id
    with writing(session, SYSTEM) as tx:
        for code, whose, price, days in (
            ("LOCK-1", {"customer_id": mine}, "0.0100", 0),
            ("LOCK-1", {"customer_id": mine}, "900.0000", 1),
            ("LOCK-1", {"level_id": level}, "900.0000", 0),
            ("PIPE-20", {"level_id": level}, "0.0200", 0),
            ("BOLT-8", {"customer_id": company.customers[1]}, "0.0001", 0),
        ):
            special = ProductPrice(
                product_id=company.products[code],
                price=Decimal(price),
                valid_from=tx.today - timedelta(days),
                set_at=tx.now,
                **whose,
            )
            tx.session.add(special)
    assert codes(shop, "/shop/?sort=price") == ["LOCK-1", "PIPE-20", "NUT-8", "BOLT-8"]
    assert codes(shop, "/shop/?sort=-price") == ["BOLT-8", "NUT-8", "PIPE-20", "LOCK-1"]


@pytest.mark.parametrize("sort", ["code", "name", "price", "-price", "new"])
def test_pages_by_key_show_every_article_once(
    shop: Client, company: Company, session: Session, sort: str
) -> None:
    add_articles(session, 60)
    seen: list[str] = []
    path: str | None = f"/shop/?sort={sort}"
    while path:
        page = shop.page(path)
        seen += [str(node.attributes["data-article"]) for node in page.css("li[data-article]")]
        link = page.css_first("nav.dd-pager a[rel=next]")
        path = link.attributes["href"] if link else None
    assert len(seen) == len(set(seen)) == 64


def add_articles(session: Session, count: int) -> None:
    with writing(session, SYSTEM) as tx:
        first = tx.session.scalars(select(Product).limit(1)).one()
        for number in range(count):
            made = Product(
                code=f"X-{number:03}",
                name="螺丝",
                name_en="Screw",
                pinyin="ls",
                category_id=first.category_id,
                unit="个",
                unit_en="pcs",
                cost_price=Decimal("0.5"),
                tax_class_id=first.tax_class_id,
                created_at=tx.now,
                trail_length=0,
                trail_head="",
            )
            tx.session.add(made)
            begin_price(tx, made, Decimal(1 + number % 3))


@pytest.mark.parametrize("path", ["/shop/", "/cart", "/checkout"])
def test_more_articles_ask_no_more_queries(
    shop: Client, company: Company, session: Session, path: str
) -> None:
    engine = shop.application.extensions["database"].engine
    counts = []
    for code in ("BOLT-8", "NUT-8", "PIPE-20"):
        shop.post(f"/cart/items/{code}", data={"quantity": "10", "csrf_token": token(shop)})
        add_articles_named(session, code)
        counts.append(queries_of(engine, lambda: shop.page(path)))
    assert len(set(counts)) == 1, counts


def queries_of(engine: Engine, act: Callable[[], object]) -> int:
    asked: list[str] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    event.listen(engine, "before_cursor_execute", note)
    act()
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def add_articles_named(session: Session, prefix: str) -> None:
    with writing(session, SYSTEM) as tx:
        first = tx.session.scalars(select(Product).where(Product.code == prefix)).one()
        made = Product(
            code=f"{prefix}-B",
            name="垫圈",
            name_en="Washer",
            category_id=first.category_id,
            unit="个",
            unit_en="pcs",
            cost_price=Decimal("0.5"),
            tax_class_id=first.tax_class_id,
            created_at=tx.now,
            trail_length=0,
            trail_head="",
        )
        tx.session.add(made)
        begin_price(tx, made, Decimal(1))


def token(client: Client) -> str:
    field = client.page("/shop/").css_first("input[name=csrf_token]")
    assert field is not None
    return str(field.attributes["value"])


@pytest.mark.parametrize(
    ("shown", "has_number", "has_word"),
    [("number", True, True), ("flag", False, True), ("none", False, False)],
)
def test_stock_is_shown_as_the_company_chose(
    shop: Client, session: Session, shown: str, has_number: bool, has_word: bool
) -> None:
    set_rules(session, stock_shown=shown)
    for path in ("/shop/", "/shop/items/BOLT-8"):
        page = shop.page(path, headers={"Accept-Language": "en"})
        text = page.css_first("main").text()  # type: ignore[union-attr]
        assert ("1,000" in text) is has_number
        assert (page.css_first(".dd-stock") is not None) is has_word


def test_a_favourite_is_marked_twice_and_stays_one(shop: Client) -> None:
    page = shop.page("/shop/")
    for _ in range(2):
        answer = shop.submit(page, "li[data-article='NUT-8'] form.dd-star")
        assert answer.status_code == 303
    assert codes(shop, "/shop/?favourites=1") == ["NUT-8"]
    marked = shop.page("/shop/?favourites=1")
    answer = shop.submit(marked, "form.dd-star", htmx=True)
    assert 'aria-pressed="false"' in answer.text
    assert shop.page("/shop/?favourites=1").css_first(".dd-empty") is not None


def test_htmx_gets_the_shop_alone(shop: Client) -> None:
    answer = shop.get("/shop/?q=bolt", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="dd-shop"')
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.control("C11")
@pytest.mark.parametrize("name", ["q", "category", "sort", "view", "after", "favourites"])
def test_strange_parameters_are_passed_over(shop: Client, name: str) -> None:
    for value in STRANGE:
        answer = shop.get("/shop/", query_string={name: value.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, (name, value)


def test_a_forged_place_shows_the_first_page(shop: Client) -> None:
    for forged in (b'["\\u0000", 1]', b"[1, 2]", b'["a", -1]', b'["a", 1e400]', b"[]"):
        after = base64.urlsafe_b64encode(forged).decode().rstrip("=")
        assert shop.get(f"/shop/?after={after}").status_code == 200


def test_an_article_shows_the_customers_own_orders_only(shop: Client, company: Company) -> None:
    mine = company.place(company.wanted(BOLT_8="20"))
    theirs = company.place(company.wanted(BOLT_8="30"), by="kh002")
    text = shop.get("/shop/items/BOLT-8").text
    assert mine.number in text
    assert theirs.number not in text


def test_what_left_the_shelf_is_shown_to_those_who_had_it(
    shop: Client, company: Company, session: Session
) -> None:
    company.place(company.wanted(BOLT_8="20"))
    with writing(session, SYSTEM) as tx:
        for code in ("BOLT-8", "NUT-8"):
            tx.session.scalars(select(Product).where(Product.code == code)).one().on_shelf = False
    assert codes(shop, "/shop/") == ["LOCK-1", "PIPE-20"]
    page = shop.page("/shop/items/BOLT-8")
    assert page.css_first("form.dd-orderbox") is None
    assert shop.get("/shop/items/NUT-8").status_code == 404
    assert shop.get("/shop/items/NOTHING").status_code == 404


def test_suggestions_answer_with_code_name_and_unit(shop: Client) -> None:
    found = shop.get("/shop/suggest?q=bolt").get_json()
    assert [row["value"] for row in found] == ["BOLT-8"]
    assert set(found[0]) == {"value", "label", "hint"}
    assert shop.get("/shop/suggest?q=").get_json() == []
    assert shop.get("/shop/suggest?q=%00%25").get_json() == []


@pytest.mark.rule("A1", "A3")
@pytest.mark.parametrize(
    "path", ["/shop/", "/cart", "/quick-order", "/checkout", "/shop/suggest?q=a"]
)
def test_the_shop_is_for_customers(client: Client, company: Company, path: str) -> None:
    assert client.get(path).status_code == 303
    client.sign_in("sales")
    assert client.get(path).status_code == 403


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "商品"), ("en", "Catalogue")])
def test_the_catalogue_speaks_both_languages(shop: Client, language: str, word: str) -> None:
    page = shop.page("/shop/", headers={"Accept-Language": language})
    assert word in page.css_first("h1").text()  # type: ignore[union-attr]
