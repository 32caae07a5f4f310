"""Chains, roles and staff."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.support.samples.kinds import Area, Kind, Sample, always
from webapp.models import User


def _variants(session: Session, user: User) -> list[Sample]:
    return [Sample("general"), Sample("special", "missing")]


AREA = Area(
    (
        Kind("chain", ("chains/<kind>",), "nothing", always("order")),
        Kind("variant", ("<variant>",), "nothing", _variants),
        Kind("role", ("roles/<code>",), "nobody", always("finance_reviewer")),
        # Nobody who signs in while the walk goes on.
        Kind("staff", ("staff/<user_name>",), "nobody", always("review3")),
    ),
    standing={"chains.split": "missing"},
)
