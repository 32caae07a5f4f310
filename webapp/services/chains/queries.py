"""Reading chains. A version never changes, so those read are kept."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ChainSetting, ChainVersion
from webapp.services.chains.kinds import get_kind
from webapp.services.chains.rules import Chain, steps_from_plain
from webapp.services.core.errors import NotFound
from webapp.services.core.keeping import keep


def chain_from(version: ChainVersion, setting: ChainSetting) -> Chain:
    """A stored version as the chain that documents run on."""
    kind = get_kind(setting.document_kind)
    permissions = {step.key: step.permission for step in kind.steps}
    return Chain(
        version_id=version.id,
        number=version.number,
        document_kind=setting.document_kind,
        variant=setting.variant,
        steps=steps_from_plain(version.steps, permissions),
    )


def get_chain(session: Session, version_id: int) -> Chain:
    """The chain that a document runs on; raises NotFound."""
    return get_chains(session, [version_id])[version_id]


def get_chains(session: Session, version_ids: Iterable[int]) -> dict[int, Chain]:
    """Several chains by version id, in at most one query; raises NotFound if one is missing."""
    kept: dict[int, Chain] = keep(session, "chains", dict)
    wanted = set(version_ids)
    missing = wanted - kept.keys()
    if missing:
        rows = session.execute(
            select(ChainVersion, ChainSetting)
            .join(ChainSetting, ChainSetting.id == ChainVersion.setting_id)
            .where(ChainVersion.id.in_(missing))
        )
        kept.update({version.id: chain_from(version, setting) for version, setting in rows})
        if wanted - kept.keys():
            raise NotFound()
    return {id_: kept[id_] for id_ in wanted}


def current_chain(session: Session, document_kind: str, variant: str = "") -> Chain:
    """The chain for a new document: that of its own variant, else of the kind as a whole.

    Raises NotFound.
    """
    key = ("current chain", document_kind, variant)
    return keep(session, key, lambda: _read_current(session, document_kind, variant))


def _read_current(session: Session, document_kind: str, variant: str) -> Chain:
    row = session.execute(
        select(ChainVersion, ChainSetting)
        .join(ChainSetting, ChainSetting.id == ChainVersion.setting_id)
        .where(ChainSetting.document_kind == document_kind, ChainSetting.variant.in_(["", variant]))
        .order_by(ChainSetting.variant.desc(), ChainVersion.number.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound()
    return chain_from(*row)
