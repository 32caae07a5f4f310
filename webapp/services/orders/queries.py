"""Reading one order for its page, in a number of queries that does not depend on its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Branch,
    Customer,
    CustomerAccount,
    CustomerLevel,
    Order,
    Region,
    User,
)
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.money import tax_within
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events, read_papers, read_steps
from webapp.services.documents.views import EventView, StepView
from webapp.services.identity.scope import reaches_customer, reaches_customers
from webapp.services.orders import kinds, rules, views
from webapp.services.orders.actions import Standing, actions
from webapp.services.orders.details import (
    read_lines,
    read_made_from,
    read_promotions,
    read_remittances,
    read_revisions,
    read_shipments,
)
from webapp.services.settings.queries import company_rules

#: What of the trail a customer reads; everything else stays inside the company.
CUSTOMER_READS = (
    "OrderSubmitted",
    "OrderResubmitted",
    "OrderWithdrawn",
    "StepPassed",
    "SentBack",
    "OrderVoided",
    "OrderEdited",
    "TakenOut",
    "ShipmentConfirmed",
    "ShipmentCancelled",
    "ClosedShort",
    "ReceiptConfirmed",
    "DifferencesSettled",
    "RemittanceAnnounced",
    "RemittanceConfirmed",
    "RemittanceRefused",
    "PaidFromPrepayment",
    "PapersAdded",
)


def get_order(session: Session, actor: Actor, number: str, now: datetime) -> views.OrderView:
    """The order under this number as this reader may see it.

    Raises NotFound when there is none in his reach, which is told as if there were none at all.
    """
    row = session.execute(_head(actor, number)).first()
    if row is None:
        raise NotFound()
    order: Order = row[0]
    chain = get_chain(session, order.chain_version_id)
    lines = read_lines(session, order.id)
    events = read_events(session, actor, Order.__tablename__, order.id, CUSTOMER_READS)
    at = Standing(actor, chain, order.status, order.level, lines)
    limits = company_rules(session).overdue_hours
    return row_of(
        views.OrderView,
        order,
        overdue=rules.is_late(order.status, order.status_since, limits, now),
        tax_amount=sum((tax_within(line.amount, line.tax_rate) for line in lines), Decimal(0)),
        note_options=tuple(order.note_options),
        steps=_steps(chain, order, events),
        made_from=read_made_from(session, order),
        lines=lines,
        promotions=read_promotions(session, order.id),
        shipments=read_shipments(session, order.id, lines),
        papers=read_papers(session, actor, kinds.KIND, order.id),
        remittances=read_remittances(session, order.id),
        events=events,
        actions=actions(at, moved=order.passed_by_id is not None),
        send_back_targets=rules.send_back_targets(chain, order.status, at.left),
        inside=None if actor.is_customer else _inside(session, actor, row, chain),
    )


def made_from_of(session: Session, actor: Actor, number: str) -> views.MadeFrom | None:
    """The contract or quotation behind an order, without the rest of it; None for one from
    nothing. Raises NotFound as reading all of it does."""
    order = session.scalars(_within_reach(actor, number)).first()
    if order is None:
        raise NotFound()
    return read_made_from(session, order)


def _within_reach(actor: Actor, number: str) -> Select[Order]:
    return (
        select(Order)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.number == number[:LONGEST_NUMBER], reaches_customers(actor, Permission.ORDER_VIEW)
        )
    )


def _head(actor: Actor, number: str) -> Select[*tuple[Any, ...]]:
    statement = _within_reach(actor, number)
    if actor.is_customer:
        return statement
    sales, creator, confirmer = aliased(User), aliased(User), aliased(User)
    return (
        statement.add_columns(
            Customer,
            CustomerLevel,
            Region,
            Branch,
            CustomerAccount,
            sales.name.label("salesperson"),
            creator.name.label("created_by"),
            confirmer.name.label("confirmed_by"),
        )
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .join(Region, Region.id == Customer.region_id)
        .join(Branch, Branch.id == Order.branch_id)
        .outerjoin(CustomerAccount, CustomerAccount.customer_id == Customer.id)
        .outerjoin(sales, sales.id == Order.salesperson_id)
        .outerjoin(creator, creator.id == Order.created_by_id)
        .outerjoin(confirmer, confirmer.id == Order.confirmed_by_id)
    )


def _steps(chain: Chain, order: Order, events: Sequence[EventView]) -> tuple[StepView, ...]:
    labels = {step.key: step.label for step in kinds.STEPS}
    is_done = order.status == kinds.COMPLETED
    return read_steps(chain, labels, order, _passed(events), is_done=is_done)


def _passed(events: Sequence[EventView]) -> dict[str, EventView]:
    """The event that last took the order past each step."""
    last: dict[str, EventView] = {}
    for event in events:
        step = event.data.get("step")
        if event.name == "StepPassed" and isinstance(step, str):
            last[step] = event
        elif event.name in ("TakenOut", "ShipmentConfirmed", "ReceiptConfirmed"):
            last[_GOODS_STEPS[event.name]] = event
    return last


_GOODS_STEPS = {
    "TakenOut": kinds.OUTBOUND_REVIEW,
    "ShipmentConfirmed": kinds.SHIPMENT,
    "ReceiptConfirmed": kinds.RECEIPT,
}


def _inside(
    session: Session, actor: Actor, row: Row[*tuple[Any, ...]], chain: Chain
) -> views.Inside:
    order: Order = row[0]
    return views.Inside(
        customer=_card(actor, row),
        salesperson=row.salesperson or order.responsibility_code,
        created_by=row.created_by or "",
        confirmed_by=row.confirmed_by or "",
        internal_remark=order.internal_remark,
        chain_version=chain.number,
        revisions=read_revisions(session, order.id),
    )


def _card(actor: Actor, row: Row[*tuple[Any, ...]]) -> views.CustomerCard:
    _, customer, level, region, branch, account, *_ = row
    sees_money = any(
        reaches_customer(actor, one, customer)
        for one in (Permission.ACCOUNT_VIEW, Permission.ORDER_FINANCE)
    )
    zero = Decimal("0.00")
    return views.CustomerCard(
        code=customer.code,
        level=level.name,
        level_en=level.name_en,
        region=region.name,
        region_en=region.name_en,
        branch=branch.name,
        branch_en=branch.name_en,
        credit_limit=customer.credit_limit if sees_money else None,
        exposure=(account.exposure if account else zero) if sees_money else None,
        prepayment=(account.prepayment if account else zero) if sees_money else None,
    )
