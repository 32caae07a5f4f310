"""Codes and names, in two languages, of what the company keeps in lists and trees itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.parsing import to_half_width

LONGEST_NAME = 80
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")


@dataclass(frozen=True, slots=True)
class Named:
    """A Chinese and an English name; without an English one the Chinese stands for both."""

    name: str
    name_en: str = ""


def check_names(given: Named) -> Named:
    """Raises RuleBroken at ``name`` or ``name_en``."""
    problems = Problems()
    names = tidy_names(given, problems)
    problems.refuse()
    return names


def tidy_names(given: Named, problems: Problems) -> Named:
    """The names as they are kept; what is wrong with them stands at ``name`` or ``name_en``."""
    name, name_en = given.name.strip(), given.name_en.strip()
    if not name:
        problems.add("name", N_("Please fill this in."))
    for field, text in (("name", name), ("name_en", name_en)):
        if len(text) > LONGEST_NAME:
            problems.add(field, N_("At most %(most)s characters."), most=LONGEST_NAME)
    return Named(name, name_en or name)


def check_code(text: str) -> str:
    """Raises RuleBroken at ``code``."""
    code = to_half_width(text)
    if not _CODE.fullmatch(code):
        raise RuleBroken(
            N_("A code has 1 to 20 Latin letters, digits, dots and hyphens, and no spaces."),
            "code",
        )
    return code
