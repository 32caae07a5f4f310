"""When letters are tried again, and what may stand in their headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.mail.rules import GIVE_UP_AFTER, next_try, one_line
from webapp.services.mail.sending import Letter, NeverTaken
from webapp.services.mail.transport import compose

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SENDER = "orders@dingda.example"


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 4), (3, 16), (4, 64), (5, 256), (6, 360), (99, 360)]
)
def test_the_waits_grow_up_to_six_hours(tries: int, minutes: int) -> None:
    assert next_try(tries, START, START) == START + timedelta(minutes=minutes)


def test_after_three_days_a_letter_is_given_up() -> None:
    late = START + GIVE_UP_AFTER - timedelta(hours=6)
    assert next_try(20, START, late) == START + GIVE_UP_AFTER
    assert next_try(20, START, late + timedelta(seconds=1)) is None


@pytest.mark.control("C8")
@given(st.text(max_size=300))
def test_a_header_is_one_line(text: str) -> None:
    line = one_line(text, 100)
    assert len(line) <= 100
    assert len(line.splitlines()) <= 1
    assert line.isprintable()


def letter(**given: str) -> Letter:
    usual = {"to_address": "a@example.com", "to_name": "王经理", "subject": "通知", "body": "您好"}
    return Letter(1, "<1@dingda.example>", made_at=START, tries=0, **{**usual, **given})


@pytest.mark.control("C8")
@pytest.mark.parametrize("name", ["to_address", "to_name", "subject"])
@pytest.mark.parametrize(
    "text", ["x\r\nBcc: b@example.com", "x\nBcc: b@example.com", "x\rBcc: b@example.com"]
)
def test_no_line_end_comes_into_a_header(name: str, text: str) -> None:
    with pytest.raises(NeverTaken):
        compose(letter(**{name: text}), SENDER)
    made = compose(letter(subject=one_line(text, 200)), SENDER)
    assert made["Bcc"] is None
    assert made["Subject"] == "x Bcc: b@example.com"


@pytest.mark.parametrize("address", ["", "a", "a@", "a@b.example, c@d.example", "a b@c.example"])
def test_what_is_no_address_gets_no_letter(address: str) -> None:
    with pytest.raises(NeverTaken):
        compose(letter(to_address=address), SENDER)


def test_a_letter_says_who_it_is_from_and_that_nobody_need_answer() -> None:
    made = compose(letter(), SENDER)
    text = made.as_bytes()
    assert made["To"].addresses[0].display_name == "王经理"
    assert made["Auto-Submitted"] == "auto-generated"
    assert made.get_content().strip() == "您好"
    assert text.count(b"\nTo: ") == 1
