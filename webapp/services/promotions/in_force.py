"""The promotions that hold for a customer's level on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from webapp.models import Promotion, PromotionLevel, PromotionProduct
from webapp.services.core.keeping import keep
from webapp.services.promotions import terms
from webapp.services.promotions.rules import Offer
from webapp.services.promotions.terms import terms_from_plain


def offers_in_force(
    session: Session, level_id: int, on: date, kept: Collection[int] = ()
) -> tuple[Offer, ...]:
    """The published promotions for a level on a day, the oldest first, and the ``kept`` ones, which
    an order has already, whatever became of them or of its customer's level since (F4)."""
    key = ("offers in force", level_id, on, frozenset(kept))
    return keep(session, key, lambda: _read(session, level_id, on, kept))


def _read(session: Session, level_id: int, on: date, kept: Collection[int]) -> tuple[Offer, ...]:
    for_level = select(PromotionLevel.id).where(PromotionLevel.promotion_id == Promotion.id)
    is_for_level = or_(
        ~exists(for_level), exists(for_level.where(PromotionLevel.level_id == level_id))
    )
    is_offered = (Promotion.status == terms.PUBLISHED) & is_for_level
    statement = select(Promotion).where(
        or_(is_offered, Promotion.id.in_(kept)),
        Promotion.valid_from <= on,
        Promotion.valid_to >= on,
    )
    return read_offers(session, statement)


def read_offers(session: Session, statement: Select[Promotion]) -> tuple[Offer, ...]:
    """The promotions of a statement as offers, the oldest first, with their products."""
    found = session.scalars(statement.order_by(Promotion.id)).all()
    products = _products(session, found)
    return tuple(
        Offer(
            id=one.id,
            number=one.number,
            name=one.name,
            name_en=one.name_en,
            kind=one.kind,
            terms=terms_from_plain(one.terms),
            products=frozenset(products.get(one.id, ())),
        )
        for one in found
    )


def _products(session: Session, found: Sequence[Promotion]) -> dict[int, list[int]]:
    ids = [one.id for one in found]
    if not ids:
        return {}
    rows = session.execute(
        select(PromotionProduct.promotion_id, PromotionProduct.product_id).where(
            PromotionProduct.promotion_id.in_(ids)
        )
    )
    products: dict[int, list[int]] = {}
    for promotion_id, product_id in rows:
        products.setdefault(promotion_id, []).append(product_id)
    return products


def gift_articles(offers: Sequence[Offer], product_ids: Collection[int]) -> set[int]:
    """Products that offers on these products could give besides them."""
    given = {
        offer.terms.gift.product_id
        for offer in offers
        if offer.terms.gift is not None and not offer.products.isdisjoint(product_ids)
    }
    return given - set(product_ids)
