"""Contracts on their pages: the way by plain forms, the customer's copy, and what never leaves
the company (B9, B10, C5, G12)."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from pypdf import PdfReader
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.company import Company
from tests.support.contracting import Contracting
from tests.support.drawing import a_file
from tests.support.pages import leads_nowhere, parse
from tests.support.reviewing import Reviewing
from webapp.models import Department, User
from webapp.services.contracts.amending import amend_contract
from webapp.services.contracts.submitting import submit_contract

#: Cost, profit, what sales spends, and margins of the quotation that contracts are drawn from.
INNER = ("6,789.01", "6789.01", "111.00", "2,591.52", "2591.52", "2,480.52", "26.4", "成本", "利润")
RUBBISH = ("%00", "9" * 80, "a%2F..%2Fb", "%ED%A0%80", "HT-1%0A")


@pytest.fixture
def contracting(company: Company) -> Contracting:
    return Contracting(Reviewing(company))


def text_of(answer: TestResponse) -> str:
    assert answer.mimetype == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return "\n".join(page.extract_text() for page in pages).replace("\n", "")


@pytest.mark.rule("B9", "B10", "C1", "I3", "C5", "L10")
def test_the_whole_way_by_plain_forms(client: Client, contracting: Contracting) -> None:
    contracting.quoted()
    client.sign_in("sales")
    drawn = client.submit(client.page("/quotations/BJ-T-1"), "form[data-act=draw]")
    assert drawn.status_code == 303
    path = drawn.headers["Location"].removesuffix("/edit")
    number = path.rsplit("/", 1)[-1]
    linked = client.page("/quotations/BJ-T-1")
    assert linked.css_first(f"a[href='{path}']") is not None
    assert linked.css_first("form[data-act=draw]") is None
    form = client.page(f"{path}/edit")
    assert client.submit(form, "form[data-act=save]", quality_terms="").status_code == 303
    refused = client.submit(client.page(path), "form[data-act=submit]")
    assert refused.status_code == 422
    form = client.page(f"{path}/edit")
    client.submit(form, "form[data-act=save]", quality_terms="盐雾 96 小时", title="合页年度合同")
    assert client.submit(client.page(path), "form[data-act=submit]").status_code == 303
    contracting.judge(number)
    page = client.page(path)
    assert page.css_first("main").attributes["data-status"] == "approved"
    today = contracting.today.isoformat()
    told = {"day": today, "signed_by": "王经理"}
    page = client.page(path)
    refused = client.submit(page, "form[data-act=sign]", **told)
    assert refused.status_code == 422
    assert leads_nowhere(refused) == []
    files = {"scan": a_file("签字.png")}
    assert client.submit(page, "form[data-act=sign]", files=files, **told).status_code == 303
    page = client.page(path)
    holders = page.css_first("[data-holders]").text()
    assert "财务部" in holders or "Finance" in holders
    due = page.css_first("[data-plan]").text()
    assert (contracting.today + timedelta(days=5)).isoformat() in due
    assert page.css_first("form[data-act=file]") is None, "filing is quality supervision's"
    client.sign_in("admin")
    files = {"scan": a_file("备案.png")}
    page = client.page(path)
    assert leads_nowhere(client.submit(page, "form[data-act=file]", day="x")) == []
    assert client.submit(page, "form[data-act=file]", files=files, day=today).status_code == 303
    page = client.page(path)
    assert page.css_first("main").attributes["data-status"] == "filed"
    assert len(page.css("[data-papers] li")) == 2
    assert client.get(f"{path}/edit").status_code == 409


@pytest.mark.rule("B10")
def test_an_amendment_is_shown_against_what_it_amends(
    client: Client, contracting: Contracting
) -> None:
    number = contracting.filed()
    client.sign_in("sales")
    path = f"/contracts/{number}"
    page = client.page(path)
    assert client.submit(page, "form[data-act=amend]", reason=" ").status_code == 422
    assert client.submit(page, "form[data-act=amend]", reason="工地延期").status_code == 303
    form = client.page(f"{path}/edit")
    client.submit(form, "form[data-act=save]", delivery_terms="自提")
    changed = client.page(path).css_first("[data-amendment]").text()
    assert "工地延期" in changed
    assert "自提" in changed
    assert "送货上门" in changed
    assert client.submit(client.page(path), "form[data-act=drop]", reason="收回").status_code == 303
    assert client.page(path).css_first("main").attributes["data-status"] == "filed"
    earlier = client.page(f"{path}?version=2")
    assert "自提" in earlier.css_first("[data-terms]").text()
    assert client.get(f"{path}?version=9").status_code == 404


@pytest.mark.rule("B9")
def test_the_customer_reads_his_contract_and_nothing_of_the_inside(
    client: Client, contracting: Contracting
) -> None:
    number = contracting.submitted()
    client.sign_in("kh001")
    assert client.get(f"/my/contracts/{number}").status_code == 404, "nothing to sign yet"
    contracting.judge(number)
    shown = [client.page("/my/contracts").html, client.page(f"/my/contracts/{number}").html]
    answer = client.get(f"/my/contracts/{number}/paper.pdf")
    text = text_of(answer)
    for word in (
        "购销合同",
        "kh001五金商行",
        "壹万零陆佰元整",
        "10,600.00",
        "加厚合页",
        "知识产权",
    ):
        assert word in text.replace(" ", ""), word
    assert "第1页，共" in text.replace(" ", "")
    name = unquote(answer.headers["Content-Disposition"])
    for inner in INNER:
        assert not [one for one in (*shown, text, name) if inner in one], inner
    client.sign_in("kh002")
    for path in (f"/my/contracts/{number}", f"/my/contracts/{number}/paper.pdf"):
        assert client.get(path).status_code == 404
    assert number not in client.page("/my/contracts").html
    client.sign_in("sales")
    inside = client.page(f"/contracts/{number}").css_first("[data-inside]").text()
    assert "6,789.01" in inside
    assert "6,789.01" in client.page(f"/contracts/{number}/sheet").html
    assert "6,789.01" not in text_of(client.get(f"/contracts/{number}/paper.pdf"))


@pytest.mark.rule("B9", "B10")
def test_nothing_is_printed_that_is_not_approved(client: Client, contracting: Contracting) -> None:
    number = contracting.submitted()
    client.sign_in("sales")
    assert client.get(f"/contracts/{number}/paper.pdf").status_code == 404
    contracting.judge(number)
    contracting.sign(number)
    contracting.file(number)
    contracting.act(amend_contract, "sales", number, "客户工地延期")
    contracting.reword(number, delivery_terms="自提", packaging_terms="木箱")
    contracting.act(submit_contract, "sales", number)
    assert "自提" not in text_of(client.get(f"/contracts/{number}/paper.pdf"))
    contracting.judge(number)
    whole = text_of(client.get(f"/contracts/{number}/paper.pdf"))
    alone = client.get(f"/contracts/{number}/paper.pdf?amendment=1")
    for text in (whole, text_of(alone)):
        assert "补充协议（一）" in text
        assert "客户工地延期" in text
        assert "自提" in text
    assert "产品名称及规格" in whole
    assert "产品名称及规格" not in text_of(alone)
    assert "补充协议" in unquote(alone.headers["Content-Disposition"])
    assert client.get(f"/contracts/{number}/paper.pdf?amendment=2").status_code == 404


@pytest.mark.rule("C5")
def test_a_department_that_holds_a_paper_may_read_but_not_cost(
    client: Client, contracting: Contracting, company: Company
) -> None:
    number = contracting.approved()
    path = f"/contracts/{number}"
    store = company.session.query(Department.id).where(Department.code == "STORE").scalar_subquery()
    company.session.execute(
        update(User).where(User.user_name == "ship").values(department_id=store)
    )
    company.session.commit()
    client.sign_in("ship")
    assert client.get(path).status_code == 404
    client.sign_in("sales")
    page = client.page(path)
    given = {"paper": "contract_copy", "department": "STORE"}
    assert client.submit(page, "form[data-act=hand]", **given).status_code == 303
    refused = client.submit(client.page(path), "form[data-act=hand]", **given)
    assert refused.status_code == 422
    assert leads_nowhere(refused) == []
    voided = client.submit(client.page(path), "form[data-act=void]")
    assert leads_nowhere(voided) == []
    client.sign_in("ship")
    read = client.page(path)
    assert read.css_first("[data-inside]") is None
    assert "6,789.01" not in read.html
    assert client.get(f"{path}/sheet").status_code in (403, 404)
    client.sign_in("sales")
    page = client.page(path)
    assert client.submit(page, "form[data-act=take_back]").status_code == 303
    client.sign_in("ship")
    assert client.get(path).status_code == 404


@pytest.mark.rule("G12")
def test_a_paper_contract_is_registered_and_found(client: Client, company: Company) -> None:
    client.sign_in("sales")
    page = client.page("/contracts/register?customer=KH001")
    given = {"number": "HT/2026/7", "title": "年度框架", "valid_from": "2026-01-01"}
    assert client.submit(page, "form[data-act=register]", **given).status_code == 422
    files = {"scan": a_file("合同.png")}
    answer = client.submit(page, "form[data-act=register]", files=files, **given)
    assert answer.headers["Location"].endswith("/contracts/HT/2026/7")
    assert "年度框架" in client.page("/contracts/HT/2026/7").html
    listed = client.page("/contracts?q=年度&origin=registered")
    assert [row.attributes["data-number"] for row in listed.css("tbody tr")] == ["HT/2026/7"]
    chosen = client.page("/customers/KH001/edit").css("select[name=contract_number] option")
    assert {"HT-KH001", "HT/2026/7"} <= {one.attributes["value"] for one in chosen}
    client.sign_in("kh001")
    assert "HT/2026/7" in client.page("/my/contracts").html
    assert client.get("/my/contracts/HT/2026/7").status_code == 200
    assert client.get("/my/contracts/HT/2026/7/paper.pdf").status_code == 404


@pytest.mark.parametrize("sign", RUBBISH)
def test_rubbish_in_addresses_is_nobodys_contract(
    client: Client, company: Company, sign: str
) -> None:
    client.sign_in("sales")
    assert client.get(f"/contracts/{sign}").status_code in (400, 404)
    query = f"q={sign}&from_day={sign}&sort={sign}&status={sign}&after={sign}&version={sign}"
    assert client.get(f"/contracts?{query}").status_code == 200
    assert client.get(f"/contracts/HT-KH001?{query}").status_code in (200, 404)


def test_what_cannot_be_read_stands_at_its_row(client: Client, contracting: Contracting) -> None:
    number = contracting.drawn()
    client.sign_in("sales")
    form = client.page(f"/contracts/{number}/edit")
    typed = {"day.0": "never", "share.1": "1e309", "note.2": "third", "delivery_date": "\x00"}
    answer = client.submit(form, "form[data-act=save]", **typed)
    assert answer.status_code == 422
    page = parse(answer)
    wrong = {one.attributes["name"] for one in page.css("[aria-invalid=true]")}
    assert {"day.0", "share.1", "day.2", "share.2"} <= wrong
    assert page.css_first("[name='note.2']").attributes["value"] == "third"
