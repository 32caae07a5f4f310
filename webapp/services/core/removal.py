"""Removing rows that nothing needs: the foreign keys of the database know whether something
does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from webapp.services.core.errors import RuleBroken
from webapp.services.core.transaction import Tx


@contextmanager
def unless_needed(tx: Tx, text: str) -> Iterator[None]:
    """Removes what the block removes; raises RuleBroken when another row refers to it, also one
    that came at the same moment."""
    try:
        with tx.session.begin_nested():
            yield
    except IntegrityError as error:
        if "foreign key" not in str(error.orig).lower():
            raise
        raise RuleBroken(text) from error
