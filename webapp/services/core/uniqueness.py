"""Names that only one row may have, when two people give them out at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from webapp.services.core.errors import RuleBroken
from webapp.services.core.transaction import Tx


@contextmanager
def unique(tx: Tx, field: str, text: str) -> Iterator[None]:
    """Writes what the block adds at its end; a second row of one name is refused at the field.

    The transaction goes on as it was before the block. Raises RuleBroken.
    """
    try:
        with tx.session.begin_nested():
            yield
    except IntegrityError as error:
        if "unique" not in str(error.orig).lower():
            raise
        raise RuleBroken(text, field) from error
