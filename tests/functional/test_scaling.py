"""Several processes behind a proxy, a worker and a standby act as one, and losing one of them
loses nothing (docs/scaling.md)."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from psycopg.errors import ReadOnlySqlTransaction
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.company import Company, company_in
from tests.support.databases import FreshDatabase, Kind
from tests.support.drawing import signed
from tests.support.postgres import PostgresMissingError
from tests.support.processes import Process
from tests.support.returning import token_of
from tests.support.scene import PROCESSES, Scene, a_scene
from webapp.models import Event, Task
from webapp.services.checking.books import check_books
from webapp.services.core.actor import SYSTEM
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import writing
from webapp.services.tasks.commands import ask_for_export
from webapp.standby import ONLY_READS, Standby
from webapp.web.context import db
from webapp.web.exports import all_exportables
from webapp.web.reports import read_report

#: How many orders each customer places, and how many each reviewer passes, under load.
ORDERS = 5
#: How often something is looked for, twenty times a second.
COMES_WITHIN = 600
#: What only the list of all orders' lines asks.
LINES = "FROM order_line JOIN sales_order"


@pytest.fixture(scope="module")
def scene(
    fresh_databases: Callable[[Kind, str], FreshDatabase],
    make_app: Callable[..., Flask],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Scene]:
    try:
        fresh = fresh_databases("postgresql", "company")
        with a_scene(fresh, make_app, tmp_path_factory.mktemp("instance")) as opened:
            yield opened
    except PostgresMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def company(scene: Scene) -> Iterator[Company]:
    with scene.database.session() as session:
        yield company_in(session)


def insisting(send: Callable[[], TestResponse]) -> TestResponse:
    """What a person does whose form was not answered: he sends it again, as it stands."""
    for _ in range(COMES_WITHIN):
        answer = send()
        if answer.status_code not in (502, 503):
            break
        time.sleep(0.05)
    return answer


def place(client: Client) -> str:
    """An order placed by its customer through the real forms; its number."""
    page = client.page("/quick-order")
    form = "form[action='/quick-order']"
    filled = insisting(lambda: client.submit(page, form, code=["BOLT-8"], quantity=["10"]))
    assert filled.status_code == 303
    checkout = client.page("/checkout")
    placed = insisting(lambda: client.submit(checkout, "form.dd-checkout", signature=signed()))
    assert placed.status_code == 303, placed.text
    return placed.location.rpartition("/")[2]


def pass_on(client: Client, number: str) -> str:
    page = client.page(f"/orders/{number}")
    assert insisting(lambda: client.submit(page, "form[data-act=pass]")).status_code == 303
    return number


def waits_for(what: Callable[[], bool]) -> bool:
    """Whether it comes in time."""
    for _ in range(COMES_WITHIN):
        if what():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.rule("A4")
def test_a_right_taken_away_at_one_process_is_gone_at_the_others(scene: Scene) -> None:
    first, *others = scene.processes
    finance = [scene.client("finance", only=process) for process in scene.processes]
    admin = scene.client("admin", only=first)
    assert [client.get("/returns").status_code for client in finance] == [200] * PROCESSES

    def allow(reach: str) -> None:
        cell = {"cell.finance_reviewer.order.view": reach}
        assert admin.submit(admin.page("/settings/roles"), "form#roles", **cell).status_code == 303

    allow("")
    assert [client.get("/returns").status_code for client in finance] == [403] * PROCESSES
    allow("all")
    assert [client.get("/returns").status_code for client in finance] == [200] * PROCESSES
    assert len(others) == PROCESSES - 1


def test_a_form_sent_to_all_processes_at_once_counts_once(scene: Scene, company: Company) -> None:
    before = scene.numbers()
    client = scene.client("kh001")
    page = client.page("/quick-order")
    client.submit(page, "form[action='/quick-order']", code=["BOLT-8"], quantity=["10"])
    checkout = client.page("/checkout")
    session_cookie = client.get_cookie("dingda")
    assert session_cookie is not None

    def send(process: Process) -> TestResponse:
        same = scene.client("kh001", only=process)
        same.set_cookie("dingda", session_cookie.value)
        return same.submit(checkout, "form.dd-checkout", signature=signed())

    with ThreadPoolExecutor(PROCESSES) as pool:
        answers = list(pool.map(send, scene.processes))
    assert {answer.status_code for answer in answers} == {303}
    [number] = set(scene.numbers()) - set(before)
    assert {answer.location for answer in answers} == {f"/my/orders/{number}"}
    assert all(scene.proxy.answered.values())


def test_a_process_killed_at_work_loses_nothing(scene: Scene, company: Company) -> None:
    known = scene.numbers()
    waiting = [company.place().number for _ in range(2 * ORDERS)]
    customers = [scene.client(name) for name in ("kh001", "kh002")]
    staff = [(scene.client("review"), waiting[::2]), (scene.client("admin"), waiting[1::2])]
    victim = scene.processes[0]

    def kill() -> None:
        assert waits_for(lambda: scene.proxy.busy[victim.port] > 0)
        victim.kill()

    with ThreadPoolExecutor(5) as pool:
        placing = [pool.submit(lambda c: [place(c) for _ in range(ORDERS)], c) for c in customers]
        passing = [pool.submit(lambda c, n: [pass_on(c, one) for one in n], c, n) for c, n in staff]
        pool.submit(kill).result()
        placed = [number for one in placing for number in one.result()]
        passed = [number for one in passing for number in one.result()]
    assert len(set(placed)) == 2 * ORDERS
    assert sorted(scene.numbers()) == sorted([*known, *waiting, *placed])
    with scene.database.session() as session:
        assert _events(session, "OrderSubmitted", placed) == dict.fromkeys(placed, 1)
        assert _events(session, "StepPassed", passed) == dict.fromkeys(passed, 1)
        assert [*check_books(session, scene.seals)] == []


def _events(session: Session, name: str, numbers: Sequence[str]) -> dict[str, int]:
    """How many events of a name each order has."""
    found = select(Event.subject_number).where(
        Event.name == name, Event.subject_number.in_(numbers)
    )
    return dict(Counter(session.scalars(found)))


def taken(client: Client, key: str) -> TestResponse:
    sent = {"csrf_token": token_of(client.page("/account"))}
    return client.post(f"/lists/{key}/export", data=sent)


def first_column(answer: TestResponse) -> list[object]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    return [row[0] for row in book.get_sheet_by_index(0).to_python()]


def asked_for_lines(scene: Scene) -> tuple[int, int]:
    """How often primary and standby were asked for them so far."""
    return scene.primary.asked().count(LINES), scene.standby.asked().count(LINES)


@pytest.mark.rule("H1")
def test_a_list_is_taken_from_the_standby_with_what_was_just_done(
    scene: Scene, company: Company
) -> None:
    at_primary, at_standby = asked_for_lines(scene)
    number = company.place().number
    assert number in first_column(taken(scene.client("review"), "order_lines"))
    assert asked_for_lines(scene) == (at_primary, at_standby + 1)
    _let_the_worker_write(scene, company)
    assert asked_for_lines(scene) == (at_primary, at_standby + 2)


def _let_the_worker_write(scene: Scene, company: Company) -> None:
    """Asks for the long list and waits until the worker has written it."""
    actor = company.actor("review")
    asked = (Permission.ORDER_PRINT, "order_lines", {}, "zh-CN")
    token = ask_for_export(company.session, actor, *asked).number

    def is_done() -> bool:
        company.session.rollback()
        return company.session.scalar(select(Task.status).where(Task.token == token)) == "done"

    assert waits_for(is_done)


@pytest.mark.rule("H1")
def test_every_list_can_be_read_where_nothing_can_be_written(scene: Scene) -> None:
    client = scene.client("admin")
    taken_out = {one.key: taken(client, one.key).status_code for one in all_exportables()}
    assert set(taken_out.values()) <= {200, 404}, taken_out
    assert "the standby" not in scene.said()


def test_nothing_is_decided_or_written_at_the_standby(scene: Scene) -> None:
    standby = Standby(scene.standby.url(scene.name))
    with standby.session() as session:
        with pytest.raises(DBAPIError) as refused:
            session.execute(text("UPDATE customer SET credit_limit = 0"))
        with pytest.raises(RuntimeError, match="standby"), writing(session, SYSTEM):
            pass
        assert [*check_books(session, scene.seals)] == []
    standby.dispose()
    assert isinstance(refused.value.orig, ReadOnlySqlTransaction)


@pytest.mark.rule("H1")
def test_a_standby_that_is_behind_is_not_read(scene: Scene, company: Company) -> None:
    at_primary, at_standby = asked_for_lines(scene)
    with scene.standby.connect(scene.name) as server:
        server.execute("SELECT pg_wal_replay_pause()")
        number = company.place().number
        answer = taken(scene.client("review"), "order_lines")
        server.execute("SELECT pg_wal_replay_resume()")
    assert number in first_column(answer)
    assert asked_for_lines(scene) == (at_primary + 1, at_standby)
    assert "the standby is behind" in scene.said()


def test_a_standby_that_is_away_or_fails_midway_costs_nobody_his_list(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def read() -> str:
        seen.append(bool(db().info.get(ONLY_READS)))
        if seen[-1]:
            db().execute(text("SELECT 1 / 0"))
        return "a list"

    for address, found in ((scene.standby.home, [True, False]), ("/nowhere", [False])):
        seen.clear()
        standby = Standby(f"postgresql+psycopg://tests@/{scene.name}?host={address}")
        monkeypatch.setitem(scene.app.extensions, "standby", standby)
        with scene.app.app_context():
            assert read_report(read) == "a list"
        standby.dispose()
        assert seen == found


def test_the_standby_takes_over_when_the_primary_is_gone(scene: Scene) -> None:
    """Last, because nothing brings the primary back; no process is started anew."""
    client = scene.client("kh001")
    known = {*scene.numbers(), place(client)}
    scene.primary.die()
    assert client.get("/healthz").status_code == 503
    scene.standby.promote()
    assert waits_for(lambda: all(scene.is_up(one) for one in scene.living()))
    scene.database.dispose()
    known.add(place(client))
    assert set(scene.numbers()) == known
    assert first_column(taken(scene.client("review"), "orders"))[1:]
    with scene.database.session() as session:
        _let_the_worker_write(scene, company_in(session))
        assert [*check_books(session, scene.seals)] == []
    test_nothing_is_decided_or_written_at_the_standby(scene)
