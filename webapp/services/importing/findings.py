"""What was found in a list: rows by what becomes of them, what is wrong, what would change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from webapp.services.core.errors import Message
from webapp.services.importing.engine import BAD, CHANGED, RefusedRow, Verdict

#: What a run remembers of its bad rows and of what it would change, to be shown.
MOST_SHOWN = 100


@dataclass(slots=True)
class Findings:
    """What was found so far: rows by standing, the first bad ones and changes, and every fault
    by its line."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[int, list[tuple[str, Message]]] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        self.counts[verdict.standing] += len(verdict.lines)
        if verdict.standing == CHANGED:
            self.fields.update(one.field for one in verdict.differences)
            if len(self.changes) < MOST_SHOWN:
                self.changes.append(_change(verdict))
        if verdict.standing == BAD:
            self.recall(problem_of(verdict))

    def recall(self, problem: dict[str, Any]) -> None:
        """Takes note of what is wrong with an item, as a run keeps it."""
        for one in problem["faults"]:
            message = Message(one["text"], one["params"])
            self.faults.setdefault(one["line"], []).append((one["field"], message))
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(problem)

    @property
    def rows(self) -> int:
        return self.counts.total()


def verdict_of(row: RefusedRow) -> Verdict:
    """A row that is in no batch, as what became of it."""
    faults = tuple((row.line, fault) for fault in row.faults)
    return Verdict(row.key, (row.line,), BAD, faults=faults)


def problem_of(verdict: Verdict) -> dict[str, Any]:
    """What is wrong with an item, as a run keeps it."""
    return {
        "key": verdict.key,
        "lines": [verdict.lines[0], verdict.lines[-1]],
        "faults": [
            {
                "line": line,
                "field": fault.field,
                "text": fault.message.text,
                "params": {name: str(value) for name, value in fault.message.params.items()},
            }
            for line, fault in verdict.faults
        ],
    }


def _change(verdict: Verdict) -> dict[str, Any]:
    return {
        "key": verdict.key,
        "line": verdict.lines[0],
        "fields": [[one.field, one.before, one.after] for one in verdict.differences],
    }
