"""What is not read again: once a transaction, or once a process while master data stays as it is.

Every change of master data — settings, roles, regions, chains and the like (``MASTER_DATA``) —
renews one stamp in the database, in the same transaction and by triggers, whoever makes it. A
request reads the stamp together with its session; what a process keeps is kept under a stamp and
never given out under another. So all processes see a change with their next request.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from sqlalchemy.orm import Session

from webapp.memory import MEMORY

Value = TypeVar("Value")
#: Where a session has what it read once, and what it may use of its process's memory.
ONCE = "read_in_transaction"
KEPT = "kept_by_process"
#: Tables whose changes renew the stamp; of the accounts and customers only some columns do.
MASTER_DATA = frozenset(
    {"branch", "category", "chain_setting", "chain_version", "choice_item", "company_settings"}
    | {"custom_field", "customer", "customer_level", "department", "level_discount", "order_kind"}
    | {"product", "product_level"}
    | {"promotion", "promotion_level", "promotion_product", "region", "role"}
    | {"role_permission", "saved_filter", "tax_class", "tax_rate", "user_account", "user_region"}
    | {"user_role", "warehouse"}
)


def keep_under(session: Session, stamp: str) -> None:
    """Lets the session use what its process keeps under this stamp, which it has just read."""
    session.info[KEPT] = session.info[MEMORY].at(stamp)


def keep_no_more(session: Session) -> None:
    """From here on the session reads master data itself, its own changes among it."""
    session.info.pop(KEPT, None)
    session.info.pop(ONCE, None)


def keep_apart(session: Session) -> None:
    """From here on, what the session reads of master data is its own: it acts, and what it saw of
    its own changes may yet be taken back."""
    kept = session.info.get(KEPT)
    if kept is not None:
        session.info[KEPT] = ChainMap({}, kept)


def keep_together(session: Session, *, is_committed: bool) -> None:
    """The act is over: what it read is its process's if it stands, and forgotten if it does not."""
    kept = session.info.get(KEPT)
    if not isinstance(kept, ChainMap):
        return
    own, shared = kept.maps
    if is_committed:
        shared.update(own)
    session.info[KEPT] = shared


def keep(session: Session, key: Hashable, read: Callable[[], Value]) -> Value:
    """What ``read`` answers of master data alone, read again once any of it has changed.

    Threads share the answer, so it must be immutable. A session that knows no stamp reads it once
    a transaction. What an act reads is the others' once it is committed (``keep_apart``), and never
    where the act changed master data itself (``Tx.record``).
    """
    kept = session.info.get(KEPT)
    if kept is None:
        return read_once(session, key, read)
    if key not in kept:
        kept[key] = read()
    return cast(Value, kept[key])


def read_once(session: Session, key: Hashable, read: Callable[[], Value]) -> Value:
    """What ``read`` answers, read again only in another transaction of the session."""
    transaction, values = session.info.get(ONCE, (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        values = {}
    if key not in values:
        values[key] = read()
        # Reading may be what begins the transaction.
        session.info[ONCE] = session.get_transaction(), values
    return cast(Value, values[key])
