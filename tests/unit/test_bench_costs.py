"""What the benchmark says a request costs: its statements, and its time by layers."""

from __future__ import annotations

import cProfile
import pstats

import pytest
from flask import Flask, make_response, request
from flask.typing import ResponseReturnValue

from bench.inside import answered, environ
from bench.lives import STEPS
from bench.measures import Cost, Figures
from bench.profiling import batches, by_layer, layer
from bench.targets import MOST_STATEMENTS, of_statements
from bench.wire import request as asked


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/x/lib/python3.11/site-packages/psycopg/cursor.py", "driver"),
        ("/x/lib/python3.11/site-packages/sqlalchemy/orm/query.py", "SQLAlchemy"),
        ("<template>", "templates"),
        ("/x/webapp/templates/orders/_list.html", "templates"),
        ("/x/lib/python3.11/site-packages/werkzeug/http.py", "Flask"),
        ("/x/webapp/services/orders/queues.py", "product"),
        ("~", "other"),
    ],
)
def test_a_profile_is_told_by_layers(file: str, expected: str) -> None:
    assert layer(file) == expected


def _busy() -> None:
    sorted(range(1000), key=lambda n: -n)


def test_what_is_written_in_c_is_its_callers() -> None:
    profile = cProfile.Profile()
    name = "/site-packages/sqlalchemy/orm/query.py"
    called: dict[str, object] = {}
    exec(compile("def ask(): return [len('a') for n in range(500)]", name, "exec"), called)
    profile.runcall(called["ask"])
    profile.runcall(_busy)
    found = by_layer(pstats.Stats(profile), 10)
    assert found["SQLAlchemy"][0] >= 50
    assert found["SQLAlchemy"][1] > 0
    assert found["driver"] == (0, 0)
    assert found["other"][0] >= 100


def test_a_batch_is_a_table_written_to_with_a_row_for_each_line() -> None:
    statements = [
        "SELECT order_line.id FROM order_line",
        "UPDATE order_line SET shipped=%(shipped)s",
        "UPDATE order_line SET received=%(received)s",
        "DELETE FROM cart_line WHERE cart_line.customer_id = 1",
        "\nINSERT INTO stock_entry (id) VALUES (1)",
        "INSERT INTO event (data) VALUES ('UPDATE stock_balance')",
    ]
    assert batches(statements) == 3


def _figures(orders: int, **statements: int) -> Figures:
    names = {name: Cost(1, 1, {}) for name in (*MOST_STATEMENTS, *STEPS)}
    return Figures(orders, costs=names | {name: Cost(n, 1, {}) for name, n in statements.items()})


@pytest.mark.parametrize(("most", "is_met"), [(14, True), (15, False)])
def test_statements_are_judged_by_the_size_with_most_of_them(most: int, is_met: bool) -> None:
    verdicts = of_statements([_figures(1000), _figures(1_000_000, receipt=most)])
    found = {one.name: one for one in verdicts}
    receipt = found["statements of receipt"]
    assert (receipt.measured, receipt.wanted, receipt.is_met) == (str(most), "≤ 12 + 2 × 1", is_met)
    assert found["statements of queue page"].wanted == "≤ 4"


def test_a_request_is_answered_inside_as_it_is_over_a_connection() -> None:
    app = Flask("inside")

    @app.post("/act")
    def act() -> ResponseReturnValue:
        answer = make_response(f"{request.args['a']} {request.form['b']} {request.cookies['s']}")
        answer.set_cookie("t", "2")
        answer.location = "/next"
        return answer, 303

    headers = {"Cookie": "s=1", "Content-Type": "application/x-www-form-urlencoded"}
    answer = answered(app, environ(asked("POST", "/act?a=x", headers, b"b=y")))
    assert (answer.status, answer.text, answer.location) == (303, "x y 1", "/next")
    assert answer.cookies() == {"t": "2"}
