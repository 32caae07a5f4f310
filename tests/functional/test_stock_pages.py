"""The shelves' pages: lists, slips typed, pasted and scanned, counting, and prints (H1)."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.services.shelves.counting import Counted, enter_counts
from webapp.services.shelves.slip_queries import get_slip, list_lines

pytestmark = pytest.mark.rule("H1")

SAVE, POST = "button[data-action=save_slip]", "button[data-action=save_and_post_slip]"
GARBAGE = ["1e309", "NaN", "9" * 40, "-1", "0.0001", "\x00", "一", "2147483648", "９９"]


@pytest.fixture
def keeper(client: Client, company: Company) -> Client:
    client.sign_in("ship")
    return client


def write(client: Client, kind: str, button: str, **values: object) -> str:
    """Writes a slip; answers its number."""
    answer = client.submit(client.page(f"/stock/slips/new/{kind}"), button, **values)
    assert answer.status_code == 303, parse(answer).text()
    return answer.location.rsplit("/", 1)[1]


def begin(client: Client) -> str:
    answer = client.submit(client.page("/stock/counts/new"), "button[data-action=start_count]")
    assert answer.status_code == 303
    return answer.location.split("/")[-2]


def test_the_list_is_filtered_sorted_and_exported(keeper: Client, company: Company) -> None:
    page = keeper.page("/stock?q=lock&sort=-on_hand")
    rows = page.css("tr[data-number]")
    assert [row.attributes["data-number"] for row in rows] == ["LOCK-1"]
    assert "Worth" not in keeper.page("/stock", headers={"Accept-Language": "en"}).text()
    answer = keeper.submit(page, "form[data-act=export]")
    assert answer.status_code == 200
    (sheet,) = CalamineWorkbook.from_filelike(BytesIO(answer.data)).sheet_names
    table = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_name(sheet)
    assert [row[0] for row in table.to_python()[1:]] == ["LOCK-1"]


def test_worth_is_shown_to_who_manages_prices_only(client: Client, company: Company) -> None:
    client.sign_in("sales")
    assert "Worth" in client.page("/stock", headers={"Accept-Language": "en"}).text()


def test_a_slip_is_typed_pasted_and_posted(keeper: Client, company: Company) -> None:
    number = write(
        keeper,
        "in",
        SAVE,
        code=["nut-8", "6900000000021"],
        quantity=["10", "5"],
        line_remark=["a", ""],
        pasted="BOLT-8\t1,000\n",
        reason="YG-1",
    )
    page = keeper.page(f"/stock/slips/{number}")
    assert page.css_first("main[data-status=draft]") is not None
    assert [row.attributes["data-article"] for row in page.css("tr[data-article]")] == [
        "NUT-8",
        "BOLT-8",
    ]
    assert keeper.submit(page, "form[data-act=post_slip]").status_code == 303
    assert company.stock("NUT-8") == (515, 0)
    assert company.stock("BOLT-8") == (2000, 0)
    posted = keeper.page(f"/stock/slips/{number}")
    assert posted.css_first("form[data-act=post_slip]") is None
    assert keeper.submit(page, "form[data-act=post_slip]").status_code == 303
    assert company.stock("NUT-8") == (515, 0)
    assert keeper.get(f"/stock/slips/{number}/edit").status_code == 409


def test_posting_at_once_says_at_its_row_what_falls_short(keeper: Client, company: Company) -> None:
    page = keeper.page("/stock/slips/new/out")
    values = {"code": ["LOCK-1"], "quantity": ["6"], "reason": "broken"}
    answer = keeper.submit(page, POST, **values)
    assert answer.status_code == 422
    assert parse(answer).css_first("tr.dd-row-error input[value=LOCK-1]") is not None
    assert company.stock("LOCK-1") == (5, 0)
    assert write(keeper, "out", POST, code=["LOCK-1"], quantity=["5"], reason="broken")
    assert company.stock("LOCK-1") == (0, 0)


def test_a_draft_that_falls_short_by_now_says_so_at_its_line(
    keeper: Client, company: Company
) -> None:
    number = write(keeper, "out", SAVE, code=["LOCK-1"], quantity=["5"], reason="gift")
    order = company.place(company.wanted(LOCK_1="3"))
    page = keeper.page(f"/stock/slips/{number}")
    answer = keeper.submit(page, "form[data-act=post_slip]")
    assert answer.status_code == 422
    wrong = parse(answer).css_first("tr.dd-row-error[data-article=LOCK-1]")
    assert wrong is not None
    assert order.number in wrong.text()


def test_a_draft_is_changed_and_who_is_late_is_told(keeper: Client, company: Company) -> None:
    number = write(keeper, "in", SAVE, code=["NUT-8"], quantity=["1"])
    early, late = (keeper.page(f"/stock/slips/{number}/edit") for _ in range(2))
    assert keeper.submit(early, SAVE, reason="first").status_code == 303
    answer = keeper.submit(late, POST, reason="second")
    assert answer.status_code == 409
    assert company.stock("NUT-8") == (500, 0)
    void = keeper.submit(keeper.page(f"/stock/slips/{number}"), "form[data-act=void_slip]")
    assert void.status_code == 422
    page = keeper.page(f"/stock/slips/{number}")
    assert keeper.submit(page, "form[data-act=void_slip]", reason="no").status_code == 303


@pytest.mark.parametrize("quantity", GARBAGE)
def test_a_quantity_that_is_none_is_an_error_at_its_row(
    keeper: Client, company: Company, quantity: str
) -> None:
    page = keeper.page("/stock/slips/new/in")
    answer = keeper.submit(page, POST, code=["GONE"], quantity=[quantity])
    assert answer.status_code == 422
    number = begin(keeper)
    sheet = keeper.page(f"/stock/slips/{number}/count")
    field = str(sheet.css("input[data-picked]")[0].attributes["name"])
    answer = keeper.submit(sheet, "form#count", **{field: quantity})
    assert answer.status_code in (303, 422)


def test_counting_keeps_what_others_counted(keeper: Client, company: Company) -> None:
    number = begin(keeper)
    sheet = keeper.page(f"/stock/slips/{number}/count")
    fields = {
        str(item.attributes["data-article"]): str(
            item.css_first("input[data-picked]").attributes["name"]
        )
        for item in sheet.css("li[data-article]")
    }
    ship = company.actor("ship")
    slip = get_slip(company.session, ship, number)
    lines = {one.code: one for one in list_lines(company.session, ship, slip).rows}
    theirs = [Counted(lines["NUT-8"].id, None, lines["NUT-8"].on_hand - 1)]
    enter_counts(company.session, company.actor("admin"), number, theirs)
    mine = {fields["BOLT-8"]: "999"}
    assert keeper.submit(sheet, "form#count", **mine).status_code == 303
    clash = keeper.submit(sheet, "form#count", key="k" * 24, **{fields["NUT-8"]: "400"})
    assert clash.status_code == 422
    assert parse(clash).css_first("li.is-wrong[data-article=NUT-8]") is not None
    again = keeper.submit(parse(clash), "form#count")
    assert again.status_code == 303
    page = keeper.page(f"/stock/slips/{number}")
    assert keeper.submit(page, "form[data-act=post_slip]").status_code == 303
    assert company.stock("NUT-8") == (400, 0)
    assert company.stock("BOLT-8") == (999, 0)
    assert company.stock("PIPE-20") == (80, 0)
    assert keeper.get(f"/stock/slips/{number}/count").status_code == 409


def test_a_sheet_is_shown_in_parts_and_printed(keeper: Client, company: Company) -> None:
    number = begin(keeper)
    for shown, count in (("", 4), ("left", 4), ("differing", 0), ("rubbish", 4)):
        page = keeper.page(f"/stock/slips/{number}/count?shown={shown}")
        assert len(page.css("li[data-article]")) == count
    printed = keeper.page(f"/stock/slips/{number}/print")
    assert len(printed.css("tbody tr")) == 4
    again = keeper.submit(keeper.page("/stock/counts/new"), "button[data-action=start_count]")
    assert again.status_code == 422


@pytest.mark.parametrize("path", ["/stock", "/stock/slips", "/stock/items/BOLT-8"])
@pytest.mark.parametrize("value", [*GARBAGE, "\ud800", "../x"])
def test_addresses_with_rubbish_narrow_nothing_or_all(
    keeper: Client, company: Company, path: str, value: str
) -> None:
    for name in ("q", "warehouse", "category", "state", "kind", "sort", "after", "before"):
        text = value.encode("utf-8", "surrogatepass")
        assert keeper.get(path, query_string={name: text}).status_code == 200


def test_movements_lead_to_their_slip(keeper: Client, company: Company) -> None:
    number = write(keeper, "in", POST, code=["NUT-8"], quantity=["1"])
    page = keeper.page("/stock/items/nut-8")
    link = page.css_first("tr[data-kind=in] a")
    assert link is not None
    assert link.attributes["href"] == f"/stock/slips/{number}"
    assert keeper.get("/stock/items/GONE").status_code == 404


@pytest.mark.parametrize("who", ["finance", "kh001"])
def test_only_who_may_see_stock_comes_here(client: Client, company: Company, who: str) -> None:
    client.sign_in(who)
    for path in ("/stock", "/stock/slips", "/stock/slips/new/in", "/stock/counts/new"):
        assert client.get(path).status_code == 403
    client.sign_in("sales")
    assert client.get("/stock/slips/new/in").status_code == 403
    assert client.page("/stock").css_first("a[href='/stock/slips/new/in']") is None
