"""Upgrades keep what people have: rows of the release before are dated, and come back whole."""

from __future__ import annotations

import pytest

from tests.support.stored_rows import NOW, Rows
from webapp.migrating import downgrade, upgrade


def _company(rows: Rows) -> dict[str, int]:
    """An order of one line, of an article with a price for a level, as release 0002 had it."""
    branch = rows.put("branch", code="HQ", name="总部", is_head_office=True)
    warehouse = rows.put("warehouse", code="HQ-1", branch_id=branch)
    region = rows.put("region", code="E", path="/E/")
    level = rows.put("customer_level", code="A", name="A级", discount=9500)
    customer = rows.put(
        "customer", code="KH001", level_id=level, region_id=region, branch_id=branch
    )
    category = rows.put("category", code="FAST", path="/FAST/")
    product = rows.put(
        "product",
        code="BOLT-8",
        kind="regular",
        category_id=category,
        base_price=15_000,
        tax_rate=1_300,
        min_quantity=1_000,
        step_quantity=1_000,
    )
    rows.put(
        "product_price", product_id=product, level_id=level, price=12_000, valid_from=NOW.date()
    )
    setting = rows.put("chain_setting", document_kind="order")
    version = rows.put("chain_version", setting_id=setting, number=1)
    order = rows.put(
        "sales_order",
        number="DH-O-20261101-000001",
        status="order_review",
        customer_id=customer,
        branch_id=branch,
        warehouse_id=warehouse,
        chain_version_id=version,
        total_amount=2_400,
    )
    rows.put(
        "order_line",
        order_id=order,
        position=1,
        product_id=product,
        price=12_000,
        quantity=20_000,
        tax_rate=1_300,
        amount=2_400,
    )
    return {"product": product, "level": level, "customer": customer, "order": order}


def test_orders_prices_and_rates_survive_the_way_up_and_down(blank_database_url: str) -> None:
    upgrade(blank_database_url, "0002")
    rows = Rows(blank_database_url)
    made = _company(rows)
    kept = ("sales_order", "order_line", "product", "product_price", "customer_level", "customer")
    before = {table: rows.all(table) for table in kept}

    upgrade(blank_database_url)
    prices = [(row["level_id"], row["price"]) for row in rows.all("product_price")]
    assert prices == [(made["level"], 12_000), (None, 15_000)]
    assert [row["discount"] for row in rows.all("level_discount")] == [9_500]
    rates = {row["tax_class_id"]: row["rate"] for row in rows.all("tax_rate")}
    assert rates[rows.all("product")[0]["tax_class_id"]] == 1_300
    assert rows.all("order_line")[0]["list_price"] == 12_000
    assert [row["customer_id"] for row in rows.all("customer_keeper")] == [made["customer"]]
    assert {row["code"] for row in rows.all("order_kind")} >= {"ordinary", "special"}
    assert [row["mail_state"] for row in rows.all("notice")] == []

    downgrade(blank_database_url, "0002")
    assert {table: rows.all(table) for table in kept} == before
    rows.engine.dispose()


@pytest.mark.rule("G12")
def test_contract_numbers_are_registered_on_the_way_up(blank_database_url: str) -> None:
    upgrade(blank_database_url, "0005")
    rows = Rows(blank_database_url)
    made = _contract_numbers(rows)
    before = {table: rows.all(table) for table in ("customer", "sales_order", "contract")}

    upgrade(blank_database_url)
    found = {(row["customer_id"], row["number"], row["title"]) for row in rows.all("contract")}
    first, second, _ = made
    assert found == {
        (first, "HT-1", ""),
        (first, "HT-9", ""),
        (second, "HT-1/KH002", "HT-1"),
        (second, "HT-8", ""),
    }
    one = rows.all("contract")[0]
    told = (one["origin"], one["status"], one["revision"], one["in_force"], one["valid_from"])
    assert told == ("registered", "filed", 0, 0, None)
    assert [row["contract_number"] for row in rows.all("customer")] == ["HT-1", "HT-1/KH002", ""]
    numbers = [row["contract_number"] for row in rows.all("sales_order")]
    assert numbers == ["HT-9", "HT-1/KH002", "HT-1", "HT-8"]

    later = rows.put(
        "contract",
        number="HT-7",
        origin="registered",
        kind="sale",
        status="filed",
        customer_id=first,
        branch_id=one["branch_id"],
        trail_length=1,
    )
    downgrade(blank_database_url, "0005")
    assert [row["id"] for row in rows.all("contract")] == [later]
    assert {table: rows.all(table) for table in ("customer", "sales_order")} == {
        table: before[table] for table in ("customer", "sales_order")
    }
    rows.engine.dispose()


def _contract_numbers(rows: Rows) -> list[int]:
    """Two customers who share a number and one without, with orders under way and ended."""
    branch = rows.put("branch", code="HQ", name="总部", is_head_office=True)
    warehouse = rows.put("warehouse", code="HQ-1", branch_id=branch)
    places = {
        "region_id": rows.put("region", code="E", path="/E/"),
        "level_id": rows.put("customer_level", code="A", name="A级"),
        "branch_id": branch,
    }
    customers = [
        rows.put("customer", code=f"KH00{index}", contract_number=number, **places)
        for index, number in enumerate(("HT-1", "HT-1", ""), start=1)
    ]
    setting = rows.put("chain_setting", document_kind="order")
    chain = rows.put("chain_version", setting_id=setting, number=1)
    orders = (
        (0, "HT-9", "draft"),
        (1, "HT-1", "order_review"),
        (1, "HT-1", "completed"),
        (1, "HT-8", "void"),
    )
    for index, (customer, number, status) in enumerate(orders):
        rows.put(
            "sales_order",
            number=f"DH-O-{index}",
            status=status,
            customer_id=customers[customer],
            contract_number=number,
            branch_id=branch,
            warehouse_id=warehouse,
            chain_version_id=chain,
            kind="ordinary",
            order_date=NOW.date(),
        )
    return customers
