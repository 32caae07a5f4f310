"""The rows of a line editor, read from its form and drawn again."""

from __future__ import annotations

from flask import Flask
from werkzeug.datastructures import MultiDict

from webapp.services.core.errors import Message
from webapp.web.order_lines import MOST_ROWS, editor_rows, read_lines


def test_fields_of_a_row_stand_at_the_same_place() -> None:
    form = MultiDict(
        [
            *[("line_id", value) for value in ("7", "", "9")],
            *[("code", value) for value in ("BOLT-8", "ＮＵＴ－８ ", "")],
            *[("quantity", value) for value in ("20", "3", "")],
            *[("special_price", value) for value in ("", "1.2345", "")],
            *[("free", value) for value in ("1", "", "")],
            *[("line_remark", value) for value in ("gift\x00", "", "")],
        ]
    )
    rows = read_lines(form)
    assert [(row.row, row.line_id, row.code, row.quantity) for row in rows] == [
        (1, "7", "BOLT-8", "20"),
        (2, "", "NUT-8", "3"),
    ]
    assert [row.is_free for row in rows] == [True, False]
    assert [row.special_price for row in rows] == ["", "1.2345"]
    assert rows[0].remark == "gift"


def test_fields_may_be_missing_or_too_many() -> None:
    assert read_lines(MultiDict()) == []
    assert [row.quantity for row in read_lines(MultiDict([("code", "A")]))] == [""]
    many = MultiDict([("code", "A")] * (MOST_ROWS + 5))
    assert len(read_lines(many)) == MOST_ROWS


def test_problems_stand_at_their_rows_and_empty_rows_follow(app: Flask) -> None:
    raw = read_lines(MultiDict([("code", "A"), ("code", "B"), ("quantity", "1")]))
    with app.test_request_context(headers={"Accept-Language": "en"}):
        rows = editor_rows(raw, {2: [Message("The quantity is missing.")]}, {"A": "Bolt"}, spare=2)
    assert [(row.row, row.code, row.shown, row.errors) for row in rows] == [
        (1, "A", "Bolt", []),
        (2, "B", "", ["The quantity is missing."]),
        (3, "", "", []),
        (4, "", "", []),
    ]
