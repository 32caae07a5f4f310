"""The life of an order of ten lines, from the customer's cart to his receipt: at the product
through its forms, and as the same rows at the bare floor."""

from __future__ import annotations

import base64
import io
import re
import secrets
from datetime import UTC, datetime, timedelta
from time import perf_counter

from PIL import Image, ImageDraw

from bench.client import Clock, Hand, Person
from bench.wire import Connect

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
ADDRESS = re.compile(r'name="address_id"[^>]*value="(\d+)"')
TAKEN = re.compile(r'name="(quantity\.\d+)"')
RECEIVED = re.compile(r'name="(received\.\d+)"')
STEPS = (
    "cart",
    "submit",
    "order_review",
    "finance_review",
    "outbound_review",
    "shipment",
    "receipt",
)


def signature() -> str:
    """A stroke as the pad sends it."""
    picture = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(20, 90), (90, 20), (160, 95), (280, 30)], "black", 4)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


class ProductLife:
    """Four people's forms, one after another, each timed with the page that it stands on where
    the form cannot be sent without it: the checkout's, the outbound's and the receipt's.

    Each form carries the session, the session's token, the document's version and a one-time key.
    With ``pages`` the others are read from their pages too, as somebody does who opens every
    document before he passes it on.
    """

    def __init__(self, connect: Connect, client: int, *, pages: bool = False) -> None:
        self.customer = Person(connect, f"c-{client + 1}")
        self.reviewer = Person(connect, "review")
        self.finance = Person(connect, "finance")
        self.keeper = Person(connect, "ship")
        self.pages = pages
        self.signed = signature()
        self.day = f"{datetime.now(UTC) + timedelta(days=5):%Y-%m-%d}"
        self.goods = [
            pair for n in range(1, 11) for pair in (("code", f"P-{n}"), ("quantity", "10"))
        ]

    def live(self, clock: Clock) -> None:
        self._fill_cart(clock)
        number = self._submit(clock)
        self._pass(clock, self.reviewer, number, "order_review", 1)
        self._pass(clock, self.finance, number, "finance_review", 2)
        shipment = self._take_out(clock, number)
        self._ship(clock, shipment)
        self._receive(clock, shipment)

    def _fill_cart(self, clock: Clock) -> None:
        began = perf_counter()
        given = [("csrf_token", self.customer.csrf), ("key", secrets.token_urlsafe(24))]
        self.customer.post("/quick-order", given + self.goods, 303)
        clock("cart", perf_counter() - began)

    def _submit(self, clock: Clock) -> str:
        began = perf_counter()
        page = self.customer.get("/checkout")
        form = {
            **dict(HIDDEN.findall(page)),
            "requested_date": self.day,
            "reason_code": "replenishment",
            "invoice_kind": "none",
            "signature": self.signed,
            "address_id": ADDRESS.findall(page)[0],
        }
        self.customer.post("/checkout", form, 303)
        clock("submit", perf_counter() - began)
        return self.customer.location.rpartition("/")[2]

    def _pass(self, clock: Clock, who: Person, number: str, status: str, version: int) -> None:
        began = perf_counter()
        if self.pages:
            who.get(f"/orders/{number}")
        who.act(
            f"/orders/{number}/quick-pass", {"status": status, f"version.{number}": str(version)}
        )
        clock(status, perf_counter() - began)

    def _take_out(self, clock: Clock, number: str) -> str:
        began = perf_counter()
        page = self.keeper.get(f"/warehouse/orders/{number}")
        form = dict.fromkeys(TAKEN.findall(page), "10")
        self.keeper.act(f"/warehouse/orders/{number}", {**form, "version": "3"})
        clock("outbound_review", perf_counter() - began)
        return self.keeper.location.rpartition("/")[2]

    def _ship(self, clock: Clock, shipment: str) -> None:
        began = perf_counter()
        if self.pages:
            self.keeper.get(f"/warehouse/shipments/{shipment}")
        form = {"version": "4", "carrier": "SF", "tracking_number": "SF1", "parcels": "1"}
        self.keeper.act(f"/warehouse/shipments/{shipment}", form)
        clock("shipment", perf_counter() - began)

    def _receive(self, clock: Clock, shipment: str) -> None:
        began = perf_counter()
        page = self.customer.get(f"/my/deliveries/{shipment}")
        form = dict.fromkeys(RECEIVED.findall(page), "10")
        signed = {"version": "5", "signature": self.signed}
        self.customer.act(f"/my/deliveries/{shipment}", {**form, **signed})
        clock("receipt", perf_counter() - began)


class FloorLife:
    """The same steps at the bare floor, whose addresses are the steps' names."""

    def __init__(self, connect: Connect, client: int) -> None:
        self.hand = Hand(connect)
        self.client = str(client + 1)

    def live(self, clock: Clock) -> None:
        order = ""
        for step in STEPS:
            began = perf_counter()
            order = self.hand.post(f"/{step}", {"client": self.client, "order": order}, 200)
            clock(step, perf_counter() - began)
