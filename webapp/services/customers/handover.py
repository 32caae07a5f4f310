"""Handing customers over from one salesperson to another, with the history kept (H2).

The customer is reached through whoever keeps him now, so that the old salesperson's very next
request finds him gone. Orders that are under way go along unless that is not wanted; they stay
the documents that they are, so nothing is written into their own trail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.keepers import follow_keeper
from webapp.services.customers.locking import LONGEST_CODE
from webapp.services.documents.acting import needs_reason
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders.filters import is_open

MOST_AT_ONCE = 5_000
Names = dict[int | None, str]
#: Customers by who kept them.
Going = Mapping[int | None, Sequence[Customer]]


@dataclass(frozen=True, slots=True)
class KeptBy:
    """What one salesperson keeps in the actor's reach: customers, and their orders under way."""

    customers: int
    orders: int


@command
def hand_over(
    tx: Tx,
    codes: Sequence[str],
    to: str,
    reason: str,
    *,
    with_orders: bool = True,
    version: int | None = None,
) -> Done:
    """Hands these customers over to the salesperson with the user name ``to``.

    Those whom he keeps already are passed over. ``version`` is that of the one customer whose page
    was open. Raises Forbidden, NotFound for one out of reach, Conflict, RuleBroken at ``to`` and
    ``reason``.
    """
    tx.actor.require(Permission.CUSTOMER_GRADE)
    wanted = {code[:LONGEST_CODE] for code in codes}
    if not wanted:
        raise RuleBroken(N_("Mark at least one customer."))
    reached = Customer.code.in_(wanted), reaches_customers(tx.actor, Permission.CUSTOMER_GRADE)
    ids = list(tx.session.scalars(select(Customer.id).where(*reached)))
    if len(ids) < len(wanted):
        raise NotFound()
    return _hand_over(tx, ids, to, reason, with_orders=with_orders, version=version)


@command
def hand_over_all(tx: Tx, giver: str, to: str, reason: str, *, with_orders: bool = True) -> Done:
    """Hands over every customer in reach whom the salesperson ``giver`` keeps, also one who is
    disabled or left long ago. Raises as ``hand_over``, RuleBroken at ``giver``."""
    tx.actor.require(Permission.CUSTOMER_GRADE)
    ids = list(tx.session.scalars(select(Customer.id).where(*_kept_by(tx.actor, giver))))
    if not ids:
        raise RuleBroken(N_("This salesperson keeps no customers."), "giver")
    return _hand_over(tx, ids, to, reason, with_orders=with_orders)


def count_kept(session: Session, actor: Actor, giver: str) -> KeptBy:
    """What a handover of everything of a salesperson would move."""
    kept = _kept_by(actor, giver)
    customers = select(func.count()).select_from(Customer).where(*kept)
    orders = (
        select(func.count())
        .select_from(Order)
        .join(Customer, Customer.id == Order.customer_id)
        .where(*kept, Order.salesperson_id == Customer.salesperson_id, is_open())
    )
    return KeptBy(session.scalars(customers).one(), session.scalars(orders).one())


def _kept_by(actor: Actor, giver: str) -> tuple[ColumnElement[bool], ...]:
    keeper = select(User.id).where(User.user_name == giver, User.kind == "company")
    return (
        Customer.salesperson_id == keeper.scalar_subquery(),
        reaches_customers(actor, Permission.CUSTOMER_GRADE),
    )


