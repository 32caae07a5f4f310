"""The rows of a line editor: read from its form, and drawn again with what is wrong with them.

The fields are repeated, one of each a row: ``line_id``, ``code``, ``quantity``; and in the
staff's editor ``special_price``, ``line_remark`` and ``free`` ('' or '1').
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.core.parsing import to_half_width
from webapp.services.ordering.lines import RawLine, RowProblems, article_names
from webapp.web.context import actor, db
from webapp.web.forms import Form, clean_text
from webapp.web.language import say
from webapp.web.templating import named

MOST_ROWS = 1000
LONGEST_CELL = 200
ROWS_WRONG = N_("Some rows do not fit yet. See what is said at each of them.")


@dataclass(frozen=True, slots=True)
class EditorRow:
    """A row of the editor as its template draws it; ``errors`` are in the reader's language."""

    row: int
    code: str = ""
    quantity: str = ""
    line_id: str = ""
    shown: str = ""
    special_price: str = ""
    remark: str = ""
    is_free: bool = False
    errors: list[str] = field(default_factory=list)


def read_lines(form: MultiDict[str, str]) -> list[RawLine]:
    """The rows of the form in which anything stands; empty ones are passed over."""
    columns = {
        name: [_cell(value) for value in form.getlist(name)[:MOST_ROWS]]
        for name in ("line_id", "code", "quantity", "special_price", "line_remark", "free")
    }
    count = max(len(columns["code"]), len(columns["quantity"]))
    rows = (_row(columns, index) for index in range(count))
    return [line for line in rows if line.code or line.quantity]


def _row(columns: Mapping[str, Sequence[str]], index: int) -> RawLine:
    def at(name: str) -> str:
        values = columns[name]
        return values[index] if index < len(values) else ""

    return RawLine(
        row=index + 1,
        code=to_half_width(at("code")),
        quantity=at("quantity"),
        line_id=at("line_id"),
        special_price=at("special_price"),
        remark=at("line_remark"),
        is_free=at("free") == "1",
    )


def _cell(value: str) -> str:
    return clean_text(value[:LONGEST_CELL])


def editor_rows(
    raw: Sequence[RawLine],
    problems: Mapping[int, Sequence[Message]] | None = None,
    names: Mapping[str, str] | None = None,
    *,
    spare: int = 3,
) -> list[EditorRow]:
    """Rows for the editor: what was entered, each with its problems and its article's name, and
    some empty ones, so that lines can be added without a script."""
    problems, names = problems or {}, names or {}
    rows = [
        EditorRow(
            row=number,
            code=line.code,
            quantity=line.quantity,
            line_id=line.line_id,
            shown=names.get(line.code, ""),
            special_price=line.special_price,
            remark=line.remark,
            is_free=line.is_free,
            errors=[say(message) for message in problems.get(line.row, ())],
        )
        for number, line in enumerate(raw, start=1)
    ]
    return rows + [EditorRow(row=len(rows) + extra) for extra in range(1, spare + 1)]


def article_labels(raw: Sequence[RawLine]) -> dict[str, str]:
    """Name and specification of the articles of these rows, by what was typed for them."""
    found = article_names(db(), actor(), raw)
    return {code: f"{named(one)} {one.specification}".strip() for code, one in found.items()}


class LineSheet:
    """The rows of one editor, and what is wrong with them by row."""

    def __init__(self, raw: Sequence[RawLine]) -> None:
        self.raw = list(raw)
        self.problems: RowProblems = {}

    def absorb(self, refused: RuleBroken, form: Form) -> None:
        """Puts refusals that name a line or an article at their row, all others at the form."""
        left: dict[str, list[Message]] = {}
        for place, messages in refused.fields.items():
            rows = rows_named(place, self.raw)
            for row in rows:
                self.problems.setdefault(row, []).extend(messages)
            if not rows:
                left[place] = messages
        if left:
            form.absorb(RuleBroken.of(left))

    def say_on_top(self, form: Form) -> None:
        """Says at the head of the form that there is something to see at its rows."""
        if self.problems:
            form.refused.setdefault("", []).append(gettext(ROWS_WRONG))

    def rows(self, spare: int = 3) -> list[EditorRow]:
        return editor_rows(self.raw, self.problems, article_labels(self.raw), spare=spare)


def rows_named(place: str, raw: Sequence[RawLine]) -> list[int]:
    """The rows that a refusal is about: ``lines.<index>`` names one, ``stock.<code>`` all of an
    article; none for any other."""
    kind, _, rest = place.partition(".")
    if kind == "lines" and rest.isdigit() and int(rest) < len(raw):
        return [raw[int(rest)].row]
    if kind == "stock":
        return [line.row for line in raw if line.code.upper() == rest.upper()]
    return []
