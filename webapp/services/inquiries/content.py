"""What stands in an inquiry as people enter it, and the checks on it (B1, B2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from webapp.services.core.errors import N_, Problems
from webapp.services.core.parsing import MONEY_LIMIT, QUANTITY_LIMIT
from webapp.services.inquiries.kinds import PRODUCT_KINDS

MOST_LINES = 50
MOST_MATERIALS = 20
MOST_PAPERS = 20
MISSING = N_("Please fill this in.")
TOO_LONG = N_("At most %(most)s characters.")


@dataclass(frozen=True, slots=True)
class WantedMaterial:
    """A raw material of a product and the standard that it must meet."""

    name: str
    specification: str = ""
    model: str = ""
    grade: str = ""
    surface_quality: str = ""
    special_inspection: str = ""
    special_processing: str = ""


@dataclass(frozen=True, slots=True)
class WantedProduct:
    """A product asked about: an article by its ``code``, whose name and unit stand where none
    are given, or in the customer's words. ``target_price`` is CNY a unit with tax."""

    quantity: Decimal
    code: str = ""
    name: str = ""
    specification: str = ""
    unit: str = ""
    target_price: Decimal | None = None
    technical: str = ""
    packaging: str = ""
    materials: tuple[WantedMaterial, ...] = ()


@dataclass(frozen=True, slots=True)
class InquiryContent:
    """What the customer says; without a title it is called after its first product."""

    lines: tuple[WantedProduct, ...]
    title: str = ""
    contact: str = ""
    phone: str = ""
    requirements: str = ""
    quality_demand: str = ""
    requested_date: date | None = None


@dataclass(frozen=True, slots=True)
class InquiryInside:
    """What only the company says: kind (E1), market prospect (B2), estimate in CNY (L2)."""

    product_kind: str = "regular"
    is_sample: bool = False
    market_customer: str = ""
    market_trend: str = ""
    estimated_amount: Decimal | None = None
    internal_remark: str = ""


LONGEST_CONTENT = {
    "title": 120,
    "contact": 60,
    "phone": 40,
    "requirements": 2000,
    "quality_demand": 500,
}
LONGEST_LINE = {
    "code": 40,
    "name": 120,
    "specification": 200,
    "unit": 20,
    "technical": 1000,
    "packaging": 500,
}
LONGEST_MATERIAL = {
    "name": 80,
    "specification": 120,
    "model": 80,
    "grade": 80,
    "surface_quality": 120,
    "special_inspection": 200,
    "special_processing": 200,
}
LONGEST_INSIDE = {"market_customer": 1000, "market_trend": 1000, "internal_remark": 500}


@dataclass(slots=True)
class Checks:
    """Everything that is wrong with an input, said at its fields: ``title``,
    ``lines.<index>.name``, ``lines.<index>.materials.<index>.name``."""

    problems: Problems = field(default_factory=Problems)

    def content(self, content: InquiryContent, *, is_draft: bool) -> None:
        """A draft may still be without products."""
        self._texts("", content, LONGEST_CONTENT)
        if not content.lines and not is_draft:
            self.problems.add("lines", N_("Please name at least one product."))
        if len(content.lines) > MOST_LINES:
            self.problems.add("lines", N_("At most %(most)s products."), most=MOST_LINES)
        for index, line in enumerate(content.lines):
            self._line(f"lines.{index}", line)

    def inside(self, inside: InquiryInside) -> None:
        self._texts("", inside, LONGEST_INSIDE)
        if inside.product_kind not in PRODUCT_KINDS:
            self.problems.add("product_kind", N_("Please choose one."))
        self._figure("estimated_amount", inside.estimated_amount, MONEY_LIMIT)

    def complete(self, inside: InquiryInside) -> None:
        """What must be there before anybody is asked to judge (B2, L2)."""
        for name in ("market_customer", "market_trend"):
            if not getattr(inside, name).strip():
                self.problems.add(name, MISSING)
        if inside.estimated_amount is None:
            self.problems.add("estimated_amount", MISSING)

    def _line(self, place: str, line: WantedProduct) -> None:
        self._texts(place, line, LONGEST_LINE)
        if not 0 < line.quantity < QUANTITY_LIMIT:
            self.problems.add(f"{place}.quantity", N_("Please enter a quantity."))
        self._figure(f"{place}.target_price", line.target_price, MONEY_LIMIT)
        if not line.code.strip():
            for name in ("name", "unit"):
                if not getattr(line, name).strip():
                    self.problems.add(f"{place}.{name}", MISSING)
        if len(line.materials) > MOST_MATERIALS:
            text = N_("At most %(most)s materials.")
            self.problems.add(f"{place}.name", text, most=MOST_MATERIALS)
        for index, material in enumerate(line.materials):
            spot = f"{place}.materials.{index}"
            self._texts(spot, material, LONGEST_MATERIAL)
            if not material.name.strip():
                self.problems.add(f"{spot}.name", MISSING)

    def _texts(self, place: str, source: object, longest: dict[str, int]) -> None:
        for name, most in longest.items():
            if len(getattr(source, name)) > most:
                spot = f"{place}.{name}" if place else name
                self.problems.add(spot, TOO_LONG, most=most)

    def _figure(self, place: str, figure: Decimal | None, limit: Decimal) -> None:
        if figure is not None and not 0 <= figure < limit:
            self.problems.add(place, N_("This amount is out of bounds."))


def codes_of(lines: Iterable[WantedProduct]) -> list[str]:
    """The article codes that lines name."""
    return [line.code.strip() for line in lines if line.code.strip()]
