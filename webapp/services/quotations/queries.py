"""Reading one quotation for its page and for comparing its revisions, in a number of queries that
depends neither on its lines nor on its revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased, selectinload

from webapp.models import (
    Branch,
    CostLine,
    Customer,
    Inquiry,
    MarketRate,
    PanelSetting,
    PanelVersion,
    Product,
    Quotation,
    QuotationLine,
    QuotationRevision,
    Review,
    ReviewRound,
    SupervisionWatch,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events, read_papers
from webapp.services.identity.scope import reaches_customers
from webapp.services.inquiries.kinds import KIND as INQUIRY
from webapp.services.quotations import kinds, views
from webapp.services.quotations.actions import actions
from webapp.services.quotations.rules import cost_sums, margins
from webapp.services.rates.kinds import MATERIAL
from webapp.services.rates.latest import latest_values
from webapp.services.rates.recosting import moves_since, said
from webapp.services.rates.rules import Move, RateValue
from webapp.services.reviews import rules as review_rules
from webapp.services.reviews.approval import find_approval
from webapp.services.reviews.committed import committed_plan


def get_quotation(
    session: Session, actor: Actor, number: str, revision: int | None = None
) -> views.QuotationView:
    """The quotation under this number, showing one of its revisions, by default the current one.

    Raises NotFound when it is out of reach or has no such revision.
    """
    actor.require(Permission.QUOTATION_VIEW)
    row = session.execute(_head(actor, number)).first()
    if row is None:
        raise NotFound()
    quotation: Quotation = row.Quotation
    wanted = quotation.revision if revision is None else revision
    shown = read_revisions(session, quotation.id, [wanted])
    return row_of(
        views.QuotationView,
        quotation,
        recost_reasons=tuple(Move.from_plain(one) for one in quotation.recost_reasons),
        title=row.title,
        inquiry_number=row.inquiry_number,
        requested_date=row.requested_date,
        customer_code=row.Customer.code,
        customer_name=row.Customer.name,
        branch=row.branch,
        branch_en=row.branch_en,
        salesperson=row.salesperson or row.Customer.responsibility_code,
        created_by=row.created_by or "",
        is_approved=_is_approved(session, quotation),
        hold_reason=row.hold_reason or "",
        shown=shown[wanted],
        revisions=_heads(session, quotation.id),
        reviews=_reviews(session, quotation),
        plan=committed_plan(session, INQUIRY, quotation.inquiry_id),
        papers=read_papers(session, actor, kinds.KIND, quotation.id),
        events=read_events(session, actor, Quotation.__tablename__, quotation.id, ()),
        actions=actions(actor, quotation, row.Customer),
    )


def moves_behind(session: Session, revision: views.RevisionView) -> str:
    """How what a revision was costed on has moved, in figures; '' when nothing has (B16)."""
    return said(moves_since(session, revision.basis))


def read_revisions(
    session: Session, quotation_id: int, numbers: Iterable[int]
) -> Mapping[int, views.RevisionView]:
    """Revisions of a quotation that the reader was found to reach; raises NotFound for one that
    there is not."""
    wanted = set(numbers)
    found = session.scalars(
        select(QuotationRevision)
        .where(QuotationRevision.quotation_id == quotation_id, QuotationRevision.number.in_(wanted))
        .options(selectinload(QuotationRevision.lines).selectinload(QuotationLine.costs))
    ).all()
    if {one.number for one in found} != wanted:
        raise NotFound()
    lines = [line for one in found for line in one.lines]
    rate_ids = {cost.rate_id for line in lines for cost in line.costs if cost.rate_id}
    market = latest_values(session, rate_ids, None)
    codes = _article_codes(session, lines)
    return {one.number: _revision(one, market, codes) for one in found}


def compared_revisions(
    session: Session, actor: Actor, number: str, left: int, right: int
) -> tuple[views.RevisionView, views.RevisionView]:
    """Two revisions of a quotation; raises NotFound for a quotation or a revision that there is
    not."""
    row = session.execute(_head(actor, number)).first()
    if row is None:
        raise NotFound()
    found = read_revisions(session, row.Quotation.id, {left, right})
    return found[left], found[right]


def material_rates(session: Session) -> tuple[RateValue, ...]:
    """The materials that costs can be measured by, by name, with their latest prices."""
    kept = select(MarketRate.id).where(MarketRate.kind == MATERIAL, MarketRate.removed_at.is_(None))
    values = latest_values(session, session.scalars(kept).all(), None).values()
    return tuple(sorted(values, key=lambda one: one.code))


def _head(actor: Actor, number: str) -> Select[*tuple[Any, ...]]:
    seller, drafter = aliased(User), aliased(User)
    return (
        select(
            Quotation,
            Customer,
            Inquiry.number.label("inquiry_number"),
            Inquiry.title,
            Inquiry.requested_date,
            Branch.name.label("branch"),
            Branch.name_en.label("branch_en"),
            seller.name.label("salesperson"),
            drafter.name.label("created_by"),
            SupervisionWatch.hold_reason,
        )
        .join(Customer, Customer.id == Quotation.customer_id)
        .join(Inquiry, Inquiry.id == Quotation.inquiry_id)
        .join(Branch, Branch.id == Quotation.branch_id)
        .outerjoin(seller, seller.id == Quotation.salesperson_id)
        .outerjoin(drafter, drafter.id == Quotation.created_by_id)
        .outerjoin(
            SupervisionWatch,
            (SupervisionWatch.document_kind == kinds.KIND)
            & (SupervisionWatch.document_id == Quotation.id)
            & SupervisionWatch.held_at.is_not(None),
        )
        .where(
            Quotation.number == number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.QUOTATION_VIEW),
        )
    )


def _is_approved(session: Session, quotation: Quotation) -> bool:
    found = find_approval(session, kinds.KIND, quotation.id, quotation.revision)
    return found is not None


def _article_codes(session: Session, lines: Sequence[QuotationLine]) -> Mapping[int, str]:
    ids = {line.product_id for line in lines if line.product_id is not None}
    if not ids:
        return {}
    rows = session.execute(select(Product.id, Product.code).where(Product.id.in_(sorted(ids))))
    return {row.id: row.code for row in rows}


def _revision(
    revision: QuotationRevision, market: Mapping[int, RateValue], codes: Mapping[int, str]
) -> views.RevisionView:
    costs = [cost for line in revision.lines for cost in line.costs]
    return row_of(
        views.RevisionView,
        revision,
        lines=tuple(_line(line, revision, market, codes) for line in revision.lines),
        margins=margins(
            revision.total_amount,
            revision.tax_rate,
            revision.cost_amount,
            revision.selling_expense,
        ),
        cost_sums=cost_sums(costs, kinds.COSTS),
    )


def _line(
    line: QuotationLine,
    revision: QuotationRevision,
    market: Mapping[int, RateValue],
    codes: Mapping[int, str],
) -> views.LineView:
    cost = sum((one.amount for one in line.costs), Decimal("0.00"))
    return row_of(
        views.LineView,
        line,
        code=codes.get(line.product_id or 0, ""),
        costs=tuple(_cost(one, market) for one in line.costs),
        margins=margins(line.amount, revision.tax_rate, cost, Decimal("0.00")),
    )


def _cost(cost: CostLine, market: Mapping[int, RateValue]) -> views.CostView:
    return row_of(views.CostView, cost, market=market.get(cost.rate_id or 0))


def _heads(session: Session, quotation_id: int) -> tuple[views.RevisionHead, ...]:
    """Every revision, the newest first (L5)."""
    rows = session.execute(
        select(QuotationRevision, User.name.label("made_by"))
        .outerjoin(User, User.id == QuotationRevision.made_by_id)
        .where(QuotationRevision.quotation_id == quotation_id)
        .order_by(QuotationRevision.number.desc())
    )
    return tuple(
        row_of(
            views.RevisionHead,
            one,
            made_by=made_by or "",
            margins=margins(one.total_amount, one.tax_rate, one.cost_amount, one.selling_expense),
        )
        for one, made_by in rows
    )


def _reviews(session: Session, quotation: Quotation) -> tuple[views.ReviewLink, ...]:
    rows = session.execute(
        select(Review, PanelSetting, PanelVersion.content, ReviewRound.appealed_at)
        .join(PanelSetting, PanelSetting.id == Review.panel_id)
        .join(PanelVersion, PanelVersion.id == Review.panel_version_id)
        .join(
            ReviewRound,
            (ReviewRound.review_id == Review.id) & (ReviewRound.number == Review.round_number),
        )
        .where(Review.document_kind == kinds.KIND, Review.document_id == quotation.id)
        .order_by(Review.id)
    )
    return tuple(
        row_of(
            views.ReviewLink,
            review,
            panel=panel.name,
            panel_en=panel.name_en,
            can_be_appealed=_can_be_appealed(quotation, review, content, appealed_at),
        )
        for review, panel, content, appealed_at in rows
    )


def _can_be_appealed(
    quotation: Quotation, review: Review, panel: Mapping[str, Any], appealed_at: datetime | None
) -> bool:
    """A refused one may go to the chairman once a round, where the panel knows an appeal (B7)."""
    refused = review.outcome == review_rules.NOT_ACCEPTABLE
    stands = quotation.status == kinds.NOT_ACCEPTABLE
    return stands and refused and appealed_at is None and panel["appeal"] is not None
