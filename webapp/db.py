"""Engine, sessions and column types: the one place that knows which database runs below."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from weakref import WeakSet

from sqlalchemy import BigInteger, DateTime, Engine, Integer, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from webapp.memory import MEMORY, Memory

#: What a connection is asked for: a transaction that writes, or statements that only read.
WRITE = "dingda_write"
READ = "dingda_read"
BUSY_TIMEOUT_MS = 5000
#: Seconds after which a connection is asked whether it lives still before it is used again.
TRUSTED_FOR = 1.0
IDLE_SINCE = "idle_since"
#: Statements that a connection of PostgreSQL keeps planned: what people ask all day.
MOST_PREPARED = 300

#: Primary keys: 64 bits on PostgreSQL; SQLite numbers rows by itself only for INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Scaled(TypeDecorator[Decimal]):
    """A Decimal kept as an integer of its smallest unit: exact SUM and comparison everywhere."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places
        self.unit = Decimal(1).scaleb(-places)

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> int | None:
        if value is None:
            return None
        if not isinstance(value, Decimal | int):
            raise TypeError(f"a Decimal is needed here, not {type(value).__name__}")
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


#: CNY with two decimals; unit prices with four; quantities with three; rates such as 0.1300.
Money = Scaled(2)
UnitPrice = Scaled(4)
Quantity = Scaled(3)
Rate = Scaled(4)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; a naive one is refused, because nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Every database of this process.
_opened: WeakSet[Database] = WeakSet()


class Database:
    """One engine and its sessions, for SQLite or PostgreSQL alike."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite(url) if self.is_sqlite else self._server(url, pool_size)
        self._memory = Memory()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        reader = self.engine.execution_options(**{READ: True})
        self._readers = sessionmaker(reader, expire_on_commit=False)
        _opened.add(self)

    def session(self) -> Session:
        """A session in which everything is one transaction, as for a command on the console."""
        return self._sessions(info={MEMORY: self._memory})

    def reader(self) -> Session:
        """A session of a request: it reads statement by statement until a command writes."""
        return self._readers(info={MEMORY: self._memory})

    def dispose(self) -> None:
        """Closes all connections, and forgets what was read through them."""
        self._memory.clear()
        self.engine.dispose()

    def leave_behind(self) -> None:
        """After a fork: the connections are the parent's, and stay open for him."""
        self.engine.dispose(close=False)

    def _server(self, url: str, pool_size: int) -> Engine:
        # The connection used last is used next: its statements are planned, the others may rest.
        engine = create_engine(url, pool_size=pool_size, max_overflow=10, pool_use_lifo=True)
        event.listen(engine, "connect", _prepare_server)
        event.listen(engine, "checkin", _note_idle)
        event.listen(engine, "checkout", _Ping(engine))
        event.listen(engine, "begin", _begin_server)
        return engine

    def _sqlite(self, url: str) -> Engine:
        engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 5})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _leave_behind() -> None:
    for database in _opened:
        database.leave_behind()


os.register_at_fork(after_in_child=_leave_behind)


def _prepare_server(connection: Any, record: Any) -> None:
    # The driver's own BEGIN would come before reads too.
    connection.autocommit = True
    connection.prepared_max = MOST_PREPARED
    # Compiling a statement to machine code took seconds where running it takes a tenth of one.
    connection.execute("SET jit = off")
    # As rows in memory or on flash cost. For a disk that turns, the newest rows of one customer or
    # person would be looked for among everybody's newest, however far back that leads.
    connection.execute("SET random_page_cost = 1.1")


def _begin_server(connection: Connection) -> None:
    # Reads are READ COMMITTED, statement by statement, with or without a transaction around them.
    asked = connection.get_execution_options()
    if asked.get(WRITE) or not asked.get(READ):
        connection.exec_driver_sql("BEGIN")


def _note_idle(connection: Any, record: Any) -> None:
    record.info[IDLE_SINCE] = time.monotonic()


class _Ping:
    """Asks a connection that rested whether the server is there still, before a request finds
    out; asking each time would be a quarter of all round trips."""

    def __init__(self, engine: Engine) -> None:
        self._ping = engine.dialect.do_ping
        self._failures = engine.dialect.loaded_dbapi.Error

    def __call__(self, connection: Any, record: Any, proxy: Any) -> None:
        idle_since = record.info.get(IDLE_SINCE)
        if idle_since is None or time.monotonic() - idle_since < TRUSTED_FOR:
            return
        try:
            self._ping(connection)
        except self._failures as lost:
            raise InvalidatePoolError() from lost


def _prepare_sqlite(connection: Any, record: Any) -> None:
    # The driver's own BEGIN comes too late to prevent lost updates, so it is switched off.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A write takes the lock before it reads: what it decides on cannot change under it.
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
