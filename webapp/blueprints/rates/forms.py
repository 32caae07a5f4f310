"""Forms about rates."""

from __future__ import annotations

from webapp.services.core.naming import Named
from webapp.web.forms import NEEDED, DayField, Form, text_field


class NameForm(Form):
    name = text_field(80, NEEDED)
    name_en = text_field(80)
    unit = text_field(20)

    @property
    def names(self) -> Named:
        return Named(self.name.data or "", self.name_en.data or "")


class RateForm(NameForm):
    code = text_field(20, NEEDED)
    kind = text_field(10, NEEDED)


class DayForm(Form):
    """The day of a grid."""

    day = DayField(validators=[NEEDED])
