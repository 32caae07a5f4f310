"""What pages ask of the database: as much for many rows as for few, and within what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask

from tests.support import crowd, steady
from tests.support.client import Client
from tests.support.company import Company
from tests.support.steady import Asked
from webapp.web.exports import all_exportables

MANY = 60
#: Statements that a list, and any other page, may ask, signing in and the bell among them.
MOST_OF_A_LIST = 11
MOST = 20
#: What a page of its own offers for an export: the list's key in the form's address.
EXPORT = re.compile(r'action="/lists/([a-z_]+)/export')


@pytest.mark.parametrize("who", ["admin", "region1", "kh001", "tech1"])
def test_more_rows_ask_no_more_of_the_database(
    app: Flask, client: Client, company: Company, who: str
) -> None:
    client.checks_html = False
    crowd.begin(company)
    addresses = steady.pages_of(app, company.session)
    client.sign_in(who)
    # The first look at some pages is written on the trail, the second is remembered.
    for _ in range(2):
        steady.statements_of(client, addresses)
    few = steady.statements_of(client, addresses)
    company.session.rollback()
    crowd.fill(company.session, MANY, MANY)
    # What was added is master data in part, which is read again once.
    steady.statements_of(client, addresses)
    many = steady.statements_of(client, addresses)
    assert few.keys() == many.keys()
    faults = list(_faults(few, many))
    assert not faults, "\n".join(faults)


def _faults(few: Mapping[str, Asked], many: Mapping[str, Asked]) -> Iterator[str]:
    for address, asked in many.items():
        before, after = len(few[address].statements), len(asked.statements)
        most = MOST_OF_A_LIST if asked.is_list else MOST
        if not before == after <= most:
            why = f"{address}: {before} statements with few rows, {after} with many"
            yield "\n  ".join([f"{why}, at most {most} may be:", *asked.statements])


def test_every_list_that_can_be_taken_out_is_a_page_that_is_counted(
    app: Flask, client: Client, company: Company
) -> None:
    client.checks_html = False
    crowd.begin(company)
    addresses = steady.pages_of(app, company.session)
    client.sign_in("admin")
    answers = [client.get(address) for address in addresses]
    pages = [one.get_data(as_text=True) for one in answers if one.mimetype == "text/html"]
    offered = {key for page in pages for key in EXPORT.findall(page)}
    assert offered == {one.key for one in all_exportables()}
