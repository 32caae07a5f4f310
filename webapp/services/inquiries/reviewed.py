"""Inquiries as a kind of document that panels judge: the sheet comes from the frozen version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from webapp.services.core.errors import N_, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.inquiries import kinds
from webapp.services.inquiries.filing import find_revision, is_filed
from webapp.services.inquiries.locking import lock_by_id
from webapp.services.inquiries.moving import follow_review
from webapp.services.reviews.kinds import ReviewedKind
from webapp.services.reviews.sheets import Fact, FactKind, ReviewSheet, Section, SheetTable

Content = Mapping[str, Any]

_MATERIALS: tuple[tuple[str, str], ...] = (
    ("name", N_("Material")),
    ("specification", N_("Specification")),
    ("model", N_("Model")),
    ("grade", N_("Material grade")),
    ("surface_quality", N_("Surface quality")),
    ("special_inspection", N_("Special inspection")),
    ("special_processing", N_("Special processing")),
)


def sheet_of(session: Session, inquiry_id: int, version: int) -> ReviewSheet:
    """What the seats judge, of one version; raises NotFound."""
    revision = find_revision(session, inquiry_id, version)
    if revision is None:
        raise NotFound()
    content = revision.content
    estimate = Fact(N_("Estimated amount (CNY)"), _decimal(content["estimated_amount"]), "money")
    return ReviewSheet(
        title=content["title"],
        sections=(
            _products(content),
            _technical(content),
            _materials(content),
            Section("quality", kinds.INPUTS["quality"], (_quality(content),)),
            Section("delivery", kinds.INPUTS["delivery"], (_delivery(content),)),
            _market(content, estimate),
        ),
        papers_of=((kinds.KIND, inquiry_id),),
        headline=(estimate,),
    )


def _products(content: Content) -> Section:
    columns: tuple[tuple[str, FactKind], ...] = (
        (N_("Article code"), "text"),
        (N_("Product"), "text"),
        (N_("Specification"), "text"),
        (N_("Quantity"), "quantity"),
        (N_("Unit"), "text"),
    )
    rows = tuple(
        (line["code"], line["name"], line["specification"], Decimal(line["quantity"]), line["unit"])
        for line in content["lines"]
    )
    facts = (Fact(N_("Sample order"), N_("Yes"), "word"),) if content["is_sample"] else ()
    return Section("products", kinds.INPUTS["products"], facts, (SheetTable(columns, rows),))


def _technical(content: Content) -> Section:
    columns: tuple[tuple[str, FactKind], ...] = (
        (N_("Product"), "text"),
        (N_("Technical information"), "text"),
        (N_("Packaging"), "text"),
    )
    rows = tuple(
        (line["name"], line["technical"], line["packaging"])
        for line in content["lines"]
        if line["technical"] or line["packaging"]
    )
    papers = "; ".join(paper["name"] for paper in content["papers"])
    facts = (
        Fact(N_("Requirements"), content["requirements"]),
        Fact(N_("Drawings and papers"), papers),
    )
    return Section("technical", kinds.INPUTS["technical"], facts, _table(columns, rows))


def _materials(content: Content) -> Section:
    columns: tuple[tuple[str, FactKind], ...] = (
        (N_("Product"), "text"),
        *((label, "text") for _, label in _MATERIALS),
    )
    rows = tuple(
        (line["name"], *(material[name] for name, _ in _MATERIALS))
        for line in content["lines"]
        for material in line["materials"]
    )
    return Section("materials", kinds.INPUTS["materials"], (), _table(columns, rows))


def _quality(content: Content) -> Fact:
    return Fact(N_("Quality demanded"), content["quality_demand"])


def _delivery(content: Content) -> Fact:
    wanted = content["requested_date"]
    return Fact(N_("Delivery wanted on"), date.fromisoformat(wanted) if wanted else None, "day")


def _market(content: Content, estimate: Fact) -> Section:
    columns: tuple[tuple[str, FactKind], ...] = (
        (N_("Product"), "text"),
        (N_("Target price (CNY)"), "price"),
    )
    rows = tuple(
        (line["name"], Decimal(line["target_price"]))
        for line in content["lines"]
        if line["target_price"] is not None
    )
    facts = (
        Fact(N_("The customer in brief"), content["market_customer"]),
        Fact(N_("Market trend of the products"), content["market_trend"]),
        estimate,
    )
    return Section("market", kinds.INPUTS["market"], facts, _table(columns, rows))


def _table(
    columns: tuple[tuple[str, FactKind], ...], rows: Sequence[tuple[Any, ...]]
) -> tuple[SheetTable, ...]:
    return (SheetTable(columns, tuple(rows)),) if rows else ()


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


INQUIRY_KIND = ReviewedKind(
    key=kinds.KIND,
    label=N_("Inquiry"),
    endpoint="inquiries.show",
    view=Permission.INQUIRY_VIEW,
    inputs=kinds.INPUTS,
    lock=lock_by_id,
    react=follow_review,
    is_filed=is_filed,
    sheet=sheet_of,
)
