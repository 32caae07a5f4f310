"""The form of an inquiry, for the customer and for sales alike: its head, any number of products
with their materials, and papers.

Each product has a token of its own, sent as ``line``; its fields are ``<token>-name`` and so on.
Its materials' tokens come as ``<token>-material``. So rows are added and taken off without a
script, and whatever was typed is shown again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import BooleanField, FileField, SelectMultipleField

from webapp.services.core.errors import N_, Message, Problems, RuleBroken
from webapp.services.core.parsing import QUANTITY_PLACES, parse_money, parse_quantity, to_half_width
from webapp.services.core.quantities import plain
from webapp.services.files.storing import Paper
from webapp.services.inquiries import kinds
from webapp.services.inquiries.content import (
    LONGEST_LINE,
    LONGEST_MATERIAL,
    MOST_LINES,
    MOST_MATERIALS,
    InquiryContent,
    InquiryInside,
    WantedMaterial,
    WantedProduct,
)
from webapp.services.inquiries.views import InquiryView, ProductView
from webapp.web.forms import DayField, Form, MoneyField, clean_text, read_uploads, text_field
from webapp.web.language import say

LONGEST_TYPED = 2500
TOKEN = re.compile(r"[a-z0-9]{1,16}")
LINE_FIELDS = (*LONGEST_LINE, "quantity", "target_price")
ROWS_WRONG = N_("Some products do not fit yet. See what is said at each of them.")
QUANTITY_MISSING = N_("Please enter a quantity.")


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material as its fields are named."""

    token: str


@dataclass(slots=True)
class ProductRow:
    """A product as its fields are named, with its materials."""

    token: str
    materials: list[MaterialRow] = field(default_factory=list)


def new_token() -> str:
    return f"r{secrets.token_hex(5)}"


class InquiryForm(Form):
    """What the customer says; ``dropped`` are tokens of papers to take off."""

    title = text_field(120)
    contact = text_field(60)
    phone = text_field(40)
    requirements = text_field(2000)
    quality_demand = text_field(500)
    requested_date = DayField()
    drawing = FileField()
    packaging = FileField()
    other = FileField()
    dropped = SelectMultipleField(validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.typed: dict[str, str] = {}
        self.rows: list[ProductRow] = []
        self._sent: list[ProductRow] = []
        super().__init__(*args, **kwargs)
        if request.method == "POST":
            self.rows = self._read_rows()

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, **self.typed}

    def fill(self, lines: Sequence[ProductView]) -> None:
        """Shows the products of an inquiry as they stand."""
        for number, line in enumerate(lines, start=1):
            row = self._fill(f"l{number}", line)
            self.rows.append(row)

    def add_row(self, wanted: str = "") -> None:
        """One more empty product, or one more material of the product ``wanted``."""
        row = next((one for one in self.rows if one.token == wanted), None)
        if row is not None:
            row.materials.append(MaterialRow(new_token()))
        else:
            self.rows.append(ProductRow(new_token(), [MaterialRow(new_token())]))

    def content(self) -> InquiryContent:
        """What was entered. Raises RuleBroken at fields that cannot be read."""
        problems = Problems()
        self._sent = [row for row in self.rows if self._is_filled(row)]
        lines = tuple(self._line(row, problems) for row in self._sent)
        problems.refuse()
        return InquiryContent(
            lines=lines,
            title=self.title.data or "",
            contact=self.contact.data or "",
            phone=self.phone.data or "",
            requirements=self.requirements.data or "",
            quality_demand=self.quality_demand.data or "",
            requested_date=self.requested_date.data,
        )

    def papers(self) -> list[Paper]:
        """The files sent along. Raises RuleBroken at their field."""
        return [
            Paper(purpose, upload)
            for purpose in (kinds.DRAWING, kinds.PACKAGING, kinds.OTHER)
            for upload in read_uploads(purpose)
        ]

    def dropped_papers(self) -> frozenset[str]:
        return frozenset(clean_text(token) for token in self.dropped.data or ())

    def absorb(self, error: RuleBroken) -> None:
        """Puts refusals about a product or a material at its own fields."""
        left: dict[str, list[Message]] = {}
        for place, messages in error.fields.items():
            name = self._field_of(place)
            if name is None:
                left[place] = messages
            else:
                self.refused.setdefault(name, []).extend(say(one) for one in messages)
        if len(left) < len(error.fields):
            self.refused.setdefault("", []).insert(0, gettext(ROWS_WRONG))
        if left:
            super().absorb(RuleBroken.of(left))

    def _field_of(self, place: str) -> str | None:
        """The field that ``lines.<index>.name`` or a material's place stands for."""
        parts = place.split(".")
        if parts[0] != "lines" or len(parts) < 3:
            return place if "-" in place else None
        row = self._sent[int(parts[1])]
        if parts[2] != "materials":
            return f"{row.token}-{parts[2]}"
        filled = [one for one in row.materials if self._texts(one.token, LONGEST_MATERIAL)]
        return f"{filled[int(parts[3])].token}-{parts[4]}"

    def _read_rows(self) -> list[ProductRow]:
        found = []
        for token in _tokens("line", MOST_LINES + 1):
            if request.form.get(f"{token}-off"):
                continue
            self._keep(token, LINE_FIELDS)
            materials = [
                MaterialRow(one) for one in _tokens(f"{token}-material", MOST_MATERIALS + 1)
            ]
            for material in materials:
                self._keep(material.token, LONGEST_MATERIAL)
            found.append(ProductRow(token, materials))
        return found

    def _keep(self, token: str, names: Any) -> None:
        for name in names:
            text = request.form.get(f"{token}-{name}", "")[:LONGEST_TYPED]
            self.typed[f"{token}-{name}"] = clean_text(text)

    def _fill(self, token: str, line: ProductView) -> ProductRow:
        for name in LONGEST_LINE:
            self.typed[f"{token}-{name}"] = getattr(line, name)
        self.typed[f"{token}-quantity"] = plain(line.quantity)
        price = line.target_price
        self.typed[f"{token}-target_price"] = "" if price is None else plain(price)
        row = ProductRow(token)
        for number, material in enumerate(line.materials, start=1):
            own = f"{token}m{number}"
            row.materials.append(MaterialRow(own))
            for name in LONGEST_MATERIAL:
                self.typed[f"{own}-{name}"] = getattr(material, name)
        return row

    def _is_filled(self, row: ProductRow) -> bool:
        typed = self._texts(row.token, LINE_FIELDS)
        return bool(typed) or any(self._texts(one.token, LONGEST_MATERIAL) for one in row.materials)

    def _texts(self, token: str, names: Any) -> dict[str, str]:
        """The fields of a row in which anything stands."""
        found = {name: self.typed.get(f"{token}-{name}", "") for name in names}
        return {name: text for name, text in found.items() if text}

    def _line(self, row: ProductRow, problems: Problems) -> WantedProduct:
        texts = self._texts(row.token, LONGEST_LINE)
        line = WantedProduct(
            quantity=self._figure(row, "quantity", problems),
            target_price=self._figure(row, "target_price", problems),
            materials=tuple(
                WantedMaterial(**{"name": "", **typed})
                for one in row.materials
                if (typed := self._texts(one.token, LONGEST_MATERIAL))
            ),
            **texts,
        )
        return replace(line, code=to_half_width(line.code))

    def _figure(self, row: ProductRow, name: str, problems: Problems) -> Any:
        """A number as typed; what cannot be read is said at its field."""
        place = f"{row.token}-{name}"
        text = self.typed.get(place, "")
        try:
            if name == "quantity":
                if not text:
                    raise RuleBroken(QUANTITY_MISSING)
                return parse_quantity(text, QUANTITY_PLACES)
            return parse_money(text, decimals=4) if text else None
        except RuleBroken as refused:
            problems.take(place, refused)
            return None


