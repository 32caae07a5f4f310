"""The content of an inquiry as plain data: what a revision keeps, and the parts that are judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Attachment, Inquiry, InquiryLine, InquiryMaterial, Product, StoredFile
from webapp.services.core.quantities import plain
from webapp.services.inquiries.content import LONGEST_MATERIAL
from webapp.services.inquiries.kinds import KIND

#: Fields of the inquiry itself, those that customers read first.
PUBLIC = ("title", "contact", "phone", "requirements", "quality_demand")
INSIDE = ("product_kind", "is_sample", "market_customer", "market_trend", "internal_remark")


def frozen(session: Session, inquiry: Inquiry) -> dict[str, Any]:
    """Everything in the inquiry as it stands, its papers by name and fingerprint."""
    return {**public_content(session, inquiry), **inside_content(inquiry)}


def public_content(session: Session, inquiry: Inquiry) -> dict[str, Any]:
    """What the customer said and sent."""
    wanted_on = inquiry.requested_date
    codes = codes_of(session, inquiry)
    return {
        **{name: getattr(inquiry, name) for name in PUBLIC},
        "requested_date": wanted_on.isoformat() if wanted_on else None,
        "lines": [_line(line, codes) for line in inquiry.lines],
        "papers": _papers(session, inquiry),
    }


def inside_content(inquiry: Inquiry) -> dict[str, Any]:
    """What only the company says."""
    estimate = inquiry.estimated_amount
    return {
        **{name: getattr(inquiry, name) for name in INSIDE},
        "estimated_amount": None if estimate is None else str(estimate),
    }


def inputs_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that seats judge, by the names of the kind's inputs."""
    lines = content["lines"]

    def of_lines(*names: str) -> list[list[Any]]:
        return [[line[name] for name in names] for line in lines]

    return {
        "products": [
            of_lines("code", "name", "specification", "quantity", "unit"),
            content["is_sample"],
        ],
        "technical": [
            content["requirements"],
            of_lines("technical", "packaging"),
            content["papers"],
        ],
        "materials": of_lines("materials"),
        "quality": content["quality_demand"],
        "delivery": content["requested_date"],
        "market": [
            content["market_customer"],
            content["market_trend"],
            content["estimated_amount"],
            of_lines("target_price"),
        ],
    }


def _line(line: InquiryLine, codes: Mapping[int, str]) -> dict[str, Any]:
    return {
        "code": codes.get(line.product_id or 0, ""),
        "name": line.name,
        "specification": line.specification,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "target_price": None if line.target_price is None else plain(line.target_price),
        "technical": line.technical,
        "packaging": line.packaging,
        "materials": [_material(one) for one in line.materials],
    }


def _material(material: InquiryMaterial) -> dict[str, str]:
    return {name: getattr(material, name) for name in LONGEST_MATERIAL}


def codes_of(session: Session, inquiry: Inquiry) -> dict[int, str]:
    """Codes of the articles that it names, by their ids."""
    ids = {line.product_id for line in inquiry.lines if line.product_id is not None}
    if not ids:
        return {}
    rows = session.execute(select(Product.id, Product.code).where(Product.id.in_(ids)))
    return {row.id: row.code for row in rows}


def _papers(session: Session, inquiry: Inquiry) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Attachment.purpose, Attachment.is_internal, StoredFile.name, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.document_kind == KIND, Attachment.document_id == inquiry.id)
        .order_by(Attachment.id)
    )
    return [
        {"purpose": row.purpose, "name": row.name, "sha256": row.sha256}
        for row in rows
        if not row.is_internal
    ]
