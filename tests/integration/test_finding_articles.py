"""Articles by what is typed or scanned for them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, update

from tests.support.company import Company
from webapp.models import Category, Product
from webapp.services.catalog.products import create_product
from webapp.services.catalog.products_input import ProductInput
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.ordering.lines import find_products


@pytest.mark.parametrize("code", ["A77", "Z77"], ids=["before", "behind"])
def test_a_code_goes_before_another_articles_bar_code(company: Company, code: str) -> None:
    admin = company.actor("admin")
    category = company.session.scalars(select(Category.code).limit(1)).one()
    with writing(company.session, SYSTEM) as tx:
        tx.session.execute(update(Product).where(Product.code == "BOLT-8").values(barcode=code))
    given = ProductInput(code=code, name="螺母", category=category, unit="个")
    create_product(company.session, admin, given, Decimal(1))
    found = find_products(company.session, admin, [code, code.lower()])
    assert {one.product.code for one in found.values()} == {code}
