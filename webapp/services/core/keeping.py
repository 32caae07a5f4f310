"""What is read once in a transaction, however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from sqlalchemy.orm import Session

Value = TypeVar("Value")
KEPT = "kept_in_transaction"


def read_once(session: Session, key: Hashable, read: Callable[[], Value]) -> Value:
    """What ``read`` answers, read again only in another transaction of the session."""
    transaction, values = session.info.get(KEPT, (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        values = {}
    if key not in values:
        values[key] = read()
        # Reading may be what begins the transaction.
        session.info[KEPT] = session.get_transaction(), values
    return cast(Value, values[key])
