"""Signing what is approved, and filing it with quality supervision (B10)."""

from __future__ import annotations

from datetime import date

from webapp.models import Contract, ContractRevision
from webapp.services.contracts import kinds
from webapp.services.contracts.holders import hold_after_filing, hold_after_signing
from webapp.services.contracts.locking import lock_contract, move, revision_of
from webapp.services.contracts.moving import tell_his_customer, tell_keeper
from webapp.services.core.errors import N_, Problems
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import Paper, attach
from webapp.services.reviews.approval import require_approval

LONGEST_NAME = 80
#: How far back a day of signing or filing may lie.
EARLIEST = date(2000, 1, 1)


@command
def sign_contract(
    tx: Tx,
    number: str,
    version: int,
    day: date | None,
    signed_by: str,
    scan: CheckedUpload | None,
) -> Done:
    """Records that both sides signed exactly the approved version, with the scan; the original
    goes to finance, a copy to sales (C5).

    Raises NotFound, Conflict for a version that is not approved, RuleBroken at each field.
    """
    contract = lock_contract(
        tx, number, version, Permission.CONTRACT_MANAGE, among=(kinds.APPROVED,)
    )
    revision = revision_of(tx, contract)
    approval = require_approval(
        tx.session, kinds.KIND, contract.id, revision.number, contract.number
    )
    signed_by = signed_by.strip()
    problems = _problems(tx, day, scan, EARLIEST)
    if not signed_by:
        problems.add("signed_by", N_("Please fill this in."))
    if len(signed_by) > LONGEST_NAME:
        problems.add("signed_by", N_("At most %(most)s characters."), most=LONGEST_NAME)
    problems.refuse()
    revision.signed_on, revision.signed_by = day, signed_by
    purpose = kinds.SIGNED_AMENDMENT if revision.amendment else kinds.SIGNED_SCAN
    _attach(tx, contract, purpose, scan)
    move(tx, contract, kinds.SIGNED)
    data = {"day": str(day), "amendment": revision.amendment}
    internal = {"by": signed_by, "revision": revision.number, "reviews": list(approval.reviews)}
    tx.record(contract, "ContractSigned", data, internal=internal)
    hold_after_signing(tx, contract)
    tell_keeper(tx, contract, "ContractSigned")
    return done_with(contract)


@command
def file_contract(
    tx: Tx, number: str, version: int, day: date | None, scan: CheckedUpload | None
) -> Done:
    """Files what is signed with quality supervision: from now on this version binds, and nothing
    in it changes but by a numbered amendment (B10).

    Raises NotFound, Conflict for one that is not signed, RuleBroken at each field.
    """
    contract = lock_contract(tx, number, version, Permission.CONTRACT_FILE, among=(kinds.SIGNED,))
    revision = revision_of(tx, contract)
    _problems(tx, day, scan, revision.signed_on or EARLIEST).refuse()
    _attach(tx, contract, kinds.FILED_SCAN, scan)
    _bind(tx, contract, revision)
    data = {"day": str(day), "amendment": revision.amendment}
    tx.record(contract, "ContractFiled", data, internal={"revision": revision.number})
    hold_after_filing(tx, contract)
    tell_keeper(tx, contract, "ContractFiled")
    tell_his_customer(tx, contract, "ContractInForce")
    return done_with(contract)


def _bind(tx: Tx, contract: Contract, revision: ContractRevision) -> None:
    revision.filed_at = tx.now
    contract.in_force = revision.number
    contract.total_amount = revision.total_amount
    contract.filed_at, contract.filed_by_id = tx.now, tx.actor.user_id
    if contract.valid_from is None:
        contract.valid_from = revision.signed_on
    move(tx, contract, kinds.FILED)


def _problems(tx: Tx, day: date | None, scan: CheckedUpload | None, earliest: date) -> Problems:
    problems = Problems()
    if day is None:
        problems.add("day", N_("Please fill this in."))
    elif not earliest <= day <= tx.today:
        text = N_("The day must lie between %(first)s and today.")
        problems.add("day", text, first=earliest.isoformat())
    if scan is None:
        problems.add("scan", N_("Please attach the scan of the signed contract."))
    return problems


def _attach(tx: Tx, contract: Contract, purpose: str, scan: CheckedUpload | None) -> None:
    if scan is not None:
        attach(tx, kinds.KIND, contract.id, [Paper(purpose, scan)])
