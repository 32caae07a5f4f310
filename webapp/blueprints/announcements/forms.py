"""An announcement as its form has it."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, Field

from webapp.services.core.parsing import read_id
from webapp.services.files.checks import CheckedUpload
from webapp.services.notices.announcements import AnnouncementView
from webapp.services.notices.announcing import AnnouncementInput
from webapp.services.notices.rules import (
    DEPARTMENT,
    LEVEL,
    LONGEST_BODY,
    LONGEST_TITLE,
    REGION,
    ROLE,
    Audience,
)
from webapp.web.forms import NEEDED, Form, text_field

#: The form's field for each kind of target.
TARGETS = {LEVEL: "levels", REGION: "regions", DEPARTMENT: "departments", ROLE: "roles"}


class IdsField(Field):
    """Ids of what was ticked; what is no id is left out."""

    data: frozenset[int]

    def process_data(self, value: object) -> None:
        self.data = value if isinstance(value, frozenset) else frozenset()

    def process_formdata(self, valuelist: list[str]) -> None:
        ids = (read_id(text) for text in valuelist)
        self.data = frozenset(one for one in ids if one is not None)

    def _value(self) -> list[str]:
        return [str(one) for one in sorted(self.data)]


class AnnouncementForm(Form):
    title = text_field(LONGEST_TITLE, NEEDED)
    body = text_field(LONGEST_BODY, NEEDED)
    to_customers = BooleanField()
    to_staff = BooleanField()
    levels = IdsField()
    regions = IdsField()
    departments = IdsField()
    roles = IdsField()

    @classmethod
    def showing(cls, view: AnnouncementView) -> AnnouncementForm:
        """The form as the draft fills it in."""
        audience = view.audience
        targets = {name: audience.targets.get(kind) for kind, name in TARGETS.items()}
        return cls(
            data={
                "title": view.title,
                "body": view.body,
                "to_customers": audience.to_customers,
                "to_staff": audience.to_staff,
                **targets,
            }
        )

    def given(
        self, files: Sequence[CheckedUpload], dropped: frozenset[str] = frozenset()
    ) -> AnnouncementInput:
        """What was written; ask after the form is valid."""
        targets = {kind: self[name].data for kind, name in TARGETS.items()}
        return AnnouncementInput(
            title=" ".join((self.title.data or "").split()),
            body=self.body.data or "",
            audience=Audience(bool(self.to_customers.data), bool(self.to_staff.data), targets),
            files=files,
            dropped=dropped,
        )
