"""What somebody types to find an order: its number's beginning or end, a part of its customer's
name, code or pinyin initials, or an article's code.

One condition for all of it would be asked of every order there is. So each reading of the word is
looked up first, by an index of its own and no further than a few hundred; a list then asks for
the orders or customers found, and only a reading that very many answer is left as a condition,
which the newest orders soon fill a page with.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine

#: So many of each reading are looked up.
MOST = 200
CUSTOMER, ARTICLE, BEGIN, END = "customer", "article", "begin", "end"


def matching(session: Session, search: str) -> ColumnElement[bool]:
    """The condition on orders that the word stands for."""
    readings = _readings(search, session.get_bind().dialect.name)
    found: dict[str, set[int]] = defaultdict(set)
    for reading, id_ in session.execute(_lookup(search, readings)):
        found[reading].add(id_)
    asked = [readings[name] for name, ids in found.items() if len(ids) >= MOST]
    if 0 < len(found[CUSTOMER]) < MOST:
        asked.append(_one_of(Order.customer_id, found[CUSTOMER]))
    few = [found[name] for name in (ARTICLE, BEGIN, END) if len(found[name]) < MOST]
    if ids := set().union(*few):
        asked.append(_one_of(Order.id, ids))
    return or_(false(), *asked)


def _one_of(column: Any, ids: set[int]) -> ColumnElement[bool]:
    """Spelled for a single one so that an index is read in the list's order."""
    condition: ColumnElement[bool] = column.in_(sorted(ids)) if len(ids) > 1 else column == min(ids)
    return condition


def _lookup(search: str, readings: dict[str, ColumnElement[bool]]) -> CompoundSelect[Any]:
    """Ids by reading, of each no more than ``MOST``."""
    asked = {
        CUSTOMER: select(Customer.id).where(_is_customer(search)),
        ARTICLE: _lines(search).distinct(),
        BEGIN: select(Order.id).where(readings[BEGIN]),
        END: select(Order.id).where(readings[END]),
    }
    limited = [(name, one.limit(MOST).subquery()) for name, one in asked.items()]
    return union_all(*(select(literal(name), one.c[0]) for name, one in limited))


def _readings(search: str, dialect: str) -> dict[str, ColumnElement[bool]]:
    """Conditions on an order. PostgreSQL has an index on numbers from their end (0009)."""
    upper = search.upper()
    ends = Order.number.endswith(upper, autoescape=True)
    if dialect == "postgresql":
        ends = func.reverse(Order.number).startswith(upper[::-1], autoescape=True)
    return {
        CUSTOMER: Order.customer_id.in_(select(Customer.id).where(_is_customer(search))),
        # In the order of the newest orders, so that reading ends once they fill a page.
        ARTICLE: Order.id.in_(_lines(search).distinct().order_by(OrderLine.order_id.desc())),
        BEGIN: Order.number.startswith(upper, autoescape=True),
        END: ends,
    }


def _lines(search: str) -> Select[int]:
    return select(OrderLine.order_id).where(OrderLine.code == search.upper())


def _is_customer(search: str) -> ColumnElement[bool]:
    return or_(
        Customer.name.contains(search, autoescape=True),
        Customer.code.startswith(search.upper(), autoescape=True),
        Customer.pinyin.startswith(search.lower(), autoescape=True),
    )
