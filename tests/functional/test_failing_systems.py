"""What lies below fails: the database goes away, the disk is full, a body cannot be read."""

from __future__ import annotations

import errno
from io import BytesIO
from typing import Any

import pytest
from flask import Request
from gunicorn.http.errors import InvalidChunkSize
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse


def gone(*args: Any, **kwargs: Any) -> Any:
    raise OperationalError("COMMIT", {}, Exception("gone"), connection_invalidated=True)


def test_a_database_lost_after_the_answer_leaves_the_answer(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("admin")
    monkeypatch.setattr(Session, "close", gone)
    assert client.get("/account").status_code == 200


def test_a_commit_without_an_answer_does_not_claim_that_nothing_was_changed(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("kh001")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.page("/my/addresses/new")
    monkeypatch.setattr(Session, "commit", gone)
    form: dict[str, Any] = {
        "contact": "王芳",
        "phone": "13800138000",
        "address": "杭州市文三路 1 号",
    }
    answer = client.submit(page, "main form[method=post]", **form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was changed" not in answer.text
    assert "it counts only once" in answer.text


def test_a_full_disk_under_an_upload(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    client.sign_in("kh001")
    page = client.page("/quick-order")
    monkeypatch.setattr(Request, "_get_file_stream", full)
    sheet = {"sheet": (BytesIO(b"x"), "order.csv")}
    answer = client.submit(page, "form[action$='/upload']", files=sheet)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_body_in_broken_chunks(client: Client, company: Company) -> None:
    class Broken(BytesIO):
        def readinto(self, buffer: Any) -> int:
            raise InvalidChunkSize(b"zz")

        def read(self, size: int | None = -1) -> bytes:
            raise InvalidChunkSize(b"zz")

    answer = client.post(
        "/sign-in",
        input_stream=Broken(),
        content_length=100,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 400
    assert parse(answer).css_first("h1") is not None
