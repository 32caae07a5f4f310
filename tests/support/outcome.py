"""Whether a test failed, for fixtures that keep evidence of it when they end."""

from __future__ import annotations

import pytest

_FAILED = pytest.StashKey[bool]()


def note(item: pytest.Item, report: pytest.TestReport) -> None:
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed


def failed(item: pytest.Item) -> bool:
    return item.stash.get(_FAILED, False)
