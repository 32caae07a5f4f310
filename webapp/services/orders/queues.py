"""Lists of orders: a page of rows at a time, and how many stand in each status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.models import Branch, Customer, Order, Region, User
from webapp.services.chains.queries import get_chains
from webapp.services.chains.rules import Chain, may_act
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.rows import columns_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds, rules
from webapp.services.orders.filters import OrderFilter, conditions, is_open
from webapp.services.settings.queries import company_rules


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row of a list of orders. ``may_pass`` tells whether this actor may pass it on now;
    ``level_name`` says which of several levels it waits for."""

    number: str
    status: str
    version: int
    status_since: datetime
    customer_code: str
    customer_name: str
    region: str
    region_en: str
    branch: str
    branch_en: str
    salesperson: str
    kind: str
    product_kind: str
    order_date: date
    requested_date: date
    total_amount: Decimal
    payment_status: str
    delivery_status: str
    sent_back_reason: str
    overdue: bool
    may_pass: bool
    level_name: str


#: What is the same for every reader and filter is built once; conditions are all that is added.
COUNTS = select(Order.status, func.count()).where(is_open()).group_by(Order.status)
SALESPERSON = select(User.name).where(User.id == Order.salesperson_id).scalar_subquery()
COLUMNS = columns_of(
    OrderRow,
    Order,
    customer_code=Customer.code.label("customer_code"),
    region=Region.name.label("region"),
    region_en=Region.name_en.label("region_en"),
    branch=Branch.name.label("branch"),
    branch_en=Branch.name_en.label("branch_en"),
    salesperson=func.coalesce(SALESPERSON, Order.responsibility_code).label("salesperson"),
)
ROWS: Select[*tuple[Any, ...]] = (
    select(*COLUMNS, Order.id, Order.level, Order.chain_version_id)
    .join(Customer, Customer.id == Order.customer_id)
    .join(Region, Region.id == Customer.region_id)
    .join(Branch, Branch.id == Order.branch_id)
)


def status_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Open orders in reach by status, for the tabs; closed ones are not counted."""
    counts = COUNTS
    if actor.reach(Permission.ORDER_VIEW) is not Reach.ALL:
        reached = reaches_customers(actor, Permission.ORDER_VIEW)
        counts = COUNTS.join(Customer, Customer.id == Order.customer_id).where(reached)
    rows = session.execute(counts)
    return {row[0]: row[1] for row in rows}


def list_orders(
    session: Session,
    actor: Actor,
    wanted: OrderFilter,
    now: datetime,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[OrderRow]:
    """A page of orders in reach: an open queue by waiting time, everything else by number.

    ``after`` and ``before`` are places that an earlier page named. Raises RuleBroken for a
    forged one.
    """
    by_waiting = bool(wanted.status) and wanted.status not in kinds.CLOSED
    is_oldest_first = wanted.sort == "oldest" or (by_waiting and wanted.sort != "newest")
    columns = (Order.status_since, Order.id) if by_waiting else (Order.id, Order.id)
    sorting = Sorting(columns, (as_moment if by_waiting else as_id, as_id), is_oldest_first)
    statement = _rows(session, actor, wanted)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=_shown(session, actor, page.rows, now))


def get_row(session: Session, actor: Actor, number: str, now: datetime) -> OrderRow:
    """One order as a list shows it; raises NotFound out of reach."""
    statement = _rows(session, actor, OrderFilter()).where(Order.number == number[:LONGEST_NUMBER])
    rows = _shown(session, actor, session.execute(statement).all(), now)
    if not rows:
        raise NotFound()
    return rows[0]


def _shown(session: Session, actor: Actor, found: Sequence[Any], now: datetime) -> list[OrderRow]:
    limits = company_rules(session).overdue_hours
    chains = get_chains(session, {row.chain_version_id for row in found})

    @cache
    def place(chain_version_id: int, status: str, level: int) -> tuple[bool, str]:
        return _place(actor, chains[chain_version_id], status, level)

    def shown(row: Any) -> OrderRow:
        is_late = rules.is_late(row.status, row.status_since, limits, now)
        here = place(row.chain_version_id, row.status, row.level)
        return OrderRow(*(*row[: len(COLUMNS)], is_late, *here))

    return [shown(row) for row in found]


def _rows(session: Session, actor: Actor, wanted: OrderFilter) -> Select[*tuple[Any, ...]]:
    reached = reaches_customers(actor, Permission.ORDER_VIEW)
    return ROWS.where(reached, *conditions(session, wanted))


def _place(actor: Actor, chain: Chain, status: str, level: int) -> tuple[bool, str]:
    """Whether the actor may pass on what stands here, and the name of the level, of several."""
    step = next((one for one in chain.on if one.key == status and one.is_company), None)
    if step is None:
        return False, ""
    is_one_of_several = len(step.levels) > 1 and level < len(step.levels)
    return may_act(actor, step, level), step.levels[level].name if is_one_of_several else ""
