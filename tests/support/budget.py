"""Budgets that stay: how many statements and bytes an answer may cost, told exactly when passed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tests.support.counting import counted


@contextmanager
def within(app: Flask, most: int) -> Iterator[list[str]]:
    """What runs meanwhile asks at most so many statements; failing lists every one of them."""
    with counted(app) as seen:
        yield seen
    asked = [" ".join(statement.split()) for statement in seen]
    why = f"{len(asked)} statements, at most {most} may be:"
    assert len(asked) <= most, "\n  ".join([why, *asked])
