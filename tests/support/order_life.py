"""An order's whole life through the pages, each act and page within a budget of statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from tests.support.budget import within
from tests.support.client import Client
from tests.support.company import Company
from tests.support.drawing import signed
from webapp.models import Order
from webapp.services.core.clock import utc_now

#: What a first time may cost, which also reads what is remembered from then on.
FREE = 100


class OrderLife:
    """Whoever's step it is asks for his page and sends its form.

    Once ``is_warm``, each may cost as many statements as ``budgets`` has under its name; more fail
    with the statements listed.
    """

    def __init__(
        self, app: Flask, client: Client, company: Company, budgets: dict[str, int]
    ) -> None:
        self.app, self.client, self.company, self.budgets = app, client, company, budgets
        self.is_warm = False

    def submit(self, codes: list[str]) -> None:
        """From the quick order to the order, of twenty of each article."""
        self.client.sign_in("kh001")
        rows = "\n".join(f"{code}\t20" for code in codes)
        quick = self.client.page("/quick-order")
        self._act("quick order", quick, "form[action='/quick-order']", pasted=rows)
        checkout = self._page("checkout", "/checkout")
        assert len(checkout.css("tr[data-article]")) == len(codes)
        wanted = (utc_now() + timedelta(days=5)).date().isoformat()
        ways = {"requested_date": wanted, "signature": signed()}
        self._act("submit", checkout, "form.dd-checkout", **ways)

    def carry(self, order: Order) -> None:
        """From its first review to its receipt, which takes twenty of each line."""
        for name, step in (("review", "order review"), ("finance", "finance review")):
            self.client.sign_in(name)
            shown = self.client.page(f"/orders/{order.number}")
            self._act(step, shown, "form[data-act=pass]")
        self._ship(order)
        self.client.sign_in("kh001")
        number = self.company.shipments(order.number)[0].number
        receipt = self._page("receipt page", f"/my/deliveries/{number}")
        self._act("receive", receipt, "main form[data-once]", signature=signed())

    def _ship(self, order: Order) -> None:
        self.client.sign_in("ship")
        picked = {f"quantity.{line.id}": "20" for line in order.lines}
        pick = self._page("pick page", f"/warehouse/orders/{order.number}")
        shipment = self._act("take out", pick, "#pick", **picked)
        self._act("ship", self._page("ship page", shipment), "#ship", carrier="SF")

    def _most(self, name: str) -> int:
        return self.budgets[name] if self.is_warm else FREE

    def _page(self, name: str, path: str) -> LexborHTMLParser:
        with within(self.app, self._most(name)):
            return self.client.page(path)

    def _act(self, name: str, shown: LexborHTMLParser, form: str, **values: Any) -> str:
        with within(self.app, self._most(name)):
            answer = self.client.submit(shown, form, **values)
        assert answer.status_code == 303
        return str(answer.location)
