"""The form of columns: a title of the file, or one text for all rows, for each field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from webapp.services.core.errors import RuleBroken
from webapp.services.importing.queries import RunView
from webapp.services.importing.runs import SOURCE, ColumnChoice
from webapp.web.forms import clean_text
from webapp.web.language import say

COLUMNS, CONSTANTS = "columns.", "constants."


@dataclass(slots=True)
class ColumnsForm:
    """What stands in the form, and what is wrong with it, both by the names of its fields."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> ColumnsForm:
        return cls({name: clean_text(text) for name, text in form.items()})

    @classmethod
    def of(cls, run: RunView) -> ColumnsForm:
        """The form as the run's columns fill it in."""
        columns = {f"{COLUMNS}{key}": title for key, title in run.columns.items()}
        constants = {
            f"{CONSTANTS}{key}": text for key, text in run.options.get("constants", {}).items()
        }
        source = {"source": run.options.get("source") or SOURCE}
        return cls({**columns, **constants, **source})

    def choice(self) -> ColumnChoice:
        """What was chosen; a column counts more than a text for all rows."""
        columns = self._part(COLUMNS)
        constants = {key: text for key, text in self._part(CONSTANTS).items() if key not in columns}
        return ColumnChoice(
            columns, constants, self.values.get("source", ""), self.values.get("keep_as", "")
        )

    def absorb(self, refused: RuleBroken) -> None:
        for name, messages in refused.fields.items():
            self.errors.setdefault(name, []).extend(say(one) for one in messages)

    def of_field(self, key: str) -> dict[str, Any]:
        """What the form says of one field."""
        return {
            "column": self.values.get(f"{COLUMNS}{key}", ""),
            "constant": self.values.get(f"{CONSTANTS}{key}", ""),
            "errors": [
                *self.errors.get(f"{COLUMNS}{key}", ()),
                *self.errors.get(f"{CONSTANTS}{key}", ()),
            ],
        }

    def _part(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): text
            for name, text in self.values.items()
            if name.startswith(prefix) and text
        }
