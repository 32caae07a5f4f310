"""What is typed about prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from wtforms import BooleanField

from webapp.services.catalog.price_batch import BatchInput
from webapp.services.catalog.price_customers import PriceListFilter
from webapp.services.catalog.price_input import LONGEST_CODE, LONGEST_REASON, PriceInput
from webapp.services.catalog.price_levels import FactorInput
from webapp.services.catalog.price_list import BasePriceFilter
from webapp.services.catalog.price_rules import AMOUNT, PERCENT, ROUNDINGS, Adjustment
from webapp.services.core.parsing import parse_money
from webapp.web.forms import NEEDED, DayField, Form, ParsedField, PriceField, readable, text_field

BASE, LEVEL, CUSTOMER = "base", "level", "customer"
UP, DOWN = "up", "down"


class SignedField(ParsedField):
    """By how much: with a minus for less."""

    parser = staticmethod(partial(parse_money, decimals=4, allow_negative=True))


class FilterForm(Form):
    """What of the base prices is wanted; a value that cannot be read narrows nothing."""

    q = text_field(60)
    category = text_field(20)
    shelf = text_field(3)

    def wanted(self, sort: str) -> BasePriceFilter:
        return BasePriceFilter(
            readable(self.q) or "",
            readable(self.category) or "",
            readable(self.shelf) or "",
            sort,
        )


class CustomerFilterForm(Form):
    """What of a customer's list is wanted."""

    q = text_field(60)
    own = BooleanField()

    def wanted(self, sort: str) -> PriceListFilter:
        return PriceListFilter(readable(self.q) or "", bool(self.own.data), sort)


class AskForm(Form):
    """Whose price of an article is asked for, and for which day."""

    customer = text_field(LONGEST_CODE)
    on = DayField()


class PriceForm(Form):
    """One price: of which article, for whom, how much, from when until when, and why."""

    product = text_field(LONGEST_CODE, NEEDED)
    whose = text_field(10)
    level = text_field(20)
    customer = text_field(LONGEST_CODE)
    price = PriceField()
    ends = BooleanField()
    valid_from = DayField()
    valid_to = DayField()
    reason = text_field(LONGEST_REASON, NEEDED)

    def price_input(self) -> PriceInput:
        """What is to be set; what is meant for somebody else's price is left out."""
        whose = self.whose.data
        has_end = whose != BASE and self.ends.data
        return PriceInput(
            product=self.product.data or "",
            price=None if has_end else self.price.data,
            level=(self.level.data or "") if whose == LEVEL else "",
            customer=(self.customer.data or "").upper() if whose == CUSTOMER else "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            reason=self.reason.data or "",
        )


class TakeBackForm(Form):
    reason = text_field(LONGEST_REASON)


class FactorForm(Form):
    """A factor of a level, typed as it is multiplied: 0.95."""

    discount = PriceField(validators=[NEEDED])
    valid_from = DayField()
    reason = text_field(LONGEST_REASON, NEEDED)

    def factor(self, level: str) -> FactorInput:
        discount = self.discount.data or Decimal(0)
        return FactorInput(level, discount, self.valid_from.data, self.reason.data or "")


class BatchForm(Form):
    """Base prices changed many at once."""

    direction = text_field(4)
    kind = text_field(10)
    value = SignedField(validators=[NEEDED])
    rounding = text_field(10)
    valid_from = DayField()
    reason = text_field(LONGEST_REASON)

    def batch(self, codes: list[str], today: date) -> BatchInput:
        value: Decimal = self.value.data or Decimal(0)
        by = -value if self.direction.data == DOWN else value
        kind = AMOUNT if self.kind.data == AMOUNT else PERCENT
        adjustment = Adjustment(kind, by, self._rounding())
        begins = self.valid_from.data or today
        return BatchInput(tuple(codes), adjustment, begins, self.reason.data or "")

    def _rounding(self) -> Decimal:
        return next((one for one in ROUNDINGS if str(one) == self.rounding.data), ROUNDINGS[0])