class CompanyInquiryForm(InquiryForm):
    """The same with what only the company says; ``note`` is a word to those who judge."""

    product_kind = text_field(10)
    is_sample = BooleanField()
    market_customer = text_field(1000)
    market_trend = text_field(1000)
    estimated_amount = MoneyField()
    internal_remark = text_field(500)
    note = text_field(500)

    @classmethod
    def showing(cls, view: InquiryView) -> CompanyInquiryForm:
        """The form as the inquiry stands."""
        asked = {name: getattr(view.asked, name) for name in ASKED}
        inside = {name: getattr(view, name) for name in InquiryInside.__slots__}
        form = cls(data={**asked, **inside})
        form.fill(view.asked.lines)
        return form

    def inside(self) -> InquiryInside:
        return InquiryInside(
            product_kind=self.product_kind.data or "",
            is_sample=bool(self.is_sample.data),
            market_customer=self.market_customer.data or "",
            market_trend=self.market_trend.data or "",
            estimated_amount=self.estimated_amount.data,
            internal_remark=self.internal_remark.data or "",
        )


#: Fields of the head that the customer says.
ASKED = ("title", "contact", "phone", "requirements", "quality_demand", "requested_date")


def asked_for_row() -> tuple[InquiryForm, ProductRow]:
    """A form with one more empty row, as a script asks for it: a product, or a material of the
    product that ``line`` names."""
    form = InquiryForm()
    token = request.args.get("line", "")
    row = ProductRow(token if TOKEN.fullmatch(token) else new_token(), [MaterialRow(new_token())])
    return form, row


def _tokens(name: str, most: int) -> list[str]:
    """Tokens of rows, in their order and once each; what is none is passed over."""
    sent = request.form.getlist(name)[: 4 * most]
    return list(dict.fromkeys(one for one in sent if TOKEN.fullmatch(one)))[:most]
