"""The header of an order as its customer fills it in: fields, papers, and what he has paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from flask import request
from flask_babel import gettext
from wtforms import FileField, MultipleFileField, StringField

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import read_id
from webapp.services.files.checks import PAPERS
from webapp.services.files.storing import Paper
from webapp.services.orders.placing import OrderInput, RemittanceClaim, WantedLine
from webapp.web.forms import (
    NEEDED,
    DayField,
    Form,
    MoneyField,
    read_signed,
    read_uploads,
    text_field,
)

MOST_PAPERS = 10
MISSING = N_("Please fill this in.")
FILES = ("confirmation", "remittance_file", "papers")


class OrderForm(Form):
    """Everything an order is submitted with but its lines."""

    address_id = StringField()
    requested_date = DayField(validators=[NEEDED])
    reason_code = text_field(30)
    invoice_kind = text_field(10)
    invoice_title = text_field(120)
    invoice_tax_number = text_field(30)
    quality_demand = text_field(200)
    remark = text_field(500)
    payer = text_field(120)
    remittance_amount = MoneyField()
    remittance_file = FileField()
    papers = MultipleFileField()
    confirmation = FileField()
    signature = StringField()

    def order_input(
        self, lines: Sequence[WantedLine] = (), contract_number: str = ""
    ) -> OrderInput | None:
        """What the order is submitted with; None when something cannot be read, said at its
        field."""
        is_valid = self.validate()
        papers = self._all_papers()
        claim = self._claim()
        if not is_valid or self.refused or self.requested_date.data is None:
            return None
        has_invoice = self.invoice_kind.data != "none"
        return OrderInput(
            lines=lines,
            requested_date=self.requested_date.data,
            address_id=address_id(self.address_id.data or ""),
            reason_code=self.reason_code.data or "",
            contract_number=contract_number,
            invoice_kind=self.invoice_kind.data or "",
            invoice_title=(self.invoice_title.data or "") if has_invoice else "",
            invoice_tax_number=(self.invoice_tax_number.data or "") if has_invoice else "",
            remark=self.remark.data or "",
            quality_demand=self.quality_demand.data or "",
            papers=papers,
            remittance=claim,
        )

    def remember_files(self) -> None:
        """Browsers do not send a chosen file back: says at its field that it is needed again."""
        if not self.errors:
            return
        for name in FILES:
            if name not in self.refused and _has_file(name):
                self.refused[name] = [gettext("Please choose the file again.")]

    def _all_papers(self) -> tuple[Paper, ...]:
        found: list[Paper] = []
        for read in READERS:
            try:
                found += read()
            except RuleBroken as refused:
                self.absorb(refused)
        return tuple(found)

    def _claim(self) -> RemittanceClaim | None:
        """What was paid already: an amount, or at least its slip, makes a claim (D4)."""
        amount = self.remittance_amount.data
        if amount is None:
            if _has_file("remittance_file") and not self.remittance_amount.errors:
                self.refused["remittance_amount"] = [gettext("Please fill this in.")]
            return None
        if not self.payer.data:
            self.refused["payer"] = [gettext("Please fill this in.")]
        return RemittanceClaim(self.payer.data or "", amount)


def announced(payer: str, amount: Decimal | None) -> RemittanceClaim | None:
    """What staff enter of a customer's payment; raises RuleBroken for half of it."""
    if amount is None and not payer:
        return None
    if not payer:
        raise RuleBroken(MISSING, "remittance_payer")
    if amount is None:
        raise RuleBroken(MISSING, "remittance_amount")
    return RemittanceClaim(payer, amount)


def _has_file(name: str) -> bool:
    return any(one.filename for one in request.files.getlist(name))


def _confirmation() -> list[Paper]:
    return [Paper("confirmation", one) for one in read_uploads("confirmation", PAPERS)]


def _slip() -> list[Paper]:
    return [Paper("remittance", one) for one in read_uploads("remittance_file")]


def _others() -> list[Paper]:
    uploads = read_uploads("papers")
    if len(uploads) > MOST_PAPERS:
        raise RuleBroken(N_("At most %(most)s files."), "papers", most=MOST_PAPERS)
    return [Paper("other", one) for one in uploads]


def _signed() -> list[Paper]:
    paper = read_signed("signature")
    return [paper] if paper else []


READERS: tuple[Callable[[], list[Paper]], ...] = (_confirmation, _slip, _others, _signed)


def address_id(text: str) -> int | None:
    """The id of the chosen address; 0, which nothing has, for what is no number."""
    return (read_id(text) or 0) if text else None
