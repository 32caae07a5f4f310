"""Drawing a contract from an approved quotation, and rewording it before it is reviewed (B9)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from webapp.models import (
    Contract,
    ContractLine,
    ContractRevision,
    Inquiry,
    Quotation,
    QuotationRevision,
)
from webapp.services.contracts import clauses, kinds
from webapp.services.contracts.locking import lock_contract, move, revision_of
from webapp.services.contracts.register import LONGEST_TITLE
from webapp.services.contracts.terms import (
    TEXTS,
    WHOLE,
    Instalment,
    Terms,
    check_terms,
    put_terms,
    terms_of,
)
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, RuleBroken
from webapp.services.core.numbering import CONTRACT, next_number
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with
from webapp.services.quotations import kinds as quotations
from webapp.services.quotations.locking import lock_quotation
from webapp.services.quotations.locking import revision_of as quoted_revision
from webapp.services.reviews.approval import require_approval
from webapp.services.supervision.watching import watch_if_large


@command
def draw_contract(tx: Tx, quotation_number: str) -> Done:
    """A draft over exactly the revision that the customer accepted; over samples it is a sample
    agreement (C2).

    Raises Forbidden, NotFound, Conflict for a quotation that is not formal, not approved, on hold
    or has its contract already.
    """
    tx.actor.require(Permission.CONTRACT_MANAGE)
    quotation = lock_quotation(
        tx, quotation_number, None, Permission.CONTRACT_MANAGE, among=(quotations.FORMAL,)
    )
    _refuse_second(tx, quotation)
    accepted = quotation.offered_revision or quotation.revision
    require_approval(tx.session, quotations.KIND, quotation.id, accepted, quotation.number)
    revision = quoted_revision(tx, quotation, accepted)
    inquiry = tx.session.get_one(Inquiry, quotation.inquiry_id)
    contract = _contract(tx, quotation, inquiry, revision)
    tx.session.add(contract)
    tx.session.flush()
    first = _first_version(tx, contract, inquiry, revision)
    tx.session.add(first)
    data = {"quotation": quotation.number, "quotation_revision": accepted}
    tx.record(contract, "ContractDrawn", data, internal={"cost": str(first.cost_amount)})
    watch_if_large(
        tx,
        kinds.KIND,
        contract.id,
        contract.number,
        contract.customer_id,
        contract.total_amount,
    )
    return done_with(contract)


@command
def save_contract(tx: Tx, number: str, version: int, title: str, terms: Terms) -> Done:
    """Rewords the version that is worked on. Products and prices are those of the quotation.

    Raises NotFound, Conflict for a version that was put before its panels or is frozen,
    RuleBroken at each field.
    """
    contract = lock_contract(tx, number, version, Permission.CONTRACT_MANAGE, among=(kinds.DRAFT,))
    title = title.strip()
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(N_("At most %(most)s characters."), "title", most=LONGEST_TITLE)
    check_terms(terms)
    revision = revision_of(tx, contract)
    before = {"title": contract.title, **terms_of(revision).plain()}
    put_terms(revision, terms)
    if contract.in_force is None:
        contract.title = title
    after = {"title": contract.title, **terms_of(revision).plain()}
    contract.version += 1
    tx.record(contract, "ContractSaved", internal=changes_between(before, after))
    return done_with(contract)


@command
def rework_contract(tx: Tx, number: str, version: int) -> Done:
    """Takes a version that is in review, not acceptable or approved into work again, as the next
    version: what was judged stays as it was. Raises NotFound, Conflict once it is signed."""
    among = (kinds.REVIEW, kinds.NOT_ACCEPTABLE, kinds.APPROVED)
    contract = lock_contract(tx, number, version, Permission.CONTRACT_MANAGE, among=among)
    begin_version(tx, contract)
    tx.record(contract, "ContractReworked", internal={"revision": contract.revision})
    return done_with(contract)


def begin_version(tx: Tx, contract: Contract, **other: object) -> ContractRevision:
    """The next version with the content of the last, open to be reworded."""
    last = revision_of(tx, contract)
    contract.revision = _latest(tx, contract) + 1
    copied = {
        name: getattr(last, name)
        for name in (
            *TEXTS,
            "delivery_date",
            "payment_dates",
            "advance_percent",
            "total_amount",
            "cost_amount",
            "amendment",
            "amendment_reason",
        )
    }
    revision = ContractRevision(
        contract_id=contract.id,
        number=contract.revision,
        made_at=tx.now,
        made_by_id=tx.actor.user_id,
        signed_by="",
        **{**copied, **other},
    )
    revision.lines = [_copied(line) for line in last.lines]
    tx.session.add(revision)
    move(tx, contract, kinds.DRAFT)
    return revision


def _latest(tx: Tx, contract: Contract) -> int:
    numbers = select(ContractRevision.number).where(ContractRevision.contract_id == contract.id)
    return max(tx.session.scalars(numbers))


def _copied(line: ContractLine) -> ContractLine:
    names = (
        "position",
        "product_id",
        "name",
        "specification",
        "unit",
        "quantity",
        "price",
        "amount",
        "tax_rate",
    )
    return ContractLine(**{name: getattr(line, name) for name in names})


def _refuse_second(tx: Tx, quotation: Quotation) -> None:
    there = tx.session.scalar(
        select(Contract.number).where(
            Contract.quotation_id == quotation.id, Contract.status != kinds.VOID
        )
    )
    if there is not None:
        text = N_("%(quotation)s has its contract already: %(number)s.")
        raise Conflict(text, quotation=quotation.number, number=there)


def _contract(
    tx: Tx, quotation: Quotation, inquiry: Inquiry, revision: QuotationRevision
) -> Contract:
    return Contract(
        number=next_number(tx, CONTRACT),
        origin=kinds.DRAWN,
        kind=kinds.SAMPLE if inquiry.is_sample else kinds.SALE,
        title=inquiry.title[:LONGEST_TITLE],
        customer_id=quotation.customer_id,
        branch_id=quotation.branch_id,
        salesperson_id=quotation.salesperson_id,
        created_by_id=tx.actor.user_id,
        quotation_id=quotation.id,
        quotation_revision=revision.number,
        product_kind=quotation.product_kind,
        revision=1,
        total_amount=revision.total_amount,
        status=kinds.DRAFT,
        status_since=tx.now,
        created_at=tx.now,
        version=1,
        trail_length=0,
        trail_head="",
    )


def _first_version(
    tx: Tx, contract: Contract, inquiry: Inquiry, revision: QuotationRevision
) -> ContractRevision:
    made = ContractRevision(
        contract_id=contract.id,
        number=1,
        amendment=0,
        made_at=tx.now,
        made_by_id=tx.actor.user_id,
        advance_percent=revision.advance_percent,
        total_amount=revision.total_amount,
        cost_amount=revision.cost_amount,
    )
    put_terms(made, _first_terms(tx, inquiry, revision))
    made.lines = [
        ContractLine(
            position=line.position,
            product_id=line.product_id,
            name=line.name,
            specification=line.specification,
            unit=line.unit,
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
            tax_rate=revision.tax_rate,
        )
        for line in revision.lines
    ]
    return made


def _first_terms(tx: Tx, inquiry: Inquiry, revision: QuotationRevision) -> Terms:
    """What the accepted offer says, the technical demands of the inquiry, and the usual clauses."""
    delivery = tx.today + timedelta(days=revision.lead_days)
    paid = delivery + timedelta(days=revision.payment_days)
    rest = WHOLE - revision.advance_percent
    instalments = (
        Instalment(tx.today, revision.advance_percent, clauses.ADVANCE),
        Instalment(paid, rest, clauses.REST),
    )
    technical = dict.fromkeys(line.technical for line in inquiry.lines if line.technical)
    return Terms(
        delivery_date=delivery,
        delivery_terms=revision.delivery_terms,
        quality_terms=revision.quality_terms or clauses.QUALITY,
        technical_terms="\n".join(technical)[: TEXTS["technical_terms"]],
        packaging_terms=revision.packaging_terms,
        payment_terms=revision.payment_terms,
        payment_dates=tuple(one for one in instalments if one.share),
        ip_clause=clauses.IP_CLAUSE,
        liability=clauses.LIABILITY,
    )
