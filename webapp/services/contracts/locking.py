"""Loading a contract to act on it: in reach, locked, and as the actor last saw it."""

from __future__ import annotations

from sqlalchemy import or_, select

from webapp.models import Contract, ContractRevision, Customer
from webapp.services.contracts import kinds
from webapp.services.contracts.register import LONGEST_NUMBER
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.documents.acting import wrong_state
from webapp.services.documents.holds import check_not_held
from webapp.services.identity.scope import reaches_customers


def lock_contract(
    tx: Tx, number: str, version: int | None, *permissions: Permission, among: tuple[str, ...] = ()
) -> Contract:
    """The contract under this number, locked, if one of the rights reaches it.

    ``version`` is the one that the person saw. Raises Forbidden without the right, NotFound out
    of reach, Conflict when it changed meanwhile, stands in none of the statuses ``among``, or is
    on hold.
    """
    if not any(tx.actor.may(one) for one in permissions):
        tx.actor.require(permissions[0])
    reached = or_(*(reaches_customers(tx.actor, one) for one in permissions))
    contract = tx.session.scalar(
        select(Contract)
        .join(Customer, Customer.id == Contract.customer_id)
        .where(Contract.number == number[:LONGEST_NUMBER], reached)
        .with_for_update(of=Contract)
    )
    if contract is None:
        raise NotFound()
    if version is not None and contract.version != version:
        text = N_("%(number)s was changed meanwhile. Nothing was done.")
        raise Conflict(text, number=contract.number)
    if among and contract.status not in among:
        raise wrong_state(contract)
    check_not_held(tx, kinds.KIND, contract.id)
    return contract


def lock_by_id(tx: Tx, contract_id: int) -> Contract:
    """The contract that a review is about; raises NotFound."""
    contract = tx.session.scalar(
        select(Contract)
        .where(Contract.id == contract_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if contract is None:
        raise NotFound()
    return contract


def lock_for_review(tx: Tx, contract_id: int) -> None:
    """Locks the contract before its review is."""
    lock_by_id(tx, contract_id)


def revision_of(tx: Tx, contract: Contract, number: int | None = None) -> ContractRevision:
    """A version of it by number, the current one without; raises NotFound."""
    wanted = contract.revision if number is None else number
    revision = tx.session.scalar(
        select(ContractRevision).where(
            ContractRevision.contract_id == contract.id, ContractRevision.number == wanted
        )
    )
    if revision is None:
        raise NotFound()
    return revision


def move(tx: Tx, contract: Contract, status: str) -> None:
    """To a status, from now on; its event is the caller's."""
    if contract.status != status:
        contract.status, contract.status_since = status, tx.now
    contract.version += 1
