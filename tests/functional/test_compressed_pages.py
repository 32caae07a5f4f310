"""Pages are sent compressed to who can read that, and to no other site's guesses (0031)."""

from __future__ import annotations

import gzip

import brotli
import pytest

from tests.support.client import Client

WAYS = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(autouse=True)
def _packed(client: Client) -> None:
    """The client reads no HTML through a compression."""
    client.checks_html = False


@pytest.mark.parametrize(
    ("accepted", "way"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")],
)
def test_a_page_is_sent_in_the_best_way_that_is_understood(
    client: Client, accepted: str, way: str
) -> None:
    answer = client.get("/sign-in", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == way
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(answer.vary)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "<h1" in WAYS[way](answer.data).decode()


@pytest.mark.parametrize("accepted", ["", "identity", "deflate"])
def test_who_understands_neither_gets_it_as_it_is(client: Client, accepted: str) -> None:
    answer = client.get("/sign-in", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "<h1" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("site", "way"),
    [("same-origin", "br"), ("none", "br"), ("cross-site", None), ("same-site", None)],
)
def test_the_length_of_a_page_tells_another_site_nothing(
    client: Client, site: str, way: str | None
) -> None:
    headers = {"Accept-Encoding": "br", "Sec-Fetch-Site": site}
    answer = client.get("/sign-in", headers=headers)
    assert answer.headers.get("Content-Encoding") == way
    assert "Sec-Fetch-Site" in answer.vary


@pytest.mark.usefixtures("company")
def test_refused_forms_and_error_pages_are_compressed_too(client: Client) -> None:
    refused = client.get("/nothing", headers={"Accept-Encoding": "br"})
    assert (refused.status_code, refused.headers["Content-Encoding"]) == (404, "br")


def test_what_is_no_page_is_left_alone(client: Client) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert "Sec-Fetch-Site" not in answer.vary
