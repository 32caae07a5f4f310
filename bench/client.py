"""People at the product, and hands at the floor: HTTP over one kept connection each."""

from __future__ import annotations

import base64
import http.client
import io
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import perf_counter
from urllib.parse import urlencode

from PIL import Image, ImageDraw

from bench.filling import PASSWORD

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
FORM = "application/x-www-form-urlencoded"
#: A web server closes a connection that was idle for two seconds.
MOST_IDLE = 1.5
#: Where somebody's work begins, by the beginning of his user name.
HOME = {
    "c": "/shop/",
    "ship": "/warehouse",
    "review": "/work",
    "finance": "/work",
    "admin": "/work",
}
#: What htmx says when it wants a piece of the page.
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#orders"}
#: Called with the name of a step and the seconds that it took.
Clock = Callable[[str, float], None]


class Refused(AssertionError):
    """The server gave another answer than the measure is about."""


class Hand:
    """One kept connection and its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.location = ""
        self.asked_at = 0.0

    def get(self, path: str, **headers: str) -> str:
        return self._ask("GET", path, None, headers, 200)

    def post(self, path: str, form: Mapping[str, str] | list[tuple[str, str]], code: int) -> str:
        return self._ask("POST", path, urlencode(form), {"Content-Type": FORM}, code)

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], code: int
    ) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if perf_counter() - self.asked_at > MOST_IDLE:
            self.connection.close()
        self.connection.request(method, path, body, {**headers, "Cookie": cookies})
        answer = self.connection.getresponse()
        content = answer.read()
        self.asked_at = perf_counter()
        self.location = answer.getheader("Location", "")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        text = self.last = content.decode("utf-8", "replace")
        if answer.status != code:
            raise Refused(f"{method} {path}: {answer.status} {text[:2000]}")
        return text


class Person(Hand):
    """Somebody signed in by the real form; ``csrf`` is his session's token."""

    def __init__(self, port: int, user_name: str) -> None:
        super().__init__(port)
        token = CSRF.findall(self.get("/sign-in"))[0]
        form = {"csrf_token": token, "user_name": user_name, "password": PASSWORD}
        self.post("/sign-in", form, 303)
        self.csrf = CSRF.findall(self.get(HOME[user_name.partition("-")[0]]))[0]

    def act(self, path: str, form: Mapping[str, str]) -> None:
        """A form of the product's, sent with the session's token and a key of its own."""
        self.post(path, {"csrf_token": self.csrf, "key": secrets.token_urlsafe(24), **form}, 303)


class Reader:
    """Somebody who asks for one address again and again; as a fragment when ``partial``."""

    def __init__(self, hand: Hand, path: str, *, partial: bool = False) -> None:
        self.hand, self.path = hand, path
        self.headers = PARTIAL if partial else {}

    def live(self, clock: Clock) -> None:
        began = perf_counter()
        self.hand.get(self.path, **self.headers)
        clock("get", perf_counter() - began)


def signature() -> str:
    """A stroke as the pad sends it."""
    picture = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(20, 90), (90, 20), (160, 95), (280, 30)], "black", 4)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


class ProductLife:
    """The life of an order of ten lines at the product: five people's forms, one after another.

    Each form carries the session, the session's token, the document's version and a one-time key.
    With ``pages`` each is read from its page before, as somebody does who opens every document.
    """

    def __init__(self, port: int, client: int, *, pages: bool = False) -> None:
        self.customer = Person(port, f"c-{client + 1}")
        self.reviewer = Person(port, "review")
        self.finance = Person(port, "finance")
        self.keeper = Person(port, "ship")
        self.pages = pages
        self.signed = signature()
        self.day = f"{datetime.now(UTC) + timedelta(days=5):%Y-%m-%d}"

    def live(self, clock: Clock) -> None:
        number = self._submit(clock)
        self._pass(clock, self.reviewer, number, "order_review", 1)
        self._pass(clock, self.finance, number, "finance_review", 2)
        shipment = self._take_out(clock, number)
        self._ship(clock, shipment)
        self._receive(clock, shipment)

    def _submit(self, clock: Clock) -> str:
        lines = [("csrf_token", self.customer.csrf), ("key", secrets.token_urlsafe(24))]
        for place in range(1, 11):
            lines += [("code", f"P-{place}"), ("quantity", "10")]
        began = perf_counter()
        self.customer.post("/quick-order", lines, 303)
        page = self.customer.get("/checkout")
        form = dict(HIDDEN.findall(page))
        form |= {
            "requested_date": self.day,
            "reason_code": "replenishment",
            "invoice_kind": "none",
            "signature": self.signed,
            "address_id": re.findall(r'name="address_id"[^>]*value="(\d+)"', page)[0],
        }
        self.customer.post("/checkout", form, 303)
        clock("submit", perf_counter() - began)
        return self.customer.location.rpartition("/")[2]

    def _pass(self, clock: Clock, who: Person, number: str, status: str, version: int) -> None:
        began = perf_counter()
        if self.pages:
            who.get(f"/orders/{number}")
        who.act(f"/orders/{number}/quick-pass", {"status": status, "version": str(version)})
        clock(status, perf_counter() - began)

    def _take_out(self, clock: Clock, number: str) -> str:
        began = perf_counter()
        page = self.keeper.get(f"/warehouse/orders/{number}")
        lines = re.findall(r'name="(quantity\.\d+)"', page)
        form = dict.fromkeys(lines, "10")
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
        form = dict.fromkeys(re.findall(r'name="(received\.\d+)"', page), "10")
        self.customer.act(
            f"/my/deliveries/{shipment}", {**form, "version": "5", "signature": self.signed}
        )
        clock("receipt", perf_counter() - began)


class FloorLife:
    """The same rows at the bare floor."""

    def __init__(self, port: int, client: int, sample: int, products: list[int]) -> None:
        self.hand = Hand(port)
        self.prefix = f"FL-{client}-{secrets.token_hex(3)}"
        self.sample = str(sample)
        self.products = ",".join(map(str, products))
        self.count = 0

    def live(self, clock: Clock) -> None:
        self.count += 1
        number = f"{self.prefix}-{self.count}"
        given = {"number": number, "sample": self.sample, "products": self.products}
        id_ = self._timed(clock, "submit", "/submit", given)
        steps = (
            ("order_review", "/pass", "finance_review"),
            ("finance_review", "/pass", "outbound_review"),
            ("outbound_review", "/take-out", "shipment"),
            ("shipment", "/ship", "receipt"),
            ("receipt", "/receive", "completed"),
        )
        for position, (name, path, status) in enumerate(steps, start=2):
            form = {**given, "id": id_, "status": status, "position": str(position)}
            self._timed(clock, name, path, form)

    def _timed(self, clock: Clock, name: str, path: str, form: dict[str, str]) -> str:
        began = perf_counter()
        answer = self.hand.post(path, form, 200)
        clock(name, perf_counter() - began)
        return answer
