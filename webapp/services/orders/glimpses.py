"""What a customer's list of orders shows beyond the order itself: a few pictures, how many
articles, and which shipments wait for him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine, Product, Shipment, StoredFile
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers

FIRST_LINES = 4


@dataclass(frozen=True, slots=True)
class LineGlimpse:
    name: str
    name_en: str
    picture: str | None


@dataclass(frozen=True, slots=True)
class Glimpse:
    """``lines`` are the first few of ``count``; ``arriving`` are numbers of shipments on their
    way, whose receipt the customer has to confirm."""

    lines: tuple[LineGlimpse, ...] = ()
    count: int = 0
    arriving: tuple[str, ...] = ()


def glimpses(session: Session, actor: Actor, numbers: Sequence[str]) -> dict[str, Glimpse]:
    """Glimpses of orders in the actor's reach by number, in three queries for all of them."""
    mine = (Order.number.in_(numbers), reaches_customers(actor, Permission.ORDER_VIEW))
    heads = session.execute(
        select(Order.id, Order.number, func.count(OrderLine.id))
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(OrderLine, OrderLine.order_id == Order.id)
        .where(*mine)
        .group_by(Order.id, Order.number)
    ).all()
    ids = [row[0] for row in heads]
    lines, arriving = _first_lines(session, ids), _arriving(session, ids)
    return {
        number: Glimpse(tuple(lines.get(id_, ())), count, tuple(arriving.get(id_, ())))
        for id_, number, count in heads
    }


def _first_lines(session: Session, ids: Sequence[int]) -> dict[int, list[LineGlimpse]]:
    rows = session.execute(
        select(OrderLine.order_id, OrderLine.name, OrderLine.name_en, StoredFile.token)
        .join(Product, Product.id == OrderLine.product_id)
        .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
        .where(OrderLine.order_id.in_(ids), OrderLine.position <= FIRST_LINES)
        .order_by(OrderLine.order_id, OrderLine.position)
    )
    found: dict[int, list[LineGlimpse]] = {}
    for order_id, name, name_en, picture in rows:
        found.setdefault(order_id, []).append(LineGlimpse(name, name_en, picture))
    return found


def _arriving(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(Shipment.order_id, Shipment.number)
        .where(Shipment.order_id.in_(ids), Shipment.status == "shipped")
        .order_by(Shipment.id)
    )
    found: dict[int, list[str]] = {}
    for order_id, number in rows:
        found.setdefault(order_id, []).append(number)
    return found
