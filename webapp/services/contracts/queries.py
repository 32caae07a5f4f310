"""Reading one contract for the company's page, in a number of queries that does not depend on its
size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Branch,
    Contract,
    ContractLine,
    ContractRevision,
    Customer,
    Department,
    Order,
    PanelSetting,
    PaperHolder,
    Product,
    Quotation,
    Review,
    User,
)
from webapp.services.contracts import kinds, views
from webapp.services.contracts.actions import contract_actions
from webapp.services.contracts.judged import margins_of
from webapp.services.contracts.reach import reads_contracts
from webapp.services.contracts.register import LONGEST_NUMBER
from webapp.services.contracts.terms import Terms, terms_of
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events, read_papers
from webapp.services.identity.scope import reaches_customer, reaches_customers
from webapp.services.reviews.committed import committed_plan
from webapp.services.reviews.reach import reads_reviews

MOST_ORDERS = 20
NO_TERMS = Terms()

Seller, Maker = aliased(User), aliased(User)


def get_contract(
    session: Session, actor: Actor, number: str, today: date, version: int | None = None
) -> views.ContractView:
    """The contract under this number as one of the company's people may read it. Raises NotFound
    out of reach, and for a version that there is not."""
    row = session.execute(_head(actor, number)).first()
    if row is None or actor.is_customer:
        raise NotFound()
    contract: Contract = row.Contract
    versions = _versions(session, contract)
    shown = _chosen(contract, versions, version)
    revision = shown[0] if shown else None
    return row_of(
        views.ContractView,
        contract,
        customer_code=row.Customer.code,
        customer_name=row.Customer.name,
        branch=row.Branch.name,
        branch_en=row.Branch.name_en,
        salesperson=row.seller or row.Customer.responsibility_code,
        created_by=row.maker or "",
        quotation=row.quotation or "",
        shown=_brief(contract, *shown) if shown else None,
        terms=terms_of(revision) if revision else NO_TERMS,
        advance_percent=revision.advance_percent if revision else Decimal(0),
        signed_by=revision.signed_by if revision else "",
        lines=_lines(session, revision),
        versions=tuple(_brief(contract, *one) for one in versions),
        changes=_changes(contract, versions, revision),
        holders=_holders(session, contract),
        reviews=_reviews(session, actor, contract, today),
        due_dates=_due_dates(session, contract, versions),
        orders=_orders(session, actor, contract),
        papers=read_papers(session, actor, kinds.KIND, contract.id),
        events=read_events(session, actor, Contract.__tablename__, contract.id, ()),
        actions=contract_actions(actor, contract, row.Customer),
        inside=_inside(session, actor, contract, row.Customer, revision),
    )


def _head(actor: Actor, number: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contract,
            Customer,
            Branch,
            Seller.name.label("seller"),
            Maker.name.label("maker"),
            Quotation.number.label("quotation"),
        )
        .join(Customer, Customer.id == Contract.customer_id)
        .join(Branch, Branch.id == Contract.branch_id)
        .outerjoin(Seller, Seller.id == Contract.salesperson_id)
        .outerjoin(Maker, Maker.id == Contract.created_by_id)
        .outerjoin(Quotation, Quotation.id == Contract.quotation_id)
        .where(Contract.number == number[:LONGEST_NUMBER], reads_contracts(actor))
    )


#: A version and who made it.
Made = tuple[ContractRevision, str]


def _versions(session: Session, contract: Contract) -> list[Made]:
    rows = session.execute(
        select(ContractRevision, User.name)
        .outerjoin(User, User.id == ContractRevision.made_by_id)
        .where(ContractRevision.contract_id == contract.id)
        .order_by(ContractRevision.number.desc())
    )
    return [(revision, name or "") for revision, name in rows]


def _chosen(contract: Contract, versions: Sequence[Made], number: int | None) -> Made | None:
    """The version asked for, by default the one that is worked on or was last; a contract made on
    paper has none. Raises NotFound."""
    wanted = contract.revision if number is None else number
    found = next((one for one in versions if one[0].number == wanted), None)
    if found is None and (versions or number is not None):
        raise NotFound()
    return found


def _brief(contract: Contract, revision: ContractRevision, made_by: str) -> views.VersionView:
    state = state_of(contract, revision)
    return row_of(views.VersionView, revision, made_by=made_by, state=state)


def state_of(contract: Contract, revision: ContractRevision) -> str:
    """How a version stands."""
    if revision.dropped_at is not None:
        return "dropped"
    if revision.number == contract.in_force:
        return "binding"
    if revision.filed_at is not None:
        return "replaced"
    if revision.number < contract.revision:
        return "superseded"
    return "open" if revision.submitted_at is None else "judged"


def _changes(
    contract: Contract, versions: Sequence[Made], revision: ContractRevision | None
) -> tuple[views.TermChange, ...]:
    """What an amendment changes of the version that it amends: the filed one before it."""
    if revision is None or not revision.amendment:
        return ()
    earlier = (
        one for one, _ in versions if one.filed_at is not None and one.number < revision.number
    )
    before = next(earlier, None)
    return () if before is None else term_changes(before, revision)


def term_changes(before: ContractRevision, after: ContractRevision) -> tuple[views.TermChange, ...]:
    """The terms that differ, in the order of the contract."""
    old, new = terms_of(before), terms_of(after)
    return tuple(
        views.TermChange(name, getattr(old, name), getattr(new, name))
        for name in Terms.__dataclass_fields__
        if getattr(old, name) != getattr(new, name)
    )


def _lines(session: Session, revision: ContractRevision | None) -> tuple[views.LineView, ...]:
    if revision is None:
        return ()
    rows = session.execute(
        select(ContractLine, Product.code)
        .outerjoin(Product, Product.id == ContractLine.product_id)
        .where(ContractLine.revision_id == revision.id)
        .order_by(ContractLine.position)
    )
    return tuple(row_of(views.LineView, line, code=code or "") for line, code in rows)


def _holders(session: Session, contract: Contract) -> tuple[views.HolderView, ...]:
    rows = session.execute(
        select(PaperHolder, Department.name, Department.name_en)
        .join(Department, Department.id == PaperHolder.department_id)
        .where(PaperHolder.document_kind == kinds.KIND, PaperHolder.document_id == contract.id)
        .order_by(PaperHolder.until.is_not(None), PaperHolder.id)
    )
    return tuple(
        row_of(views.HolderView, holder, department=name, department_en=name_en)
        for holder, name, name_en in rows
    )


def _reviews(
    session: Session, actor: Actor, contract: Contract, today: date
) -> tuple[views.ReviewLink, ...]:
    readable = reads_reviews(actor, today).label("is_readable")
    rows = session.execute(
        select(Review, PanelSetting.name, PanelSetting.name_en, readable)
        .join(PanelSetting, PanelSetting.id == Review.panel_id)
        .where(Review.document_kind == kinds.KIND, Review.document_id == contract.id)
        .order_by(Review.id)
    )
    return tuple(
        row_of(views.ReviewLink, review, panel=name, panel_en=name_en, is_readable=bool(seen))
        for review, name, name_en, seen in rows
    )


def _due_dates(
    session: Session, contract: Contract, versions: Sequence[Made]
) -> tuple[views.DueDate, ...]:
    """The times that departments committed in the order review, from the signing on (L10)."""
    signed = next((one.signed_on for one, _ in versions if one.signed_on is not None), None)
    return tuple(
        row_of(views.DueDate, one, due_on=one.due_on(signed) if signed else None)
        for one in committed_plan(session, kinds.KIND, contract.id)
    )


def _orders(session: Session, actor: Actor, contract: Contract) -> tuple[views.OrderLink, ...]:
    rows = session.execute(
        select(Order.number, Order.status, Order.order_date, Order.total_amount)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.customer_id == contract.customer_id,
            Order.contract_number == contract.number,
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
        .order_by(Order.id.desc())
        .limit(MOST_ORDERS)
    )
    return tuple(row_of(views.OrderLink, row) for row in rows)


def _inside(
    session: Session,
    actor: Actor,
    contract: Contract,
    customer: Customer,
    revision: ContractRevision | None,
) -> views.Inside | None:
    if revision is None or not reaches_customer(actor, Permission.CONTRACT_VIEW, customer):
        return None
    return views.Inside(margins_of(session, contract, revision))


def contract_of(session: Session, actor: Actor, quotation: str) -> str:
    """The number of the contract drawn from a quotation, that the actor may read; '' for none."""
    found = session.scalar(
        select(Contract.number)
        .join(Customer, Customer.id == Contract.customer_id)
        .join(Quotation, Quotation.id == Contract.quotation_id)
        .where(
            Quotation.number == quotation,
            Contract.status != kinds.VOID,
            reads_contracts(actor),
        )
        .limit(1)
    )
    return found or ""


def department_choices(session: Session) -> list[Row[tuple[str, str, str]]]:
    """Departments that may hold a paper: code and names."""
    statement = select(Department.code, Department.name, Department.name_en)
    return list(session.execute(statement.order_by(Department.id)))
