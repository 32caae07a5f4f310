"""Forms about a person of the company."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Field, StringField, ValidationError

from webapp.services.core.errors import RuleBroken
from webapp.services.customers.rules import parse_phone
from webapp.services.identity.directory import Named, StaffChoices, StaffView
from webapp.services.identity.staff_file import StaffInput
from webapp.services.identity.staff_list import StaffFilter
from webapp.web.forms import NEEDED, Form, clean_text, readable, text_field
from webapp.web.language import say
from webapp.web.list_words import place_options

MOST_CHOSEN = 200
LONGEST_CODE = 40


class CodesField(Field):
    """Several codes out of a list that the service knows."""

    data: list[str] | None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [clean_text(code)[:LONGEST_CODE] for code in valuelist[:MOST_CHOSEN]]


class StaffForm(Form):
    user_name = text_field(60)
    name = text_field(80, NEEDED)
    phone = text_field(40)
    email = text_field(120)
    branch = text_field(20)
    department = text_field(20)
    position = text_field(80)
    post = text_field(20)
    language = text_field(10)
    roles = CodesField()
    regions = CodesField()

    @classmethod
    def showing(cls, person: StaffView) -> StaffForm:
        """The form as the person's file fills it in."""
        plain = ("user_name", "name", "phone", "email", "position", "post", "language")
        return cls(
            data={
                **{name: getattr(person, name) for name in plain},
                "branch": person.branch.code if person.branch else "",
                "department": person.department.code if person.department else "",
                "roles": _codes(person.roles),
                "regions": _codes(person.regions),
            }
        )

    def validate_phone(self, field: StringField) -> None:
        """A telephone number or nothing."""
        if field.data:
            try:
                field.data = parse_phone(field.data)
            except RuleBroken as refused:
                raise ValidationError(say(refused.message)) from refused

    def given(self) -> StaffInput:
        """What was entered; ask after the form is valid."""
        return StaffInput(
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            branch=self.branch.data or "",
            department=self.department.data or "",
            position=self.position.data or "",
            post=self.post.data or "",
            roles=tuple(self.roles.data or ()),
            regions=tuple(self.regions.data or ()),
            language=self.language.data or "",
        )


def _codes(things: Iterable[Named]) -> list[str]:
    return [thing.code for thing in things]


def offered(choices: StaffChoices) -> dict[str, list[tuple[str, str]]]:
    """What selects offer, in the reader's language."""
    return {
        name: place_options(getattr(choices, name)) for name in ("branches", "departments", "roles")
    }


class ReasonForm(Form):
    reason = text_field(500, NEEDED)


class FilterForm(Form):
    """The filter row of the list; what cannot be read narrows nothing."""

    q = text_field(60)
    branch = text_field(20)
    department = text_field(20)
    role = text_field(40)
    post = text_field(20)


class QuestionForm(Form):
    """An act and what it would be done to."""

    right = text_field(40)
    number = text_field(40)


def wanted(form: FilterForm, status: str, sort: str) -> StaffFilter:
    """The filter that the form stands for."""
    return StaffFilter(
        search=readable(form.q) or "",
        branch=readable(form.branch) or "",
        department=readable(form.department) or "",
        role=readable(form.role) or "",
        post=readable(form.post) or "",
        state=status,
        sort=sort,
    )
