"""Reading one return request for its page, and orders from which goods may come back, in a
number of queries that does not depend on their size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from webapp.models import (
    Branch,
    Customer,
    Order,
    OrderLine,
    Product,
    Region,
    ReturnLine,
    ReturnRequest,
    StoredFile,
    User,
    Warehouse,
)
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events, read_papers, read_steps
from webapp.services.documents.views import EventView, StepView
from webapp.services.identity.scope import reaches_customers
from webapp.services.returns import kinds, views
from webapp.services.returns.actions import actions
from webapp.services.returns.commands import send_back_targets
from webapp.services.returns.placing import returnable
from webapp.services.returns.queues import is_late
from webapp.services.returns.refunds import NOWHERE, elsewhere, net_price, paid_back
from webapp.services.settings.queries import company_rules

#: What of the trail a customer reads; opinions stay inside the company.
CUSTOMER_READS = (
    "ReturnRequested",
    "ReturnResubmitted",
    "StepPassed",
    "SentBack",
    "ReturnVoided",
)
MOST_ORDERS = 30


def get_return(session: Session, actor: Actor, number: str, now: datetime) -> views.ReturnView:
    """The request under this number as this reader may see it.

    Raises NotFound when there is none in his reach, which is told as if there were none at all.
    """
    row = session.execute(_head(actor, number)).first()
    if row is None:
        raise NotFound()
    request: ReturnRequest = row[0]
    chain = get_chain(session, request.chain_version_id)
    events = read_events(session, actor, ReturnRequest.__tablename__, request.id, CUSTOMER_READS)
    limits = company_rules(session).overdue_hours
    taken_in = request.goods_taken_in
    return row_of(
        views.ReturnView,
        request,
        overdue=is_late(request.status, request.status_since, limits, now),
        order_number=row.order_number,
        customer_name=row.customer_name,
        steps=_steps(chain, request, events),
        lines=_lines(session, request.id),
        papers=read_papers(session, actor, kinds.KIND, request.id),
        events=events,
        actions=actions(actor, request, chain, row.Customer),
        send_back_targets=send_back_targets(chain, request.status, taken_in),
        inside=None if actor.is_customer else _inside(row, chain),
    )


def _head(actor: Actor, number: str) -> Select[*tuple[Any, ...]]:
    adviser, creator = aliased(User), aliased(User)
    return (
        select(
            ReturnRequest,
            Order.number.label("order_number"),
            Order.customer_name,
            Customer,
            Region,
            Branch,
            Warehouse,
            adviser.name.label("opinion_by"),
            creator.name.label("created_by"),
        )
        .join(Order, Order.id == ReturnRequest.order_id)
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .join(Region, Region.id == Customer.region_id)
        .join(Branch, Branch.id == ReturnRequest.branch_id)
        .join(Warehouse, Warehouse.id == ReturnRequest.warehouse_id)
        .outerjoin(adviser, adviser.id == ReturnRequest.opinion_by_id)
        .outerjoin(creator, creator.id == ReturnRequest.created_by_id)
        .where(
            ReturnRequest.number == number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    )


def _inside(row: Row[*tuple[Any, ...]], chain: Chain) -> views.ReturnInside:
    request, region, branch, warehouse = row[0], row.Region, row.Branch, row.Warehouse
    return views.ReturnInside(
        opinion=request.opinion,
        opinion_by=row.opinion_by or "",
        created_by=row.created_by or "",
        customer_code=row.Customer.code,
        region=region.name,
        region_en=region.name_en,
        branch=branch.name,
        branch_en=branch.name_en,
        warehouse=warehouse.name,
        warehouse_en=warehouse.name_en,
        chain_version=chain.number,
    )


def _steps(
    chain: Chain, request: ReturnRequest, events: Sequence[EventView]
) -> tuple[StepView, ...]:
    labels = {step.key: step.label for step in kinds.STEPS}
    passed = {str(one.data.get("step")): one for one in events if one.name == "StepPassed"}
    is_done = request.status == kinds.COMPLETED
    return read_steps(chain, labels, request, passed, is_done=is_done)


def _lines(session: Session, return_id: int) -> tuple[views.ReturnLineView, ...]:
    rows = session.execute(
        select(ReturnLine, Product.specification, StoredFile.token)
        .join(Product, Product.id == ReturnLine.product_id)
        .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
        .where(ReturnLine.return_id == return_id)
        .order_by(ReturnLine.position)
    )
    return tuple(
        row_of(views.ReturnLineView, line, specification=specification, picture=picture)
        for line, specification, picture in rows
    )


def get_returnable(
    session: Session, actor: Actor, order_number: str, request_number: str = ""
) -> views.ReturnableOrder:
    """An order's received lines, and how much of each may still come back; what the request
    under ``request_number`` asks for counts as free. Raises NotFound out of reach."""
    order = session.scalar(
        select(Order)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.number == order_number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.RETURN_CREATE),
        )
        .options(selectinload(Order.lines))
    )
    if order is None:
        raise NotFound()
    own = select(ReturnRequest.id).where(
        ReturnRequest.number == request_number[:LONGEST_NUMBER], ReturnRequest.order_id == order.id
    )
    own_id = session.scalar(own) if request_number else None
    left = returnable(session, order, own_id)
    others = elsewhere(session, order.id, own_id)
    shown = _pictured(session, [line.product_id for line in order.lines])
    lines = tuple(
        row_of(
            views.ReturnableLine,
            line,
            picture=shown.get(line.product_id),
            price=net_price(line),
            left=left[line.id],
            refund=paid_back(line, left[line.id], others.get(line.id, NOWHERE)),
        )
        for line in order.lines
        if left[line.id] > 0
    )
    return views.ReturnableOrder(order.number, order.customer_name, lines)


def _pictured(session: Session, product_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(Product.id, StoredFile.token)
        .join(StoredFile, StoredFile.id == Product.picture_id)
        .where(Product.id.in_(product_ids))
    )
    return {row[0]: row[1] for row in rows}


def received_orders(session: Session, actor: Actor) -> list[views.ReceivedOrder]:
    """The latest orders of which something has arrived."""
    rows = session.execute(
        select(Order.number, Order.order_date, Order.total_amount, func.count(OrderLine.id))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(OrderLine.received > 0, reaches_customers(actor, Permission.RETURN_CREATE))
        .group_by(Order.id, Order.number, Order.order_date, Order.total_amount)
        .order_by(Order.id.desc())
        .limit(MOST_ORDERS)
    )
    return [views.ReceivedOrder(*row) for row in rows]
