"""Changing what is filed, by numbered amendments only; and ending a contract (B10)."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import ContractRevision
from webapp.services.contracts import kinds
from webapp.services.contracts.drawing import begin_version
from webapp.services.contracts.locking import lock_contract, move, revision_of
from webapp.services.contracts.moving import tell_his_customer
from webapp.services.core.errors import N_, Conflict
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.reviews.ruling import withdraw_reviews


@command
def amend_contract(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Begins the next amendment as a new version, reviewed, signed and filed like the contract
    itself; the version in force binds until then. The reason is part of what is signed.

    Raises NotFound, Conflict for one that is not filed or was made on paper, RuleBroken without a
    reason.
    """
    contract = lock_contract(tx, number, version, Permission.CONTRACT_MANAGE, among=(kinds.FILED,))
    if contract.origin != kinds.DRAWN:
        raise Conflict(N_("A contract made on paper is amended on paper: register the new one."))
    reason = needs_reason(reason)
    binding = revision_of(tx, contract)
    amendment = binding.amendment + 1
    begin_version(tx, contract, amendment=amendment, amendment_reason=reason)
    data = {"amendment": amendment}
    tx.record(contract, "ContractAmended", data, reason=reason)
    return done_with(contract)


@command
def drop_amendment(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Gives up an amendment that is not signed; the version in force goes on.

    Raises NotFound, Conflict without an amendment under way, RuleBroken without a reason.
    """
    contract = lock_contract(
        tx, number, version, Permission.CONTRACT_MANAGE, among=kinds.BEFORE_SIGNING
    )
    if contract.in_force is None:
        raise wrong_state(contract)
    reason = needs_reason(reason)
    amendment = revision_of(tx, contract).amendment
    open_versions = select(ContractRevision).where(
        ContractRevision.contract_id == contract.id,
        ContractRevision.number > contract.in_force,
        ContractRevision.filed_at.is_(None),
    )
    for revision in tx.session.scalars(open_versions):
        revision.dropped_at = revision.dropped_at or tx.now
    contract.revision = contract.in_force
    move(tx, contract, kinds.FILED)
    tx.record(contract, "AmendmentDropped", {"amendment": amendment}, reason=reason)
    withdraw_reviews(tx, kinds.KIND, contract.id, reason)
    return done_with(contract)


@command
def void_contract(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Gives a contract up before it is signed. Raises NotFound, Conflict later on, RuleBroken
    without a reason."""
    contract = lock_contract(
        tx, number, version, Permission.CONTRACT_MANAGE, among=kinds.BEFORE_SIGNING
    )
    if contract.in_force is not None:
        raise wrong_state(contract)
    reason = needs_reason(reason)
    was_ready = contract.status == kinds.APPROVED
    contract.void_reason = reason
    move(tx, contract, kinds.VOID)
    tx.record(contract, "ContractVoided", internal={"status": kinds.VOID}, reason=reason)
    withdraw_reviews(tx, kinds.KIND, contract.id, reason)
    if was_ready:
        tell_his_customer(tx, contract, "ContractTakenBack")
    return done_with(contract)


@command
def end_contract(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Ends a contract in force, drawn here or made on paper: from now on no order may name it.

    Raises NotFound, Conflict while an amendment is under way, RuleBroken without a reason.
    """
    contract = lock_contract(tx, number, version, Permission.CONTRACT_MANAGE, among=(kinds.FILED,))
    contract.void_reason = needs_reason(reason)
    move(tx, contract, kinds.ENDED)
    tx.record(contract, "ContractEnded", {"status": kinds.ENDED}, reason=contract.void_reason)
    return done_with(contract)
