"""What an edit changed, as the trail keeps it: plain values before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Changes = dict[str, dict[str, Any]]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """``{"before": …, "after": …}`` of the fields that differ; empty when none does."""
    names = [name for name in after if before.get(name) != after[name]]
    if not names:
        return {}
    return {
        "before": {name: before.get(name) for name in names},
        "after": {name: after[name] for name in names},
    }
