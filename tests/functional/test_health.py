"""What a watchdog asks, and what a stranger learns from it."""

from __future__ import annotations

import pytest

from tests.support.client import Client


@pytest.mark.control("C55")
@pytest.mark.databases("sqlite", "postgresql")
def test_health_says_whether_the_database_answers_and_no_more(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == "/sign-in"
