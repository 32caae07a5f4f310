"""How the product speaks with a database server."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session


@pytest.mark.databases("postgresql")
def test_statements_are_not_compiled_to_machine_code(session: Session) -> None:
    assert session.scalar(text("SHOW jit")) == "off"
