"""A shop with as many articles as a test wants."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import null, update

from tests.support.company import Company
from tests.support.filling import copy, follow, named
from webapp.models import Product, ProductPrice, StockBalance


def many_articles(company: Company, number: int) -> list[str]:
    """The codes of so many more articles, each with a price and goods."""
    session = company.session
    since = copy(
        session,
        Product,
        number,
        lambda n: {"code": named("P", n), "barcode": null()},
        like=company.products["BOLT-8"],
    )
    for model in (ProductPrice, StockBalance):
        follow(session, model, Product, since, lambda new: {"product_id": new.id})
    session.execute(update(StockBalance).values(on_hand=Decimal(100_000)))
    session.commit()
    return [f"P-{n}" for n in range(1, number + 1)]
