"""Who carries a shipment, as the desk and the warehouse enter it."""

from __future__ import annotations

from webapp.services.core.parsing import parse_quantity
from webapp.services.shipping.making import CarrierData
from webapp.web.forms import Form, ParsedField, text_field


class ParcelsField(ParsedField):
    """A whole number of parcels."""

    parser = staticmethod(lambda text: int(parse_quantity(text, 0)))


class CarrierForm(Form):
    """Who carries a shipment, under which number, in how many parcels."""

    carrier = text_field(80)
    tracking_number = text_field(80)
    parcels = ParcelsField()

    def carrier_data(self) -> CarrierData:
        return CarrierData(
            carrier=self.carrier.data or "",
            tracking_number=self.tracking_number.data or "",
            parcels=1 if self.parcels.data is None else self.parcels.data,
        )
