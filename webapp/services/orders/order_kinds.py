"""Kinds of orders as the company sets them (G7): each has its own numbers and may have its own
chain. An order keeps the number and the chain that it was submitted with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from webapp.models import ChainSetting, OrderKind
from webapp.services.core.actor import Actor
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, Problems
from webapp.services.core.keeping import keep
from webapp.services.core.numbering import OTHER_PREFIXES
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.orders import kinds

#: Code, Chinese and English name, prefix of the numbers, and whether a new company offers it.
FOUNDING = (
    (kinds.ORDINARY, "普通订货单", "Ordinary order", "DH-O", True),
    (kinds.SPECIAL, "特销订货单", "Special sale", "DH-T", True),
    ("export", "外销订货单", "Export order", "DH-E", False),
    ("sample", "展样订货单", "Display sample", "DH-Y", False),
    ("material", "原材料销售单", "Raw-material sale", "DH-M", False),
)
MOVED = N_("Somebody changed this kind meanwhile. Nothing was changed.")
LONGEST_NAME = 80
MOST_KINDS = 30
PREFIX = re.compile(r"[A-Z](?:[A-Z-]{0,6}[A-Z])", re.ASCII)


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of order; ``is_on`` offers it to staff."""

    code: str
    name: str
    name_en: str
    number_prefix: str
    is_on: bool
    version: int

    @property
    def is_ordinary(self) -> bool:
        return self.code == kinds.ORDINARY


@dataclass(frozen=True, slots=True)
class KindInput:
    """What is chosen of a kind."""

    name: str
    name_en: str
    number_prefix: str
    is_on: bool


def list_order_kinds(session: Session) -> list[KindRow]:
    """All kinds in their order; their names are nobody's secret."""
    rows = session.scalars(select(OrderKind).order_by(OrderKind.position, OrderKind.id))
    return [row_of(KindRow, one) for one in rows]


def manage_order_kinds(session: Session, actor: Actor) -> list[KindRow]:
    """All kinds, to be changed; raises Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    return list_order_kinds(session)


def is_offered(session: Session, code: str) -> bool:
    """Whether orders of this kind can be placed now."""
    return any(one.code == code and one.is_on for one in kept_order_kinds(session))


def number_prefix(session: Session, code: str) -> str:
    """What the numbers of this kind begin with now."""
    return next(one.number_prefix for one in kept_order_kinds(session) if one.code == code)


def kept_order_kinds(session: Session) -> tuple[KindRow, ...]:
    """The same as ``list_order_kinds``, remembered until one changes."""
    return keep(session, "order kinds", lambda: tuple(list_order_kinds(session)))


def chain_variants(session: Session) -> tuple[str, ...]:
    """The kinds that may have a chain of their own: those that are on, and those that have one.
    Ordinary orders run on the general chain, ''."""
    has_chain = exists().where(
        ChainSetting.document_kind == kinds.KIND, ChainSetting.variant == OrderKind.code
    )
    codes = session.scalars(
        select(OrderKind.code)
        .where(OrderKind.code != kinds.ORDINARY, or_(OrderKind.is_on, has_chain))
        .order_by(OrderKind.position, OrderKind.id)
    )
    return ("", *codes)


@command
def change_order_kind(tx: Tx, code: str, version: int, given: KindInput) -> Done:
    """Changes a kind for orders from now on. Raises RuleBroken at its fields, Conflict when
    somebody changed it meanwhile."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    there = _lock_all(tx)
    kind = next((one for one in there if one.code == code), None)
    if kind is None:
        raise NotFound()
    if kind.version != version:
        raise Conflict(MOVED)
    _check(given, [one for one in there if one is not kind], is_ordinary=code == kinds.ORDINARY)
    changes = changes_between(asdict(row_of(KindInput, kind)), asdict(given))
    if changes:
        for name, value in changes["after"].items():
            setattr(kind, name, value)
        kind.version += 1
        tx.record(kind, "OrderKindChanged", changes)
    return Done(kind.code, "saved", kind.version, {"changed": [*changes.get("after", ())]})


@command
def add_order_kind(tx: Tx, given: KindInput) -> Done:
    """A kind of the company's own. Raises RuleBroken at its fields."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    there = _lock_all(tx)
    _check(given, there, is_ordinary=False)
    own = (f"own{number}" for number in range(1, MOST_KINDS + 1))
    code = next(one for one in own if one not in {kind.code for kind in there})
    position = max(one.position for one in there) + 1
    with unique(tx, "", MOVED):
        _create(tx, code, position, given)
    return Done(code, "created", 1)


def create_order_kinds(tx: Tx) -> None:
    """The kinds of the procedures, part of founding a company."""
    for position, (code, name, name_en, prefix, is_on) in enumerate(FOUNDING):
        _create(tx, code, position, KindInput(name, name_en, prefix, is_on))


def _create(tx: Tx, code: str, position: int, given: KindInput) -> None:
    kind = OrderKind(
        code=code, position=position, version=1, trail_length=0, trail_head="", **asdict(given)
    )
    tx.session.add(kind)
    tx.record(kind, "OrderKindCreated", {"after": asdict(given)})


def _lock_all(tx: Tx) -> Sequence[OrderKind]:
    """Every kind, so that no two of them come to the same prefix at once."""
    return tx.session.scalars(select(OrderKind).order_by(OrderKind.id).with_for_update()).all()


def _check(given: KindInput, others: Sequence[OrderKind], *, is_ordinary: bool) -> None:
    problems = Problems()
    for place, name in (("name", given.name), ("name_en", given.name_en)):
        if not 1 <= len(name) <= LONGEST_NAME:
            problems.add(place, N_("1 to %(most)s characters, please."), most=LONGEST_NAME)
    taken = OTHER_PREFIXES | {one.number_prefix for one in others}
    if not PREFIX.fullmatch(given.number_prefix):
        text = N_("2 to 8 capital letters, with hyphens between them, such as DH-E.")
        problems.add("number_prefix", text)
    elif given.number_prefix in taken:
        problems.add("number_prefix", N_("Other documents are numbered with this prefix already."))
    if is_ordinary and not given.is_on:
        problems.add("is_on", N_("Ordinary orders cannot be switched off."))
    if len(others) >= MOST_KINDS:
        problems.add("", N_("There can be at most %(most)s kinds."), most=MOST_KINDS)
    problems.refuse()
