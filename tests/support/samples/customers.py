"""Customers and what is kept with them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import NO_ROW, Area, Kind, Sample, always
from webapp.models import CustomerAddress, CustomerContact, User


def _contacts(session: Session, user: User) -> list[Sample]:
    ids = session.scalars(
        select(CustomerContact.id).where(
            CustomerContact.customer_id == user.customer_id, CustomerContact.removed_at.is_(None)
        )
    )
    return [Sample(one) for one in ids]


def _addresses(session: Session, user: User) -> list[Sample]:
    ids = session.scalars(
        select(CustomerAddress.id).where(CustomerAddress.customer_id == user.customer_id)
    )
    return [Sample(one) for one in ids]


AREA = Area(
    (
        Kind(
            "customer",
            ("customers/<number>", "customers/<customer>"),
            "NOBODY",
            lambda session, user: [Sample(user.user_name.upper())],
            owned=True,
        ),
        Kind("contact", ("contacts/<int:contact_id>",), NO_ROW, _contacts, owned=True),
        Kind("address", ("addresses/<int:address_id>",), NO_ROW, _addresses, owned=True),
        Kind("region", ("regions/<region>",), "nowhere", always("HZ")),
        Kind("level", ("levels/<level>",), "nothing", always("A")),
        Kind("choice_list", ("<choice_list>",), "nothing", always("customer_grade")),
        Kind("choice", ("<choice>",), "nothing", always("A")),
    )
)
