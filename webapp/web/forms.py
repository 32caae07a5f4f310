"""Forms: read field by field, with figures and days as people type them. What was typed stays,
and each error stands at its field in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import request
from flask_babel import get_locale, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from webapp.services.core.errors import DomainError, RuleBroken
from webapp.services.core.parsing import parse_date, parse_money
from webapp.services.files.checks import ATTACHMENTS, CheckedUpload, FileKind, check_upload
from webapp.services.files.signatures import read_signature
from webapp.services.files.storing import Paper
from webapp.web.language import say


class Form(FlaskForm):
    """A form with the two things its template reads: ``values`` as typed, ``errors`` by field."""

    class Meta:
        # The token is checked for every unsafe request before a view is reached.
        csrf = False

        @property
        def locales(self) -> tuple[str]:
            """The reader's language; WTForms keeps its own words of it for the next form."""
            return (str(get_locale()),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.refused: dict[str, list[str]] = {}
        super().__init__(*args, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        shown = {name: _shown(field) for name, field in self._fields.items()}
        return {**shown, "key": request.form.get("key", "")} if request.method == "POST" else shown

    @property
    def errors(self) -> dict[str, list[str]]:
        found = {
            name or "": [str(text) for text in texts] for name, texts in super().errors.items()
        }
        for name, texts in self.refused.items():
            found.setdefault(name, []).extend(texts)
        return found

    def absorb(self, error: RuleBroken) -> None:
        """Puts a refusal of the services at the fields it names; unknown ones go to the top."""
        for name, messages in error.fields.items():
            place = name if name in self._fields or "." in name else ""
            self.refused.setdefault(place, []).extend(say(one) for one in messages)


def _shown(field: Field) -> Any:
    if isinstance(field, BooleanField):
        return bool(field.data)
    value = field._value() if hasattr(field, "_value") else field.data  # noqa: SLF001
    return "" if value is None else value


TOO_LONG = lazy_gettext("This is too long.")
NEEDED = InputRequired(lazy_gettext("Please fill this in."))


def text_field(longest: int, *validators: Any) -> StringField:
    """A line of text, trimmed, without control characters, at most ``longest`` characters."""
    return StringField(
        filters=[lambda value: clean_text(value or "")],
        validators=[*(validators or (Optional(),)), Length(max=longest, message=TOO_LONG)],
    )


def readable(field: Field) -> Any:
    """What a field of a filter read; None for one that could not be read."""
    return None if field.errors else field.data


def clean_text(text: str) -> str:
    """Text without what databases and mail headers choke on; line ends become plain ones."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if (c >= " " or c in "\n\t") and not 0xD800 <= ord(c) <= 0xDFFF)
    return "".join(kept).replace("\x7f", "").strip()


class ParsedField(StringField):
    """A field whose text a parser of the services reads; ``data`` is what it read, or None."""

    parser: Callable[[str], Any]
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0] if valuelist else ""
        self.data = None
        if not self.typed.strip():
            return
        try:
            self.data = type(self).parser(self.typed)
        except DomainError as error:
            raise ValidationError(say(error.message)) from error

    def _value(self) -> str:
        typed = getattr(self, "typed", None)
        if typed is not None:
            return clean_text(str(typed))
        return "" if self.data is None else str(self.data)


class MoneyField(ParsedField):
    """CNY with up to two decimals."""

    parser = staticmethod(parse_money)


class PriceField(ParsedField):
    """A unit price, CNY with up to four decimals."""

    parser = staticmethod(partial(parse_money, decimals=4))


class DayField(ParsedField):
    """A calendar day, typed in any of the usual ways."""

    parser = staticmethod(parse_date)


def read_upload(name: str, allowed: frozenset[FileKind] = ATTACHMENTS) -> CheckedUpload | None:
    """The file sent under a name, checked; None when none was chosen. Raises UploadRefused."""
    uploads = read_uploads(name, allowed)
    return uploads[0] if uploads else None


def read_uploads(name: str, allowed: frozenset[FileKind] = ATTACHMENTS) -> list[CheckedUpload]:
    """All files sent under a name, checked. Raises UploadRefused at that field."""
    chosen = [one for one in request.files.getlist(name) if one.filename]
    try:
        return [check_upload(one.filename or "", one.read(), allowed) for one in chosen]
    except RuleBroken as refused:
        raise refused.at(name) from refused


def read_signed(name: str) -> Paper | None:
    """A signature drawn on screen under a name; None when nothing was drawn. Raises
    RuleBroken at that field."""
    drawn = request.form.get(name, "")
    if not drawn:
        return None
    try:
        return Paper("signature", read_signature(drawn))
    except RuleBroken as refused:
        raise refused.at(name) from refused
