"""Plain text as people write it: paragraphs, lines, and addresses that can be followed.

Nothing becomes markup here: pieces of text go through the template's escaping (C1, C2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: An address of the web, up to what in Chinese or English text ends it.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_NOT_AT_THE_END = ".,;:!?'\")]*"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text; with ``href``, a link."""

    text: str
    href: str = ""


Line = list[Piece]


def paragraphs(text: str) -> list[list[Line]]:
    """The lines of each paragraph; an empty line ends one."""
    found: list[list[Line]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            found[-1].append(list(_pieces(line)))
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def _pieces(line: str) -> Iterator[Piece]:
    end = 0
    for match in _ADDRESS.finditer(line):
        address = match.group().rstrip(_NOT_AT_THE_END)
        if match.start() > end:
            yield Piece(line[end : match.start()])
        yield Piece(address, address)
        end = match.start() + len(address)
    if end < len(line):
        yield Piece(line[end:])
