"""Only master data is remembered: all that a day's pages and acts keep comes from tables whose
changes renew the stamp."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.articles import many_articles
from tests.support.client import Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.order_life import OrderLife
from webapp.memory import Memory
from webapp.models import Order
from webapp.services.core import transaction
from webapp.services.core.keeping import MASTER_DATA

TABLE = re.compile(r"\b(?:FROM|JOIN) (\w+)")
PAGES = ("/work", "/orders", "/customers", "/reviews", "/returns", "/warehouse")


class Watched(dict[Hashable, Any]):
    """A memory that notes what was asked between finding nothing under a key and keeping it."""

    def __init__(self, asked: list[str]) -> None:
        self.asked = asked
        self.begun: list[int] = []
        self.tables: dict[str, set[str]] = {}

    def __contains__(self, key: object) -> bool:
        is_there = super().__contains__(key)
        if not is_there:
            self.begun.append(len(self.asked))
        return is_there

    def __setitem__(self, key: Hashable, value: Any) -> None:
        name = str(key[0] if isinstance(key, tuple) else key)
        read = " ".join(self.asked[self.begun.pop() :])
        self.tables.setdefault(name, set()).update(TABLE.findall(read))
        super().__setitem__(key, value)


def test_all_that_is_remembered_is_master_data(
    app: Flask, client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.checks_html = False
    codes = many_articles(company, 2)
    with counted(app) as asked:
        memory = Watched(asked)
        monkeypatch.setattr(Memory, "at", lambda _self, _stamp: memory)
        # What an act reads goes there at once, so that it is seen while it is read.
        monkeypatch.setattr(transaction, "keep_apart", lambda _session: None)
        life = OrderLife(app, client, company, {})
        life.submit(codes)
        client.page("/shop/")
        order = company.session.scalars(select(Order)).one()
        client.sign_in("admin")
        for page in (*PAGES, f"/orders/{order.number}"):
            client.page(page)
        life.carry(order)
    found = {name: tables - MASTER_DATA for name, tables in memory.tables.items()}
    assert {name: tables for name, tables in found.items() if tables} == {}
    assert memory.tables.keys() >= {"rights", "company rules", "tax rates", "names", "order kinds"}
    assert memory.tables["rights"] >= {"role", "role_permission"}
