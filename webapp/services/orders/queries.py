"""Reading one order for its page, in a number of queries that does not depend on its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from webapp.models import Branch, CustomerLevel, Order, Region
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.core.money import tax_within
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import Standing as DocumentStanding
from webapp.services.documents.reading import read_events, read_papers, read_steps
from webapp.services.documents.views import EventView, StepView
from webapp.services.identity.scope import reaches_customer
from webapp.services.orders import kinds, rules, views
from webapp.services.orders.actions import Standing, actions
from webapp.services.orders.details import read_lines, read_remittances, read_revisions
from webapp.services.orders.heads import Head, find_head, hold, made_from, names, promotions
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
    rows = find_head(session, actor, number)
    head = rows[0]
    order = head.order
    chain = get_chain(session, order.chain_version_id)
    lines, shipments = read_lines(session, order.id)
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
        made_from=made_from(head),
        lines=lines,
        promotions=promotions(rows),
        shipments=shipments,
        papers=read_papers(session, actor, kinds.KIND, order.id),
        remittances=read_remittances(session, order.id) if head.has_remittances else (),
        events=events,
        actions=actions(at, moved=order.passed_by_id is not None),
        send_back_targets=rules.send_back_targets(chain, order.status, at.left),
        inside=None if actor.is_customer else _inside(session, actor, head, chain),
    )


def made_from_of(session: Session, actor: Actor, number: str) -> views.MadeFrom | None:
    """The contract or quotation behind an order, without the rest of it; None for one from
    nothing. Raises NotFound as reading all of it does."""
    return made_from(find_head(session, actor, number)[0])


def _steps(
    chain: Chain, order: DocumentStanding, events: Sequence[EventView]
) -> tuple[StepView, ...]:
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


def _inside(session: Session, actor: Actor, head: Head, chain: Chain) -> views.Inside:
    order = head.order
    return views.Inside(
        customer=_card(session, actor, head),
        salesperson=head.salesperson or order.responsibility_code,
        created_by=head.created_by,
        confirmed_by=head.confirmed_by,
        internal_remark=order.internal_remark,
        chain_version=chain.number,
        revisions=read_revisions(session, order.id) if head.has_revisions else (),
        hold=hold(head),
    )


def _card(session: Session, actor: Actor, head: Head) -> views.CustomerCard:
    customer, account = head.customer, head.account
    sees_money = any(
        reaches_customer(actor, one, customer)
        for one in (Permission.ACCOUNT_VIEW, Permission.ORDER_FINANCE)
    )
    zero = Decimal("0.00")
    level, level_en = names(session, CustomerLevel, customer.level_id)
    region, region_en = names(session, Region, customer.region_id)
    branch, branch_en = names(session, Branch, head.order.branch_id)
    return views.CustomerCard(
        code=customer.code,
        level=level,
        level_en=level_en,
        region=region,
        region_en=region_en,
        branch=branch,
        branch_en=branch_en,
        credit_limit=customer.credit_limit if sees_money else None,
        exposure=(account.exposure or zero) if sees_money else None,
        prepayment=(account.prepayment or zero) if sees_money else None,
    )
