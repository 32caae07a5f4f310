"""The checkout's form: the header of an order, and what the customer saw of his cart."""

from __future__ import annotations

from datetime import timedelta

from wtforms import StringField

from webapp.services.ordering.queries import Cart, CustomerFile
from webapp.web.order_form import OrderForm


class CheckoutForm(OrderForm):
    seen = StringField()

    def prefill(self, file: CustomerFile, cart: Cart) -> None:
        """What the customer's file knows, and a date that the goods can be ready by."""
        lead = max((row.product.lead_days for row in cart.rows), default=0)
        self.requested_date.data = file.today + timedelta(days=max(lead, 1))
        self.reason_code.data = "replenishment"
        self.invoice_kind.data = "none"
        self.invoice_title.data = file.invoice_title
        self.invoice_tax_number.data = file.tax_number
        self.payer.data = file.name
        self.address_id.data = str(file.addresses[0].id) if file.addresses else ""
