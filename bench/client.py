"""People at the product, and hands at the floor."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from time import perf_counter
from urllib.parse import urlencode

from bench.filling import PASSWORD
from bench.wire import Answer, Connect, request

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"
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

    def __init__(self, connect: Connect) -> None:
        self.wire = connect()
        self.cookies: dict[str, str] = {}
        self.location = ""

    def get(self, path: str, **headers: str) -> str:
        return self.ask("GET", path, headers, 200).text

    def post(self, path: str, form: Mapping[str, str] | list[tuple[str, str]], code: int) -> str:
        body = urlencode(form).encode()
        return self.ask("POST", path, {"Content-Type": FORM}, code, body).text

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], code: int, body: bytes = b""
    ) -> Answer:
        answer = self.wire.exchange(request(method, path, self.signed(headers), body))
        self.location = answer.location
        self.cookies |= answer.cookies()
        if answer.status != code:
            raise Refused(f"{method} {path}: {answer.status} {answer.text[:2000]}")
        return answer

    def signed(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers with the cookies among them, as a browser sends them."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**headers, "Cookie": cookies} if cookies else dict(headers)


class Person(Hand):
    """Somebody signed in by the real form; ``csrf`` is his session's token."""

    def __init__(self, connect: Connect, user_name: str) -> None:
        super().__init__(connect)
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
        self.wire = hand.wire
        self.asked = request("GET", path, hand.signed(PARTIAL if partial else {}))

    def live(self, clock: Clock) -> None:
        began = perf_counter()
        answer = self.wire.exchange(self.asked)
        if answer.status != 200:
            raise Refused(f"{self.asked!r}: {answer.status} {answer.text[:2000]}")
        clock("get", perf_counter() - began)
