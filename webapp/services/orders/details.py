"""Reading what belongs to an order, each kind in one query however much there is of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import (
    Contract,
    Order,
    OrderLine,
    OrderPromotion,
    OrderRevision,
    Product,
    Quotation,
    Remittance,
    Shipment,
    ShipmentLine,
    StoredFile,
    User,
)
from webapp.services.core.rows import row_of
from webapp.services.orders import views
from webapp.services.promotions.terms import terms_from_plain


def read_lines(session: Session, order_id: int) -> tuple[views.LineView, ...]:
    """The lines in their order, each with its article's bar code and picture."""
    rows = session.execute(
        select(OrderLine, Product.barcode, StoredFile.token)
        .join(Product, Product.id == OrderLine.product_id)
        .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position)
    )
    return tuple(
        row_of(views.LineView, line, barcode=barcode, picture=picture)
        for line, barcode, picture in rows
    )


def read_made_from(session: Session, order: Order) -> views.MadeFrom | None:
    """The contract or quotation that it was made from; None, unasked, for one from nothing."""
    if order.contract_id is not None:
        contract = select(Contract.number, Contract.kind).where(Contract.id == order.contract_id)
        number, kind = session.execute(contract).one()
        return views.MadeFrom("contract", number, kind == "sample")
    if order.quotation_id is not None:
        quotation = select(Quotation.number).where(Quotation.id == order.quotation_id)
        return views.MadeFrom("quotation", session.scalars(quotation).one(), is_sample=False)
    return None


def read_promotions(session: Session, order_id: int) -> tuple[views.PromotionView, ...]:
    """What promotions did to the order, in the words and terms of that day."""
    rows = session.scalars(
        select(OrderPromotion)
        .where(OrderPromotion.order_id == order_id)
        .order_by(OrderPromotion.position)
    )
    return tuple(
        row_of(views.PromotionView, one, terms=terms_from_plain(one.terms)) for one in rows
    )


def read_shipments(
    session: Session, order_id: int, lines: Sequence[views.LineView]
) -> tuple[views.ShipmentView, ...]:
    """All shipments, the oldest first, cancelled ones included."""
    rows = session.execute(
        select(Shipment, ShipmentLine)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(Shipment.order_id == order_id)
        .order_by(Shipment.id, ShipmentLine.id)
    )
    by_id = {line.id: line for line in lines}
    found: dict[int, tuple[Shipment, list[views.ShipmentLineView]]] = {}
    for shipment, line in rows:
        kept = found.setdefault(shipment.id, (shipment, []))
        kept[1].append(_shipment_line(line, by_id[line.order_line_id]))
    return tuple(
        row_of(views.ShipmentView, shipment, lines=tuple(taken))
        for shipment, taken in found.values()
    )


def _shipment_line(line: ShipmentLine, of: views.LineView) -> views.ShipmentLineView:
    return views.ShipmentLineView(
        id=line.id,
        order_line_id=of.id,
        code=of.code,
        name=of.name,
        name_en=of.name_en,
        specification=of.specification,
        unit=of.unit,
        unit_en=of.unit_en,
        quantity=line.quantity,
        received=line.received,
        difference=line.difference,
        note=line.note,
    )


def read_remittances(session: Session, order_id: int) -> tuple[views.RemittanceView, ...]:
    """Payments that were announced, the oldest first."""
    rows = session.execute(
        select(Remittance, StoredFile.token)
        .outerjoin(StoredFile, StoredFile.id == Remittance.file_id)
        .where(Remittance.order_id == order_id)
        .order_by(Remittance.id)
    )
    return tuple(row_of(views.RemittanceView, one, slip=slip) for one, slip in rows)


def read_revisions(session: Session, order_id: int) -> tuple[views.RevisionView, ...]:
    """The lines as they were before each edit, the newest first."""
    rows = session.execute(
        select(OrderRevision, User.name)
        .outerjoin(User, User.id == OrderRevision.made_by_id)
        .where(OrderRevision.order_id == order_id)
        .order_by(OrderRevision.number.desc())
    )
    return tuple(
        views.RevisionView(
            number=one.number,
            lines=one.lines,
            total_amount=one.total_amount,
            reason=one.reason,
            made_at=one.made_at,
            made_by=name or "",
        )
        for one, name in rows
    )
