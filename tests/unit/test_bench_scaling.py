"""What the measured costs come to at so many orders a second."""

from __future__ import annotations

import pytest

from bench.scaling import BEGIN, END, PAGE, filled

SMALL = {"orders": 1000, "rates": {}, "floor": {}}
LARGE = {
    "orders": 1_000_000,
    "rates": {"life cycle, 2 clients": 20.0, "queue page": 200.0},
    "floor": {"life cycle, 2 clients": 200.0, "queue page": 2000.0},
}
RUN = {"at": "2026-11-23", "commit": "abc", "postgresql": "15.18 (Debian)", "sizes": [SMALL, LARGE]}


def test_the_largest_database_is_reckoned_with() -> None:
    text = filled(f"Before\n{BEGIN}\nold\n{END}\nafter\n", RUN)
    assert text.startswith(f"Before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert "at 1,000,000 orders, commit abc, PostgreSQL 15.18." in text
    # 100 ms an order and 10 ms for each of twenty pages, a tenth of both at the database.
    assert "| product: `c − d + 20 (p − q)` | 270 |" in text
    assert "| 100 | 54 | 6 |" in text


def test_the_same_run_changes_nothing_twice() -> None:
    once = filled(PAGE.read_text(encoding="utf-8"), RUN)
    assert filled(once, RUN) == once


def test_a_page_without_its_place_is_left_alone() -> None:
    with pytest.raises(ValueError, match="no place"):
        filled("nothing", RUN)
