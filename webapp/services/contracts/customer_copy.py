"""What a customer gets of a contract (B9), read from columns of its own: neither cost nor profit
nor anything said inside the company can be in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from webapp.models import Contract, ContractLine, ContractRevision, Customer, User
from webapp.services.contracts import kinds
from webapp.services.contracts.reach import reads_contracts
from webapp.services.contracts.register import LONGEST_NUMBER
from webapp.services.contracts.terms import TEXTS, Instalment, Terms
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.money import tax_within
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_papers
from webapp.services.documents.views import PaperView
from webapp.services.identity.offices import company_names
from webapp.services.reviews.approval import find_approval


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A product as it is contracted; price and amount with tax."""

    position: int
    name: str
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class CopyVersion:
    """The contract itself, or one of its numbered amendments, as it is signed. ``changed`` are
    the names of the terms that an amendment sets anew."""

    number: int
    amendment: int
    reason: str
    signed_on: date | None
    is_binding: bool
    terms: Terms
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerCopy:
    """The customer's own contract. ``to_sign`` is the version that waits for his signature."""

    number: str
    kind: str
    title: str
    standing: str
    company: str
    company_en: str
    customer_name: str
    customer_code: str
    contact: str
    phone: str
    seller: str
    seller_phone: str
    valid_from: date | None
    valid_until: date | None
    status_since: datetime
    advance_percent: Decimal
    lines: tuple[CopyLine, ...]
    total_amount: Decimal
    tax_amount: Decimal
    versions: tuple[CopyVersion, ...]
    papers: tuple[PaperView, ...]

    @property
    def net_amount(self) -> Decimal:
        return self.total_amount - self.tax_amount

    @property
    def to_sign(self) -> CopyVersion | None:
        return next((one for one in self.versions if one.signed_on is None), None)

    @property
    def amendments(self) -> tuple[CopyVersion, ...]:
        return tuple(one for one in self.versions if one.amendment)

    @property
    def binding_terms(self) -> Terms:
        """What holds now, all amendments in it; before the first signature, what is to be
        signed. A contract made on paper keeps its terms on paper."""
        binding = next((one for one in self.versions if one.is_binding), None)
        last = self.versions[-1] if self.versions else None
        chosen = binding or last
        return chosen.terms if chosen else Terms()


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One row of the customer's list."""

    number: str
    kind: str
    title: str
    standing: str
    total_amount: Decimal
    valid_from: date | None
    valid_until: date | None


TO_SIGN = "to_sign"
SIGNED = "signed"
IN_FORCE = "in_force"
ENDED = "ended"


def get_copy(session: Session, actor: Actor, number: str, today: date) -> CustomerCopy:
    """The contract as its customer reads it: what is approved to be signed, and what was signed.

    The company's people get the same for print, of the same versions only. Raises NotFound out of
    reach, and while there is nothing to sign.
    """
    row = session.execute(_head(actor).where(Contract.number == number[:LONGEST_NUMBER])).first()
    if row is None:
        raise NotFound()
    versions = _versions(session, row)
    if row.origin == kinds.DRAWN and not versions:
        raise NotFound()
    lines = _lines(session, versions)
    total = sum((one.amount for one in lines), Decimal("0.00"))
    company = company_names(session)
    return row_of(
        CustomerCopy,
        row,
        standing=standing_of(row, today),
        company=company[0],
        company_en=company[1],
        seller=row.seller or "",
        seller_phone=row.seller_phone or "",
        advance_percent=versions[-1].advance_percent if versions else Decimal(0),
        lines=lines,
        total_amount=total,
        tax_amount=sum((tax_within(one.amount, one.tax_rate) for one in lines), Decimal("0.00")),
        versions=_as_signed(row, versions),
        papers=read_papers(session, actor, kinds.KIND, row.id) if actor.is_customer else (),
    )


def list_copies(
    session: Session,
    actor: Actor,
    today: date,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[CopyRow]:
    """A page of the customer's own contracts, the newest first. Raises RuleBroken for a forged
    place, Forbidden for anybody else."""
    actor.require_customer()
    sorting = Sorting((Contract.id,), (as_id,), is_ascending=False)
    page = read_page(session, _head(actor), sorting, after=after, before=before, rows=rows)
    found = [row_of(CopyRow, row, standing=standing_of(row, today)) for row in page.rows]
    return Page(found, page.after, page.previous)


def standing_of(row: Any, today: date) -> str:
    """How the contract stands with the customer: to_sign, signed, in_force or ended."""
    lapsed = row.valid_until is not None and row.valid_until < today
    if row.status in kinds.CLOSED or lapsed:
        return ENDED
    if row.status == kinds.APPROVED:
        return TO_SIGN
    return IN_FORCE if row.in_force is not None else SIGNED


def _head(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contract.id,
            Contract.number,
            Contract.origin,
            Contract.kind,
            Contract.title,
            Contract.status,
            Contract.status_since,
            Contract.revision,
            Contract.in_force,
            Contract.valid_from,
            Contract.valid_until,
            Contract.total_amount,
            Customer.name.label("customer_name"),
            Customer.code.label("customer_code"),
            Customer.contact,
            Customer.phone,
            User.name.label("seller"),
            User.phone.label("seller_phone"),
        )
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(User, User.id == Contract.salesperson_id)
        .where(reads_contracts(actor))
    )


#: The terms of a version, which the customer signs; its cost is not among them.
_TERMS = tuple(getattr(ContractRevision, name) for name in TEXTS)


def _versions(session: Session, head: Any) -> Sequence[Any]:
    """What was signed, and what is approved to be signed; the oldest first."""
    shown: ColumnElement[bool] = ContractRevision.signed_on.is_not(None)
    if head.status == kinds.APPROVED and find_approval(session, kinds.KIND, head.id, head.revision):
        shown = or_(shown, ContractRevision.number == head.revision)
    return session.execute(
        select(
            ContractRevision.id,
            ContractRevision.number,
            ContractRevision.amendment,
            ContractRevision.amendment_reason,
            ContractRevision.signed_on,
            ContractRevision.delivery_date,
            ContractRevision.payment_dates,
            ContractRevision.advance_percent,
            *_TERMS,
        )
        .where(ContractRevision.contract_id == head.id, shown)
        .order_by(ContractRevision.number)
    ).all()


def _as_signed(head: Any, rows: Sequence[Any]) -> tuple[CopyVersion, ...]:
    found: list[CopyVersion] = []
    for row in rows:
        terms = _terms(row)
        changed = _changed(found[-1].terms, terms) if found else ()
        found.append(
            CopyVersion(
                number=row.number,
                amendment=row.amendment,
                reason=row.amendment_reason,
                signed_on=row.signed_on,
                is_binding=row.number == head.in_force,
                terms=terms,
                changed=changed,
            )
        )
    return tuple(found)


def _terms(row: Any) -> Terms:
    paid = tuple(Instalment.from_plain(one) for one in row.payment_dates)
    return row_of(Terms, row, payment_dates=paid)


def _changed(before: Terms, after: Terms) -> tuple[str, ...]:
    names = Terms.__dataclass_fields__
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _lines(session: Session, versions: Sequence[Any]) -> tuple[CopyLine, ...]:
    if not versions:
        return ()
    rows = session.execute(
        select(
            ContractLine.position,
            ContractLine.name,
            ContractLine.specification,
            ContractLine.unit,
            ContractLine.quantity,
            ContractLine.price,
            ContractLine.amount,
            ContractLine.tax_rate,
        )
        .where(ContractLine.revision_id == versions[-1].id)
        .order_by(ContractLine.position)
    )
    return tuple(row_of(CopyLine, row) for row in rows)
