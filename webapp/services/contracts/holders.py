"""Who holds which paper of a contract, and so may read it (C5)."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Contract, Department, PaperHolder
from webapp.services.contracts import kinds
from webapp.services.contracts.locking import lock_contract
from webapp.services.core.errors import N_, Conflict, Problems
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with

LONGEST_NOTE = 200
#: Departments that papers go to by themselves: original and copy of the contract, of the form.
FINANCE = "FIN"
SALES = "SALES"
PRODUCTION = "PROD"


@command
def hand_paper(tx: Tx, number: str, paper: str, department: str, note: str = "") -> Done:
    """Records that a department, by its code, holds a paper from now on; its people may read the
    contract. Raises NotFound, Forbidden, RuleBroken at each field."""
    contract = _locked(tx, number)
    found = tx.session.scalar(select(Department).where(Department.code == department))
    problems = Problems()
    if paper not in kinds.HELD_PAPERS:
        problems.add("paper", N_("This choice does not exist."))
    if found is None:
        problems.add("department", N_("This choice does not exist."))
    elif _is_held(tx, contract, paper, found.id):
        problems.add("department", N_("This department holds it already."))
    if len(note.strip()) > LONGEST_NOTE:
        problems.add("note", N_("At most %(most)s characters."), most=LONGEST_NOTE)
    problems.refuse()
    if found is not None:
        _hold(tx, contract, paper, found, note.strip())
    return done_with(contract)


@command
def take_paper_back(tx: Tx, number: str, holder_id: int) -> Done:
    """Records that a department gave a paper away. Raises NotFound, and Conflict for one that
    it does not hold any more."""
    contract = _locked(tx, number)
    holder = tx.session.scalar(
        select(PaperHolder)
        .where(
            PaperHolder.id == holder_id,
            PaperHolder.document_kind == kinds.KIND,
            PaperHolder.document_id == contract.id,
            PaperHolder.until.is_(None),
        )
        .with_for_update()
    )
    if holder is None:
        raise Conflict(N_("This department does not hold the paper any more."))
    holder.until = tx.now
    holder.version += 1
    department = tx.session.get_one(Department, holder.department_id)
    data = {"paper": holder.paper, "department": department.name}
    tx.record(contract, "PaperTakenBack", internal=data)
    return done_with(contract)


def hold_after_signing(tx: Tx, contract: Contract) -> None:
    """The original to finance, a copy to the file of sales."""
    _hold_once(tx, contract, ((kinds.CONTRACT_ORIGINAL, FINANCE), (kinds.CONTRACT_COPY, SALES)))


def hold_after_filing(tx: Tx, contract: Contract) -> None:
    """The original of the review form to the file of sales, a copy to production."""
    _hold_once(tx, contract, ((kinds.FORM_ORIGINAL, SALES), (kinds.FORM_COPY, PRODUCTION)))


def _locked(tx: Tx, number: str) -> Contract:
    return lock_contract(tx, number, None, Permission.CONTRACT_MANAGE, Permission.CONTRACT_FILE)


def _hold_once(tx: Tx, contract: Contract, papers: tuple[tuple[str, str], ...]) -> None:
    """What somebody holds already, of the contract before its amendment, stays with him; a
    department that the company has deleted gets nothing."""
    rows = tx.session.scalars(select(Department).where(Department.code.in_({c for _, c in papers})))
    departments = {one.code: one for one in rows}
    for paper, code in papers:
        if code in departments and not _is_held(tx, contract, paper):
            _hold(tx, contract, paper, departments[code], "")


def _is_held(tx: Tx, contract: Contract, paper: str, department_id: int | None = None) -> bool:
    held = select(PaperHolder.id).where(
        PaperHolder.document_kind == kinds.KIND,
        PaperHolder.document_id == contract.id,
        PaperHolder.paper == paper,
        PaperHolder.until.is_(None),
    )
    if department_id is not None:
        held = held.where(PaperHolder.department_id == department_id)
    return tx.session.scalars(held.limit(1)).first() is not None


def _hold(tx: Tx, contract: Contract, paper: str, department: Department, note: str) -> None:
    tx.session.add(
        PaperHolder(
            document_kind=kinds.KIND,
            document_id=contract.id,
            paper=paper,
            department_id=department.id,
            note=note,
            since=tx.now,
            version=1,
            trail_length=0,
            trail_head="",
        )
    )
    data = {"paper": paper, "department": department.name}
    tx.record(contract, "PaperHanded", internal=data)
