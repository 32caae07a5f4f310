"""Engine, sessions and column types: the one place that knows which database runs below."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Engine, Integer, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from webapp.memory import MEMORY, Memory

WRITE = "dingda_write"
BUSY_TIMEOUT_MS = 5000

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


class Database:
    """One engine and its sessions, for SQLite or PostgreSQL alike."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite(url) if self.is_sqlite else self._server(url, pool_size)
        self._memory = Memory()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def session(self) -> Session:
        return self._sessions(info={MEMORY: self._memory})

    def dispose(self) -> None:
        """Closes all connections, and forgets what was read through them."""
        self._memory.clear()
        self.engine.dispose()

    def _server(self, url: str, pool_size: int) -> Engine:
        engine = create_engine(url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True)
        event.listen(engine, "connect", _prepare_server)
        return engine

    def _sqlite(self, url: str) -> Engine:
        engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 5})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _prepare_server(connection: Any, record: Any) -> None:
    # Compiling a statement to machine code took seconds where running it takes a tenth of one.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


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
