"""Where a customer takes delivery: his list, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.models import CustomerAddress

LIST = "/my/addresses"
FORM = "main form[data-once]"
GOOD = {"contact": "李四", "phone": "0571-8765 4321", "address": "浙江省杭州市\n文三路 1 号"}
SAVED = 303


@pytest.fixture
def portal(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def rows(client: Client) -> dict[str, str]:
    """Status by address id, in the order of the page."""
    found = client.page(LIST).css("li[data-address]")
    return {str(r.attributes["data-address"]): str(r.attributes["data-status"]) for r in found}


def add(client: Client, **values: str) -> str:
    """Adds an address; gives its id."""
    before = set(rows(client))
    answer = client.submit(client.page(f"{LIST}/new"), FORM, **{**GOOD, **values})
    assert answer.status_code == SAVED
    return next(iter(set(rows(client)) - before))


def test_an_address_is_added_and_made_the_default(portal: Client) -> None:
    (first,) = rows(portal)
    second = add(portal)
    assert rows(portal) == {first: "default", second: "other"}
    text = portal.page(LIST).css_first(f"[data-address='{second}']").text()
    assert "浙江省杭州市 文三路 1 号" in text
    portal.submit(portal.page(LIST), f"[data-address='{second}'] [data-act=make_default]")
    assert rows(portal) == {second: "default", first: "other"}


def test_a_new_address_may_be_the_default_at_once(portal: Client) -> None:
    (first,) = rows(portal)
    second = add(portal, is_default="1")
    assert rows(portal) == {second: "default", first: "other"}


def test_an_address_is_changed(portal: Client) -> None:
    (first,) = rows(portal)
    page = portal.page(f"{LIST}/{first}")
    assert page.css_first("input[name=contact]").attributes["value"] == "王经理"
    portal.submit(page, FORM, contact="赵六")
    assert "赵六" in portal.get(LIST).text


def test_two_tabs_do_not_overwrite_each_other(portal: Client) -> None:
    (first,) = rows(portal)
    older = portal.page(f"{LIST}/{first}")
    portal.submit(portal.page(f"{LIST}/{first}"), FORM, contact="赵六")
    assert portal.submit(older, FORM, contact="钱七").status_code == 409
    assert "赵六" in portal.get(LIST).text


def test_an_address_is_removed_but_never_the_last(portal: Client, session: Session) -> None:
    (first,) = rows(portal)
    second = add(portal)
    page = portal.page(LIST)
    remove = "[data-address='{}'] form[data-act=remove]"
    assert portal.submit(page, remove.format(first)).status_code == SAVED
    assert rows(portal) == {second: "default"}, "the default passes on"
    assert portal.page(LIST).css_first("[data-action=remove]") is None
    version = page.css_first("input[name=version]").attributes["value"] or ""
    token = page.css_first("input[name=csrf_token]").attributes["value"]
    data = {"csrf_token": token, "key": "k" * 32, "version": str(int(version) + 1)}
    assert portal.post(f"{LIST}/{second}/remove", data=data).status_code == 422
    session.rollback()
    kept = session.scalars(select(CustomerAddress).where(CustomerAddress.id == int(first))).one()
    assert kept.removed_at is not None, "earlier orders may point to it"


def test_sent_twice_one_address_is_added(portal: Client) -> None:
    page = portal.page(f"{LIST}/new")
    answers = [portal.submit(page, FORM, **GOOD) for _ in range(2)]
    assert [one.status_code for one in answers] == [SAVED, SAVED]
    assert len(rows(portal)) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("contact", ""), ("contact", "名" * 61), ("address", " "), ("address", "路" * 201)]
    + [("phone", value) for value in ("", "12345", "abc", "1" * 41, "\x00", "138001380001")],
)
def test_what_will_not_do_is_said_at_its_field(portal: Client, name: str, value: str) -> None:
    answer = portal.submit(portal.page(f"{LIST}/new"), FORM, **{**GOOD, name: value})
    assert answer.status_code == 422
    page = parse(answer)
    assert page.css_first(f"#f-{name}-error") is not None
    assert page.css_first("[data-error-summary]") is not None
    other = "contact" if name != "contact" else "phone"
    assert page.css_first(f"input[name={other}]").attributes["value"] == GOOD[other]
    assert len(rows(portal)) == 1


@pytest.mark.rule("A1", "A3")
def test_anothers_address_is_told_like_none(portal: Client, session: Session) -> None:
    (mine,) = rows(portal)
    ids = list(session.scalars(select(CustomerAddress.id).order_by(CustomerAddress.id)))
    theirs = next(id_ for id_ in ids if str(id_) != mine)
    token = portal.page(LIST).css_first("input[name=csrf_token]").attributes["value"]
    for id_ in (theirs, 999_999, 2**31 - 1, 2**70):
        data = {"csrf_token": token, "key": f"{id_}".rjust(32, "k"), "version": "1", **GOOD}
        assert portal.get(f"{LIST}/{id_}").status_code == 404
        for act in ("", "/default", "/remove"):
            assert portal.post(f"{LIST}/{id_}{act}", data=data).status_code == 404
    session.rollback()
    assert session.get_one(CustomerAddress, theirs).contact == "王经理"


def test_the_pages_speak_both_languages(portal: Client) -> None:
    for path, english in ((LIST, "Delivery addresses"), (f"{LIST}/new", "Add an address")):
        assert english in portal.get(path, headers={"Accept-Language": "en"}).text
        assert english not in portal.get(path).text
