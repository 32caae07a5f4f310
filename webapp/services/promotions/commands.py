"""Acts on promotions: write a draft, change it, publish it, withdraw it, begin anew from one.

Once published it stands as it is: orders refer to it. It is withdrawn, and followed by another.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from webapp.models import CustomerLevel, Product, Promotion, PromotionLevel, PromotionProduct
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.numbering import LONGEST_NUMBER, PROMOTION, next_number
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.promotions.input import Checked, PromotionInput, check_promotion
from webapp.services.promotions.terms import DRAFT, PUBLISHED, WITHDRAWN, terms_to_plain


@command
def create_promotion(tx: Tx, given: PromotionInput) -> Done:
    """Keeps a draft, which nobody is offered. Raises RuleBroken at its fields, Forbidden."""
    tx.actor.require(Permission.PROMOTION_MANAGE)
    checked = check_promotion(tx.session, given)
    promotion = _new(tx)
    _put(tx, promotion, given, checked)
    tx.record(promotion, "PromotionCreated", {"after": _facts(tx, promotion)})
    return done_with(promotion)


@command
def change_promotion(tx: Tx, number: str, version: int, given: PromotionInput) -> Done:
    """Changes a draft. Raises RuleBroken at its fields, Conflict for one that is published or
    was changed meanwhile."""
    promotion = _lock(tx, number, version)
    if promotion.status != DRAFT:
        raise wrong_state(promotion)
    checked = check_promotion(tx.session, given)
    before = _facts(tx, promotion)
    _put(tx, promotion, given, checked)
    if changes := changes_between(before, _facts(tx, promotion)):
        promotion.version += 1
        tx.record(promotion, "PromotionChanged", changes)
    return done_with(promotion)


@command
def publish_promotion(tx: Tx, number: str, version: int) -> Done:
    """Offers it from its first day on, today at the earliest. Raises RuleBroken for one whose
    last day is over, Conflict for one that is no draft."""
    promotion = _lock(tx, number, version)
    if promotion.status != DRAFT:
        raise wrong_state(promotion)
    if promotion.valid_to < tx.today:
        raise RuleBroken(N_("Its last day is over. Please change the days first."))
    promotion.status, promotion.published_at = PUBLISHED, tx.now
    promotion.version += 1
    tx.record(promotion, "PromotionPublished", _facts(tx, promotion))
    return done_with(promotion)


@command
def withdraw_promotion(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Offers it no more from now on; orders that have it keep it. A draft is given up by it.

    Raises RuleBroken without a reason, Conflict for one that is withdrawn.
    """
    reason = needs_reason(reason)
    promotion = _lock(tx, number, version)
    if promotion.status == WITHDRAWN:
        raise wrong_state(promotion)
    promotion.status, promotion.withdrawn_at = WITHDRAWN, tx.now
    promotion.version += 1
    tx.record(promotion, "PromotionWithdrawn", reason=reason)
    return done_with(promotion)


@command
def copy_promotion(tx: Tx, number: str) -> Done:
    """A new draft with everything that this one has. Raises NotFound, Forbidden."""
    source = _lock(tx, number, None)
    promotion = _new(tx)
    for name in ("name", "name_en", "kind", "terms", "valid_from", "valid_to"):
        setattr(promotion, name, getattr(source, name))
    _add(tx, promotion, _product_ids(tx, source), _level_ids(tx, source))
    data = {"from": source.number, "after": _facts(tx, promotion)}
    tx.record(promotion, "PromotionCreated", data)
    return done_with(promotion)


def _new(tx: Tx) -> Promotion:
    return Promotion(
        number=next_number(tx, PROMOTION),
        status=DRAFT,
        version=1,
        created_at=tx.now,
        created_by_id=tx.actor.user_id,
        trail_length=0,
        trail_head="",
    )


def _lock(tx: Tx, number: str, version: int | None) -> Promotion:
    """Raises Forbidden, NotFound, and Conflict when it was changed since it was looked at."""
    tx.actor.require(Permission.PROMOTION_MANAGE)
    statement = select(Promotion).where(Promotion.number == number[:LONGEST_NUMBER])
    promotion = tx.session.scalar(statement.with_for_update())
    if promotion is None:
        raise NotFound()
    if version is not None and promotion.version != version:
        raise Conflict(
            N_("%(number)s was changed meanwhile. Nothing was changed."), number=promotion.number
        )
    return promotion


def _put(tx: Tx, promotion: Promotion, given: PromotionInput, checked: Checked) -> None:
    promotion.name, promotion.name_en = given.name.strip(), given.name_en.strip()
    promotion.kind = given.kind
    promotion.terms = terms_to_plain(given.kind, checked.terms)
    promotion.valid_from, promotion.valid_to = checked.valid_from, checked.valid_to
    _add(tx, promotion, checked.product_ids, checked.level_ids)


def _add(
    tx: Tx, promotion: Promotion, product_ids: tuple[int, ...], level_ids: tuple[int, ...]
) -> None:
    """Makes its articles and levels these."""
    tx.session.add(promotion)
    tx.session.flush()
    for table in (PromotionProduct, PromotionLevel):
        tx.session.execute(delete(table).where(table.promotion_id == promotion.id))
    tx.session.add_all(
        [PromotionProduct(promotion_id=promotion.id, product_id=one) for one in product_ids]
    )
    tx.session.add_all(
        [PromotionLevel(promotion_id=promotion.id, level_id=one) for one in level_ids]
    )
    tx.session.flush()


def _product_ids(tx: Tx, promotion: Promotion) -> tuple[int, ...]:
    of_it = PromotionProduct.promotion_id == promotion.id
    rows = select(PromotionProduct.product_id).where(of_it).order_by(PromotionProduct.id)
    return tuple(tx.session.scalars(rows))


def _level_ids(tx: Tx, promotion: Promotion) -> tuple[int, ...]:
    of_it = PromotionLevel.promotion_id == promotion.id
    rows = select(PromotionLevel.level_id).where(of_it).order_by(PromotionLevel.id)
    return tuple(tx.session.scalars(rows))


def _facts(tx: Tx, promotion: Promotion) -> dict[str, Any]:
    """Everything that it promises, as the trail keeps it."""
    products = select(Product.code).where(Product.id.in_(_product_ids(tx, promotion)))
    levels = select(CustomerLevel.code).where(CustomerLevel.id.in_(_level_ids(tx, promotion)))
    return {
        "name": promotion.name,
        "name_en": promotion.name_en,
        "kind": promotion.kind,
        "terms": promotion.terms,
        "valid_from": promotion.valid_from.isoformat(),
        "valid_to": promotion.valid_to.isoformat(),
        "products": list(tx.session.scalars(products.order_by(Product.code))),
        "levels": list(tx.session.scalars(levels.order_by(CustomerLevel.code))),
    }
