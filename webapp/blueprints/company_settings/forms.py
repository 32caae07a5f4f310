"""The company's choices as a form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, StringField

from webapp.services.settings.rules import AMOUNTS, LONGEST_COMPANY_NAME, CompanyRules
from webapp.web.forms import NEEDED, Form, MoneyField, text_field

WHOLE = lazy_gettext("Please enter a whole number.")
LONGEST_WHOLE = 6
OVERDUE = "overdue_"


class WholeField(IntegerField):
    """A whole number in plain digits; anything else is an error at the field."""

    typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed, self.data = valuelist[0].strip() if valuelist else "", None
        if not self.typed.isascii() or not self.typed.isdigit() or len(self.typed) > LONGEST_WHOLE:
            raise ValueError(WHOLE)
        self.data = int(self.typed)

    def _value(self) -> str:
        return str(self.data) if self.typed is None else self.typed


def _choice() -> StringField:
    return text_field(20, NEEDED)


class SettingsForm(Form):
    company_name = text_field(LONGEST_COMPANY_NAME)
    company_name_en = text_field(LONGEST_COMPANY_NAME)
    reserve_at = _choice()
    finance_check = _choice()
    stock_shown = _choice()
    minimum_amount = MoneyField(validators=[NEEDED])
    creator_may_review = BooleanField()
    same_person_may_pass_on = BooleanField()
    confirmation_required = BooleanField()
    receipt_reminder_days = WholeField()
    order_from_quotation = _choice()
    debt_days = WholeField()
    supervision_amount = MoneyField(validators=[NEEDED])
    supervision_may_hold = BooleanField()
    key_grades = text_field(100)
    small_order_amount = MoneyField(validators=[NEEDED])
    small_order_surcharge = MoneyField(validators=[NEEDED])
    small_order_days = WholeField()
    recost_material = MoneyField(validators=[NEEDED])
    recost_exchange = MoneyField(validators=[NEEDED])
    recost_rebate = MoneyField(validators=[NEEDED])
    recost_tariff = MoneyField(validators=[NEEDED])
    overdue_order_review = WholeField()
    overdue_finance_review = WholeField()
    overdue_outbound_review = WholeField()
    overdue_shipment = WholeField()
    overdue_receipt = WholeField()
    overdue_return_review = WholeField()
    overdue_goods_receipt = WholeField()
    overdue_refund_review = WholeField()

    @classmethod
    def showing(cls, rules: CompanyRules) -> SettingsForm:
        """The form as the rules in force fill it in."""
        plain = {name: getattr(rules, name) for name in CompanyRules.__slots__}
        hours = plain.pop("overdue_hours")
        return cls(data={**plain, **{f"{OVERDUE}{step}": hours[step] for step in hours}})

    def rules(self) -> CompanyRules:
        """What was chosen; ask after the form is valid."""
        data: dict[str, Any] = dict(self.data)
        hours = {
            name.removeprefix(OVERDUE): data.pop(name)
            for name in list(data)
            if name.startswith(OVERDUE)
        }
        data |= {name: Decimal(data[name]) for name in AMOUNTS}
        return CompanyRules(**data, overdue_hours=hours)
