"""Changing chains: every saving makes a new version; open documents move only on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import ChainSetting, ChainVersion, Role
from webapp.services.chains.kinds import DocumentKind, get_kind
from webapp.services.chains.queries import chain_from
from webapp.services.chains.rules import (
    MOST_LEVELS,
    Chain,
    Level,
    Step,
    steps_to_plain,
)
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command

CHANGED = N_("Somebody saved this chain meanwhile. Nothing was changed.")
LONGEST_LEVEL_NAME = 40
LARGEST_AMOUNT = Decimal(10) ** 12


@command
def save_chain(
    tx: Tx,
    document_kind: str,
    variant: str,
    version: int,
    steps: Sequence[Step],
    *,
    adopt: bool = False,
    note: str = "",
) -> Done:
    """Saves a chain as a new version (A8, A9).

    With ``adopt`` the open documents of this setting move to it at once, those waiting in a step
    that is now off to the next one that is on; otherwise they finish as they began. Raises
    RuleBroken when no step is left on, Conflict when somebody saved meanwhile. ``details`` tell
    the version number and how many documents adopted it.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    kind = get_kind(document_kind)
    check_steps(tx.session, kind, steps)
    setting = _lock_setting(tx, document_kind, variant)
    if setting.version != version:
        raise Conflict(CHANGED)
    before = _latest(tx, setting)
    new = _append(tx, setting, before.number + 1, steps, note)
    setting.version += 1
    chain = chain_from(new, setting)
    older = select(ChainVersion.id).where(
        ChainVersion.setting_id == setting.id, ChainVersion.id != new.id
    )
    adopted = kind.adopt(tx, chain, tx.session.scalars(older).all()) if adopt else 0
    data = {"before": before.steps, "after": new.steps, "adopted": adopted, "number": new.number}
    tx.record(setting, "ChainSaved", data, reason=note)
    return Done(document_kind, "saved", setting.version, {"number": new.number, "adopted": adopted})


@command
def split_chain(tx: Tx, document_kind: str, variant: str) -> Done:
    """Gives a variant a chain of its own, beginning as the general one is now.

    Documents of the variant that are under way finish on the chain that they began on. Raises
    Conflict when it has one already, NotFound for a variant that the kind does not have.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    kind = get_kind(document_kind)
    if not variant or variant not in kind.variants(tx.session):
        raise NotFound()
    general = _lock_setting(tx, document_kind, "")
    there = select(ChainSetting.id).where(
        ChainSetting.document_kind == document_kind, ChainSetting.variant == variant
    )
    if tx.session.scalar(there) is not None:
        raise Conflict(N_("It has a chain of its own already."))
    steps = chain_from(_latest(tx, general), general).steps
    setting = create_chain(tx, document_kind, variant, steps)
    return Done(document_kind, "created", setting.version)


def create_chain(tx: Tx, document_kind: str, variant: str, steps: Sequence[Step]) -> ChainSetting:
    """The first version of a chain, part of setting up a company."""
    setting = ChainSetting(
        document_kind=document_kind, variant=variant, version=1, trail_length=0, trail_head=""
    )
    tx.session.add(setting)
    tx.session.flush()
    _append(tx, setting, 1, steps, "")
    tx.record(setting, "ChainCreated", {"after": steps_to_plain(steps)})
    return setting


def check_wanted(session: Session, now: Chain, steps: Sequence[Step]) -> None:
    """What saving these steps would refuse, asked before; and that they are any change at all.

    Raises RuleBroken.
    """
    check_steps(session, get_kind(now.document_kind), steps)
    if tuple(steps) == now.steps:
        raise RuleBroken(N_("This is the chain as it is already."))


def check_steps(session: Session, kind: DocumentKind, steps: Sequence[Step]) -> None:
    """Raises RuleBroken, at ``steps`` and at each step, with everything that is wrong."""
    problems = Problems()
    roles = set(session.scalars(select(Role.code)))
    if [step.key for step in steps] != [step.key for step in kind.steps]:
        problems.add("", N_("This chain does not fit its kind of document."))
    if not any(step.is_on for step in steps):
        problems.add("steps", N_("At least one step must stay on."))
    for step in steps:
        if not 1 <= len(step.levels) <= MOST_LEVELS:
            problems.add(step.key, N_("A step has 1 to %(most)s levels."), most=MOST_LEVELS)
        elif all(level.min_amount is not None for level in step.levels):
            problems.add(step.key, N_("One level must apply to every amount."))
        for level in step.levels:
            _check_level(step.key, level, roles, problems)
    problems.refuse()


def _check_level(key: str, level: Level, roles: set[str], problems: Problems) -> None:
    if level.role and level.role not in roles:
        problems.add(key, N_("This role does not exist."))
    if len(level.name) > LONGEST_LEVEL_NAME:
        problems.add(key, N_("At most %(most)s characters."), most=LONGEST_LEVEL_NAME)
    if level.min_amount is not None and not 0 <= level.min_amount <= LARGEST_AMOUNT:
        problems.add(key, N_("This amount is out of bounds."))


def _lock_setting(tx: Tx, document_kind: str, variant: str) -> ChainSetting:
    setting = tx.session.scalar(
        select(ChainSetting)
        .where(ChainSetting.document_kind == document_kind, ChainSetting.variant == variant)
        .with_for_update()
    )
    if setting is None:
        raise NotFound()
    return setting


def _latest(tx: Tx, setting: ChainSetting) -> ChainVersion:
    highest = select(func.max(ChainVersion.number)).where(ChainVersion.setting_id == setting.id)
    return tx.session.scalars(
        select(ChainVersion).where(
            ChainVersion.setting_id == setting.id,
            ChainVersion.number == highest.scalar_subquery(),
        )
    ).one()


def _append(
    tx: Tx, setting: ChainSetting, number: int, steps: Sequence[Step], note: str
) -> ChainVersion:
    version = ChainVersion(
        setting_id=setting.id,
        number=number,
        steps=steps_to_plain(steps),
        note=note[:200],
        created_at=tx.now,
        created_by_id=tx.actor.user_id,
    )
    tx.session.add(version)
    tx.session.flush()
    return version
