"""The role × permission table as a form: what was chosen, and what of it is different from what
the person saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.role_editing import RoleChange
from webapp.services.identity.role_table import RoleColumn
from webapp.web.context import form_version

VERSION = "version."
#: How a cell is spelled among those that the person saw.
LETTERS = {"": "-", Reach.OWN.value: "o", Reach.ALL.value: "a"}
Chosen = Mapping[tuple[str, Permission], str]


@dataclass(frozen=True, slots=True)
class TableForm:
    """What the templates show: the roles, the cells chosen but not saved yet, and what is wrong."""

    roles: Sequence[RoleColumn]
    chosen: Chosen
    errors: Mapping[str, list[str]]

    def cell(self, role: RoleColumn, right: Permission) -> str:
        """The reach that the cell shows, '' for none."""
        held = role.grants.get(right.value)
        return self.chosen.get((role.code, right), held.value if held else "")

    def is_unsaved(self, role: RoleColumn, right: Permission) -> bool:
        held = role.grants.get(right.value)
        return self.cell(role, right) != (held.value if held else "")

    def seen(self, role: RoleColumn) -> str:
        """All cells of a role as they stand, a letter each."""
        return "".join(_letter(role.grants.get(right.value)) for right in Permission)


def _letter(reach: Reach | None) -> str:
    return LETTERS[reach.value if reach else ""]


def chosen_cells() -> Chosen:
    """The cells of the form that are otherwise than the person saw them."""
    codes = [name.removeprefix(VERSION) for name in request.form if name.startswith(VERSION)]
    return {cell: reach for code in codes for cell, reach in _changed(code).items()}


def _changed(code: str) -> dict[tuple[str, Permission], str]:
    seen = request.form.get(f"seen.{code}", "").ljust(len(Permission), "-")
    found = {}
    for letter, right in zip(seen, Permission, strict=False):
        reach = request.form.get(f"cell.{code}.{right.value}")
        if reach in LETTERS and LETTERS[reach] != letter:
            found[code, right] = reach
    return found


def changes_in(chosen: Chosen) -> list[RoleChange]:
    """The changed cells by role, each with the version that the person saw."""
    codes = dict.fromkeys(code for code, _ in chosen)
    return [
        RoleChange(
            code=code,
            version=form_version(f"{VERSION}{code}"),
            cells={
                right: Reach(reach) if reach else None
                for (of, right), reach in chosen.items()
                if of == code
            },
        )
        for code in codes
    ]
