"""Forms about customers."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

from wtforms import BooleanField

from webapp.services.core.parsing import parse_quantity
from webapp.services.customers.address_book import AddressInput
from webapp.services.customers.contacts import ContactInput
from webapp.services.customers.filing import CustomerInput
from webapp.services.customers.listing import CustomerFilter
from webapp.web.forms import NEEDED, DayField, Form, MoneyField, ParsedField, readable, text_field


def whole_number(text: str) -> int:
    """A whole number of days or months. Raises ParseError."""
    return int(parse_quantity(text, 0))


class WholeField(ParsedField):
    """A whole number."""

    parser = staticmethod(whole_number)


class FilterForm(Form):
    """The filter row of the list; what cannot be read narrows nothing."""

    q = text_field(60)
    region = text_field(20)
    level = text_field(20)
    branch = text_field(20)
    salesperson = text_field(60)
    grade = text_field(20)
    channel = text_field(20)
    market_position = text_field(20)


class CustomerForm(Form):
    """A customer's file; who keeps him changes by handing over, so that is asked once only."""

    code = text_field(40)
    name = text_field(120, NEEDED)
    region = text_field(20)
    level = text_field(20)
    branch = text_field(20)
    salesperson = text_field(60)
    responsibility_code = text_field(40)
    contact = text_field(60)
    phone = text_field(40)
    address = text_field(200)
    contract_number = text_field(60)
    credit_code = text_field(40)
    invoice_title = text_field(120)
    invoice_address = text_field(200)
    invoice_bank = text_field(200)
    credit_limit = MoneyField()
    payment_days = WholeField()
    grade = text_field(20)
    channel = text_field(20)
    market_position = text_field(20)
    review_due = DayField()
    internal_remark = text_field(500)

    @classmethod
    def showing(cls, code: str, file: CustomerInput) -> CustomerForm:
        """The form as the file fills it in."""
        plain = {field.name: getattr(file, field.name) for field in fields(CustomerInput)}
        return cls(data={**plain, "code": code})

    def given(self) -> CustomerInput:
        """What was entered; ask after the form is valid."""
        names = [field.name for field in fields(CustomerInput)]
        entered = {name: self[name].data for name in names if self[name].data is not None}
        return CustomerInput(**{"credit_limit": Decimal(0), **entered})

    def first_address(self) -> AddressInput | None:
        """Where goods go, when it was entered with a new file."""
        where = " ".join((self.address.data or "").split())
        if not where:
            return None
        return AddressInput(self.contact.data or "", self.phone.data or "", where)


class ReasonForm(Form):
    reason = text_field(500)


class AccountForm(Form):
    user_name = text_field(60, NEEDED)


class EvaluationForm(Form):
    grade = text_field(20, NEEDED)
    text = text_field(2000, NEEDED)
    months = WholeField()


class HandoverForm(Form):
    """Whom the customers go to, and why; ``giver`` when all of one salesperson's go."""

    giver = text_field(60)
    to = text_field(60, NEEDED)
    reason = text_field(500)
    with_orders = BooleanField()


class ContactForm(Form):
    name = text_field(60, NEEDED)
    position = text_field(60)
    phone = text_field(40)
    email = text_field(120)
    remark = text_field(200)
    is_main = BooleanField()

    def given(self) -> ContactInput:
        """What was entered; ask after the form is valid."""
        names = [field.name for field in fields(ContactInput)]
        return ContactInput(**{name: self[name].data or "" for name in names})


class AddressForm(Form):
    contact = text_field(60, NEEDED)
    phone = text_field(40, NEEDED)
    address = text_field(200, NEEDED)
    is_default = BooleanField()

    def given(self) -> AddressInput:
        """What was entered; ask after the form is valid."""
        where = " ".join((self.address.data or "").split())
        return AddressInput(self.contact.data or "", self.phone.data or "", where)


def wanted(form: FilterForm, state: str, sort: str) -> CustomerFilter:
    """The filter that the form stands for."""
    return CustomerFilter(
        search=readable(form.q) or "",
        state=state,
        region=readable(form.region) or "",
        level=readable(form.level) or "",
        branch=readable(form.branch) or "",
        salesperson=readable(form.salesperson) or "",
        grade=readable(form.grade) or "",
        channel=readable(form.channel) or "",
        market_position=readable(form.market_position) or "",
        sort=sort,
    )