def _hand_over(
    tx: Tx,
    ids: Sequence[int],
    to: str,
    reason: str,
    *,
    with_orders: bool,
    version: int | None = None,
) -> Done:
    reason = needs_reason(reason)
    if len(ids) > MOST_AT_ONCE:
        raise RuleBroken(N_("At most %(most)s customers at once."), most=MOST_AT_ONCE)
    taker = _taker(tx, to)
    orders = _lock_orders(tx, ids) if with_orders else {}
    customers = _lock_customers(tx, ids)
    if version is not None and customers[0].version != version:
        raise Conflict(N_("Somebody changed this customer meanwhile. Nothing was done."))
    going = [one for one in customers if one.salesperson_id != taker.id]
    if not going:
        raise RuleBroken(N_("This salesperson keeps these customers already."), "to")
    names = _user_names(tx, {one.salesperson_id for one in going} | {taker.id})
    by_giver: dict[int | None, list[Customer]] = defaultdict(list)
    for customer in going:
        giver = customer.salesperson_id
        by_giver[giver].append(customer)
        served = [number for number, who in orders.get(customer.id, ()) if who == giver]
        _move(tx, customer, taker, names, reason, served)
    if with_orders:
        _move_orders(tx, by_giver, taker)
    _tell(tx, by_giver, taker)
    details = {"customers": len(going), "taker": taker.name}
    return Done(going[0].code if len(going) == 1 else "", version=going[0].version, details=details)


def _taker(tx: Tx, user_name: str) -> User:
    statement = select(User).where(
        User.user_name == user_name.lower(), User.kind == "company", User.disabled_at.is_(None)
    )
    taker = tx.session.scalar(statement)
    if taker is None:
        raise RuleBroken(N_("There is no such salesperson."), "to")
    return taker


def _lock_orders(tx: Tx, ids: Sequence[int]) -> dict[int, list[tuple[str, int | None]]]:
    """Numbers and salespeople of the customers' open orders, locked before the customers are."""
    rows = tx.session.execute(
        select(Order.customer_id, Order.number, Order.salesperson_id)
        .where(Order.customer_id.in_(ids), is_open())
        .order_by(Order.id)
        .with_for_update()
    )
    found = defaultdict(list)
    for customer_id, number, salesperson_id in rows:
        found[customer_id].append((number, salesperson_id))
    return dict(found)


def _lock_customers(tx: Tx, ids: Sequence[int]) -> Sequence[Customer]:
    return tx.session.scalars(
        select(Customer)
        .where(Customer.id.in_(ids))
        .order_by(Customer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _user_names(tx: Tx, ids: Iterable[int | None]) -> Names:
    known = [one for one in ids if one is not None]
    rows = tx.session.execute(select(User.id, User.user_name).where(User.id.in_(known)))
    return {None: "", **{row.id: row.user_name for row in rows}}


def _move(
    tx: Tx, customer: Customer, taker: User, names: Names, reason: str, orders: Sequence[str]
) -> None:
    before = names[customer.salesperson_id]
    customer.salesperson_id = taker.id
    customer.version += 1
    follow_keeper(tx, customer, reason)
    data = {"before": {"salesperson": before}, "after": {"salesperson": taker.user_name}}
    tx.record(
        customer, "CustomerHandedOver", data, internal={"orders": list(orders)}, reason=reason
    )


def _move_orders(tx: Tx, going: Going, taker: User) -> None:
    """Orders under way that the giver served; what somebody else serves stays with him."""
    for giver, customers in going.items():
        tx.session.execute(
            update(Order)
            .where(
                Order.customer_id.in_([one.id for one in customers]),
                Order.salesperson_id.is_not_distinct_from(giver),
                is_open(),
            )
            .values(salesperson_id=taker.id)
            .execution_options(synchronize_session=False)
        )


def _tell(tx: Tx, going: Going, taker: User) -> None:
    everybody = [one for customers in going.values() for one in customers]
    _tell_one(tx, taker.id, "Received", everybody, taker)
    for giver, customers in going.items():
        _tell_one(tx, giver, "PassedOn", customers, taker)


def _tell_one(
    tx: Tx, user_id: int | None, what: str, customers: Sequence[Customer], taker: User
) -> None:
    single = customers[0] if len(customers) == 1 else None
    tx.notify(
        user_id,
        f"Customer{what}" if single else f"Customers{what}",
        {"customer": single.name if single else "", "count": len(customers), "who": taker.name},
        kind="customer",
        number=single.code if single else "",
    )
