"""Putting what was entered into an inquiry: the customer's words, and the company's."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from webapp.models import Attachment, Inquiry, InquiryLine, InquiryMaterial, Product
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.files.storing import Paper, attach, detach
from webapp.services.inquiries.content import (
    LONGEST_CONTENT,
    LONGEST_INSIDE,
    LONGEST_LINE,
    LONGEST_MATERIAL,
    MOST_PAPERS,
    Checks,
    InquiryContent,
    InquiryInside,
    WantedMaterial,
    WantedProduct,
    codes_of,
)
from webapp.services.inquiries.kinds import KIND
from webapp.services.ordering.lines import find_products


def put_content(
    tx: Tx, inquiry: Inquiry, content: InquiryContent, checks: Checks, *, is_draft: bool = False
) -> None:
    """Replaces the content. What is wrong is added to ``checks``, whose caller refuses; then the
    inquiry is left as it was."""
    checks.content(content, is_draft=is_draft)
    products = _products(tx, inquiry, content, checks)
    if checks.problems:
        return
    for name in LONGEST_CONTENT:
        setattr(inquiry, name, getattr(content, name).strip())
    inquiry.requested_date = content.requested_date
    inquiry.lines = [
        _line(one, products.get(one.code.strip()), position)
        for position, one in enumerate(content.lines, start=1)
    ]
    if not inquiry.title and inquiry.lines:
        inquiry.title = inquiry.lines[0].name


def put_inside(inquiry: Inquiry, inside: InquiryInside, checks: Checks) -> None:
    """Replaces what only the company says, as ``put_content`` does."""
    checks.inside(inside)
    if checks.problems:
        return
    for name in LONGEST_INSIDE:
        setattr(inquiry, name, getattr(inside, name).strip())
    inquiry.product_kind, inquiry.is_sample = inside.product_kind, inside.is_sample
    inquiry.estimated_amount = inside.estimated_amount


def inside_of(inquiry: Inquiry) -> InquiryInside:
    """What the company said so far."""
    return InquiryInside(
        product_kind=inquiry.product_kind,
        is_sample=inquiry.is_sample,
        estimated_amount=inquiry.estimated_amount,
        **{name: getattr(inquiry, name) for name in LONGEST_INSIDE},
    )


def put_papers(
    tx: Tx, inquiry: Inquiry, papers: Sequence[Paper], dropped: Collection[str] = ()
) -> None:
    """Hangs papers on the stored inquiry and takes those off whose tokens are named. Raises
    RuleBroken at ``papers`` beyond so many."""
    if dropped:
        detach(tx, KIND, inquiry.id, dropped)
    count = select(func.count()).where(
        Attachment.document_kind == KIND, Attachment.document_id == inquiry.id
    )
    if papers and tx.session.scalars(count).one() + len(papers) > MOST_PAPERS:
        raise RuleBroken(N_("At most %(most)s files."), "papers", most=MOST_PAPERS)
    attach(tx, KIND, inquiry.id, papers)
    tx.session.flush()


def _products(
    tx: Tx, inquiry: Inquiry, content: InquiryContent, checks: Checks
) -> dict[str, Product]:
    """Articles by the codes typed; what an inquiry names already may have left the shelf since."""
    kept = [line.product_id for line in inquiry.lines if line.product_id is not None]
    found = find_products(tx.session, tx.actor, codes_of(content.lines), kept)
    for index, line in enumerate(content.lines):
        code = line.code.strip()
        if code and code not in found:
            text = N_("There is no article with this code.")
            checks.problems.add(f"lines.{index}.code", text)
    return {code: one.product for code, one in found.items()}


def _line(wanted: WantedProduct, product: Product | None, position: int) -> InquiryLine:
    texts = {name: getattr(wanted, name).strip() for name in LONGEST_LINE if name != "code"}
    if product is not None:
        for name in ("name", "specification", "unit"):
            texts[name] = texts[name] or getattr(product, name)
    return InquiryLine(
        position=position,
        product_id=None if product is None else product.id,
        quantity=wanted.quantity,
        target_price=wanted.target_price,
        materials=[_material(one, place) for place, one in enumerate(wanted.materials, start=1)],
        **texts,
    )


def _material(wanted: WantedMaterial, position: int) -> InquiryMaterial:
    texts = {name: getattr(wanted, name).strip() for name in LONGEST_MATERIAL}
    return InquiryMaterial(position=position, **texts)
