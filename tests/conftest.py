"""Fixtures for every test: a database as good as new, the app on it, and readers of pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from hypothesis import settings
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from xdist.remote import Producer

from tests.support import databases, outcome, pages, shared, templates
from tests.support.client import Client
from tests.support.company import Company, company_in
from tests.support.databases import FreshDatabase, Kind
from tests.support.inquiring import Inquiring
from tests.support.postgres import PostgresMissingError
from tests.support.reviewing import Reviewing
from tests.support.scheduling import Scheduling
from tests.support.trials import TRIAL
from webapp import create_app, wiring
from webapp.db import Database
from webapp.services.reviews import kinds

TESTS = Path(__file__).parent
#: Commands and queries must do the same on both databases; pages stand on commands.
ON_BOTH = TESTS / "integration"

#: Whatever the developer's environment says, tests run the same; hashes are as cheap as can be.
SETTINGS = {
    "SECRET_KEY": "a-key-for-tests-only-that-is-long-enough",
    "TESTING": "1",
    "DEMO": "1",
    "PRODUCTION": "0",
    "HTTPS": "0",
    "TRUSTED_HOSTS": "",
    "TRUSTED_PROXIES": "0",
    "SMTP_URL": "",
    "READ_DATABASE_URL": "",
    "ARGON2_MEMORY_KIB": "8",
    "ARGON2_PASSES": "1",
}

# On a shared machine the same cases every time: a new find belongs to whoever looks for it.
settings.register_profile("dingda", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("dingda")


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    shared.open_folder()
    wiring.connect()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    shared.close_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("databases")
    if mark:
        metafunc.parametrize("database_kind", mark.args)
    elif ON_BOTH in metafunc.definition.path.parents:
        metafunc.parametrize("database_kind", databases.KINDS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    outcome.note(item, report)
    return report


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture
def database_kind() -> Kind:
    """Which database a test runs on; parametrised over both in tests/integration."""
    return "sqlite"


@pytest.fixture(scope="session")
def fresh_databases(worker: str) -> Iterator[Callable[[Kind, str], FreshDatabase]]:
    """Opens a test database by kind and template, once each."""
    opened: dict[tuple[Kind, str], FreshDatabase] = {}

    def open_one(kind: Kind, template: str) -> FreshDatabase:
        if (kind, template) not in opened:
            fill = templates.FILLS[template]
            opened[kind, template] = databases.open_database(kind, worker, template, fill)
        return opened[kind, template]

    yield open_one
    for database in opened.values():
        database.close()


@pytest.fixture
def fresh_database(
    database_kind: Kind,
    fresh_databases: Callable[[Kind, str], FreshDatabase],
    request: pytest.FixtureRequest,
) -> FreshDatabase:
    """A migrated database, with the small company for ``company``, and nothing left in it."""
    try:
        database = fresh_databases(database_kind, templates.template_of(request))
    except PostgresMissingError as missing:
        pytest.skip(str(missing))
    database.restore()
    return database


@pytest.fixture
def blank_database_url(database_kind: Kind, worker: str) -> Iterator[str]:
    """A database without tables, for what makes or changes them."""
    try:
        with databases.blank_database(database_kind, f"{worker}_blank") as url:
            yield url
    except PostgresMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    return fresh_database.url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The product's own view of the test's database, for sessions as many as a race needs."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.fixture
def company(session: Session) -> Company:
    """A small company made by the product's own services."""
    return company_in(session)


@pytest.fixture
def reviewing(company: Company, monkeypatch: pytest.MonkeyPatch) -> Reviewing:
    """The small company with people for every seat, and small documents to be judged."""
    monkeypatch.setitem(kinds._kinds, TRIAL.key, TRIAL)
    return Reviewing(company)


@pytest.fixture
def inquiring(reviewing: Reviewing) -> Inquiring:
    """Inquiries of the small company, in whose seats there are people."""
    return Inquiring(reviewing)


@pytest.fixture(scope="session")
def make_app() -> Callable[..., Flask]:
    """Builds the app on a database, with settings by their environment names."""

    def make(database_url: str, **settings: str) -> Flask:
        app = create_app({**SETTINGS, "DATABASE_URL": database_url, **settings})
        app.test_client_class = Client
        return app

    return make


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """Apps already built, by the address of their database."""
    return {}


@pytest.fixture
def app(
    fresh_database: FreshDatabase, apps: dict[str, Flask], make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    """The app on the test's database; built once a worker, its database as good as new."""
    if fresh_database.url not in apps:
        folder = shared.folder() / "instance"
        apps[fresh_database.url] = make_app(fresh_database.url, INSTANCE_PATH=str(folder))
    built = apps[fresh_database.url]
    yield built
    built.extensions["database"].dispose()


@pytest.fixture
def client(app: Flask) -> Client:
    """A person at the pages, not signed in; ``client.sign_in(user_name)`` changes that."""
    return cast(Client, app.test_client())


@pytest.fixture
def html() -> Callable[[Response], LexborHTMLParser]:
    """Parses an answer, to be asked by CSS selector."""
    return pages.parse
