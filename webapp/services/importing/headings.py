"""Which column of a file is which field: by kept mappings, or by what files usually call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.services.importing.fields import Field, plain_title


def match_headings(header: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """The title by field where exactly one column is called so; earlier headings go first."""
    titles = _single_titles(header)
    taken: dict[str, str] = {}
    for one in fields:
        names = [plain_title(name) for name in (*one.headings, one.label, one.key)]
        free = (titles[name] for name in names if name in titles and titles[name] not in _of(taken))
        found = next(free, None)
        if found is not None:
            taken[one.key] = found
    return taken


def fits(header: Sequence[str], columns: Mapping[str, str]) -> bool:
    """Whether the file has every column of a mapping, once each."""
    titles = _single_titles(header)
    return bool(columns) and all(plain_title(title) in titles for title in columns.values())


def _single_titles(header: Sequence[str]) -> dict[str, str]:
    plain = [plain_title(title) for title in header]
    return {
        name: title
        for name, title in zip(plain, header, strict=True)
        if name and plain.count(name) == 1
    }


def _of(taken: Mapping[str, str]) -> set[str]:
    return set(taken.values())
