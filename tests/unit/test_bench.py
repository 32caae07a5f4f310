"""The benchmark's own arithmetic, and how it reads answers and writes its page."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.databases import duplicate
from bench.driving import Driven, middle, percentile
from bench.measures import in_turn
from bench.report import BEGIN, END, between_marks
from bench.weighing import NAMED
from bench.wire import Broken, read_answer, request


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 50), percentile(values, 95)) == (51, 96)
    assert percentile([7.0], 95) == 7


def test_the_median_run_counts_and_the_times_of_all() -> None:
    runs = [Driven(rate, {"get": [rate]}) for rate in (3.0, 1.0, 2.0)]
    assert middle(runs) == Driven(2.0, {"get": [3.0, 1.0, 2.0]})


def test_two_sides_take_turns_and_the_median_of_their_ratios_counts() -> None:
    asked: list[int] = []
    answers = {0: iter([2.0, 4.0, 10.0]), 1: iter([4.0, 12.0, 10.0])}

    def ask(side: int) -> float:
        asked.append(side)
        return next(answers[side])

    assert in_turn(ask, 3) == 2
    assert asked == [0, 1, 1, 0, 0, 1]


def test_an_answer_that_comes_in_pieces_is_read_whole() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        head = "HTTP/1.1 303 SEE OTHER\r\nLocation: /a\r\nSet-Cookie: s=1; Path=/\r\n"
        theirs.sendall(f"{head}content-length: 4\r\n\r\nbo".encode())
        theirs.sendall(b"dy")
        answer = read_answer(ours)
    assert (answer.status, answer.text, answer.location) == (303, "body", "/a")
    assert answer.cookies() == {"s": "1"}


def test_an_answer_without_a_length_is_refused() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\nbody")
        with pytest.raises(Broken):
            read_answer(ours)


def test_a_form_is_sent_with_its_length() -> None:
    asked = request("POST", "/a", {"Cookie": "s=1"}, b"a=b")
    assert asked == (
        b"POST /a HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: s=1\r\nContent-Length: 3\r\n\r\na=b"
    )


def test_only_the_figures_of_the_page_are_written_anew() -> None:
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert between_marks(text, ["new"]) == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    with pytest.raises(ValueError, match="substring"):
        between_marks("no marks", ["new"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('<link rel="stylesheet" href="/a.css">', ["/a.css"]),
        ('<script type="module" src="/a.js"></script>', ["/a.js"]),
        ('<use href="/icons.svg#check"/>', ["/icons.svg#check"]),
        ("src:url(../a.woff2)", ["../a.woff2"]),
        ('import{a}from"./a.js";import "./b.js"', ["./a.js", "./b.js"]),
        ('<a href="/orders">from "here"</a>', []),
    ],
)
def test_a_browser_fetches_what_is_named_to_be_fetched(text: str, named: list[str]) -> None:
    assert NAMED.findall(text) == named


def _logged(file: Path, value: str) -> sqlite3.Connection:
    """A database whose only row stands in its log, and which somebody has open."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE kept (value TEXT)")
    with database:
        database.execute("INSERT INTO kept VALUES (?)", (value,))
    return database


def test_a_run_begins_with_the_kept_orders_whatever_a_killed_one_left(tmp_path: Path) -> None:
    kept, run = tmp_path / "kept.sqlite3", tmp_path / "run.sqlite3"
    with closing(_logged(tmp_path / "old.sqlite3", "old")):
        for ending in ("", "-wal", "-shm"):
            shutil.copy(tmp_path / f"old.sqlite3{ending}", f"{run}{ending}")
    with closing(_logged(kept, "kept")):
        duplicate(kept, run)
    with closing(sqlite3.connect(run)) as database:
        assert database.execute("SELECT value FROM kept").fetchall() == [("kept",)]
