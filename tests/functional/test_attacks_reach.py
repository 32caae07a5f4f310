"""A person with every right, each over his own customers only, against all pages and lists (A4).

Whatever he opens or takes out, nothing of the others' customers may stand in it; and what was
written for him with wider rights than he has now is not given out.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support import samples
from tests.support.client import Client
from tests.support.company import Company
from tests.support.returning import token_of
from webapp.models import Customer, Order, ReturnRequest, Role, RolePermission, User
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.accounts import actor_of
from webapp.services.tasks.running import run_next
from webapp.web import exports
from webapp.web.exports import all_exportables

pytestmark = [pytest.mark.rule("A4"), pytest.mark.control("C36")]

WHO, HIS = "region1", "kh001"
NUMBER = re.compile(r"\bDH-[A-Z]-\d{8}-\d{6}\b")
#: They write something down or ask twice, and have nothing of a customer's on them.
NOT_ASKED = frozenset({"health.report", "demo.sign_in", "account.sign_out", "static"})


@dataclass(frozen=True)
class Foreign:
    """How customers out of reach, and their papers, are recognised."""

    words: tuple[str, ...]
    numbers: frozenset[str]

    def found_in(self, text: str) -> set[str]:
        return {one for one in self.words if one in text} | self.numbers & set(NUMBER.findall(text))


def keep_some(session: Session) -> None:
    """Gives the person every right that has a reach, over his own customers."""
    role = session.scalars(select(Role).where(Role.code == "regional_manager")).one()
    session.execute(delete(RolePermission).where(RolePermission.role_id == role.id))
    session.add_all(
        RolePermission(role_id=role.id, permission=right.value, scope=Reach.OWN.value)
        for right in Permission
        if right is not Permission.SYSTEM_MANAGE
    )
    session.commit()


@pytest.fixture
def foreign(session: Session) -> Foreign:
    keep_some(session)
    person = session.scalars(select(User).where(User.user_name == WHO)).one()
    regions = sorted(actor_of(session, person).regions)
    his = or_(Customer.region_id.in_(regions), Customer.salesperson_id == person.id)
    others = session.scalars(select(Customer).where(~his | his.is_(None))).all()
    ids = [one.id for one in others]
    words = [word for one in others for word in (one.code, one.name, one.contract_number)]
    papers = [
        *session.scalars(select(Order.number).where(Order.customer_id.in_(ids))),
        *session.scalars(select(ReturnRequest.number).where(ReturnRequest.customer_id.in_(ids))),
    ]
    assert len(ids) > 3
    assert len(papers) > 10
    session.rollback()
    return Foreign(tuple(filter(None, words)), frozenset(papers))


@pytest.mark.demo
def test_nothing_of_others_customers_is_on_any_page_or_list(
    client: Client, app: Flask, session: Session, foreign: Foreign
) -> None:
    held = samples.samples_of(session, HIS)
    client.checks_html = False
    client.sign_in(WHO)
    asked = [rule for rule in samples.routes(app, "GET") if rule.endpoint not in NOT_ASKED]
    read = [client.get(held.address(app, rule)) for rule in asked]
    sent = {"csrf_token": token_of(client.page("/account"))}
    taken = [client.post(f"/lists/{one.key}/export", data=sent) for one in all_exportables()]
    assert [leak for answer in (*read, *taken) for leak in _leaks(answer, foreign)] == []
    assert sum(answer.status_code == 200 for answer in read) > 60
    assert sum(answer.status_code == 200 for answer in taken) > 8


def _leaks(answer: TestResponse, foreign: Foreign) -> list[str]:
    found = foreign.found_in(f"{answer.headers}\n{_text_of(answer)}")
    return [f"{answer.request.full_path} shows {sorted(found)[:6]}"] if found else []


def _text_of(answer: TestResponse) -> str:
    content = answer.get_data()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(one).decode("utf-8") for one in archive.namelist())


@pytest.mark.rule("H3")
@pytest.mark.parametrize("loss", ["narrowed", "taken"])
def test_a_list_written_with_wider_rights_is_not_given_out(
    client: Client, app: Flask, company: Company, monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    company.place()
    client.sign_in("review")
    place = client.submit(client.page("/orders"), "form[data-act=export]").location
    with app.app_context():
        assert run_next(app.extensions["database"].session, exports.RUNNERS)
    link = client.page(place).css_first("[data-action=fetch]")
    assert link is not None
    file = link.attributes["href"] or ""
    assert client.get(file).status_code == 200
    _take_away(company.session, loss)
    assert client.get(file).status_code == 409


def _take_away(session: Session, loss: str) -> None:
    role = select(Role.id).where(Role.code == "order_reviewer").scalar_subquery()
    cell = (RolePermission.role_id == role, RolePermission.permission == Permission.ORDER_PRINT)
    change = update(RolePermission).where(*cell).values(scope=Reach.OWN.value)
    session.execute(change if loss == "narrowed" else delete(RolePermission).where(*cell))
    session.commit()
