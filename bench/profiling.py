"""Where the time of one transition and of one queue request goes: `script/bench --profile`."""

from __future__ import annotations

import cProfile
import pstats
import secrets
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.client import CSRF
from bench.filling import PASSWORD
from bench.measures import QUEUE
from tests.support.counting import counted
from webapp import create_app
from webapp.models import Order

TIMES = 50
#: Layers by a part of their files' paths; what is written in C is counted with "other".
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("database driver", ("/psycopg", "/sqlite3")),
    ("SQLAlchemy", ("/sqlalchemy/",)),
    ("templates", ("<template>", "/templates/", "/jinja2/", "/markupsafe/")),
    ("Flask and Werkzeug", ("/flask", "/werkzeug/", "/wtforms/", "/babel/")),
    ("product", ("/webapp/",)),
)
SHOWN = 30


def show(url: str, folder: Path) -> None:
    """The profile and the statements of a queue request and of passing order review."""
    app = create_app(
        {
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "INSTANCE_PATH": str(folder / "instance"),
        }
    )
    client = app.test_client()
    token = CSRF.findall(client.get("/sign-in").get_data(as_text=True))[0]
    form = {"csrf_token": token, "user_name": "review", "password": PASSWORD}
    client.post("/sign-in", data=form)
    csrf = CSRF.findall(client.get("/work").get_data(as_text=True))[0]
    _profile(app, "queue", lambda: client.get(QUEUE))
    waiting = iter(_waiting(app))
    _profile(app, "passing order review", lambda: _pass(client, csrf, *next(waiting)))
    app.extensions["database"].dispose()


def _waiting(app: Flask) -> list[tuple[str, int]]:
    with app.extensions["database"].session() as session:
        statement = (
            select(Order.number, Order.version)
            .where(Order.status == "order_review")
            .order_by(Order.id.desc())
            .limit(TIMES + 2)
        )
        return [(number, version) for number, version in session.execute(statement)]


def _pass(client: FlaskClient, csrf: str, number: str, version: int) -> Any:
    form = {
        "csrf_token": csrf,
        "key": secrets.token_urlsafe(24),
        f"version.{number}": str(version),
        "status": "order_review",
    }
    return client.post(f"/orders/{number}/quick-pass", data=form)


def _profile(app: Flask, name: str, act: Callable[[], Any]) -> None:
    act()
    with counted(app) as statements:
        act()
    sys.stdout.write(f"\n{name}: {len(statements)} statements\n")
    for statement in statements:
        sys.stdout.write(f"  {' '.join(statement.split())[:110]}\n")
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(TIMES):
        act()
    profile.disable()
    stats = pstats.Stats(profile, stream=sys.stdout)
    _by_layer(stats)
    stats.sort_stats("tottime").print_stats(SHOWN)


def layer(file: str) -> str:
    """The layer that a line of code belongs to, by its file."""
    return next((name for name, parts in LAYERS if any(one in file for one in parts)), "other")


def _by_layer(stats: pstats.Stats) -> None:
    """Calls and milliseconds of each layer, of one request."""
    calls: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    found: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = vars(stats)["stats"]
    for (file, _, _), (_, count, own, _, _) in found.items():
        calls[layer(file)] += count
        seconds[layer(file)] += own
    for name, own in sorted(seconds.items(), key=lambda one: -one[1]):
        sys.stdout.write(
            f"  {name:<20} {calls[name] / TIMES:>9,.0f} calls {own / TIMES * 1e3:>7.2f} ms\n"
        )
