"""Fixtures for every test. What a service of this machine offers, `tests/services.py` finds."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test.testcases import LiveServerThread
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.databases import Clone, drop_template, make_template, use_clone
from tests.services import SERVICES, find_chromium
from workflow.known_calendar import forget_calendar, get_known_calendar

pytest_plugins = ["tests.cast", "tests.agreement", "tests.implementation", "tests.promises"]

#: A test that asks for none of these, by itself or through a fixture, looks at no database.
_DATABASE_FIXTURES = {"db", "django_db_setup", "template_database"}
#: A test that asks for one of these needs a service that not every machine has.
SERVICE_FIXTURES = {"browser": "chromium", "rabbitmq_url": "rabbitmq", "bpmnlint": "npm"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose service is not here; under CI=true let them run and fail.

    What is looked at in a browser says little of a database: once is enough, unless it says more.
    Proofs take long: they come first, so that no worker is left with them when the others are done.
    """
    items.sort(key=lambda item: {"proofs", "matrix"}.isdisjoint(item.path.parts))
    for item in items:
        if _says_nothing_of_a_database(item):
            item.add_marker("once")
    if os.environ.get("CI") == "true":
        return
    absent = {name for name, find in SERVICES.items() if find() is None}
    kept = [item for item in items if not _list_services(item) & absent]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the collector what lives as long as the run: it costs a tenth of the time of a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _says_nothing_of_a_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    if "browser" in names:
        return item.get_closest_marker("each_database") is None
    uses_database = item.get_closest_marker("django_db") is not None
    return not uses_database and names.isdisjoint(_DATABASE_FIXTURES)


def _list_services(item: pytest.Item) -> set[str]:
    names = getattr(item, "fixturenames", ())
    return {SERVICE_FIXTURES[name] for name in names if name in SERVICE_FIXTURES}


@pytest.fixture(autouse=True)
def _calendar_of_nobody() -> None:
    """Let no test know the calendar of another, which took back what it wrote."""
    forget_calendar()


@pytest.fixture
def known_calendar(db: None) -> None:
    """Let the calendar be known, as it is from the second transition of a process on."""
    get_known_calendar()


@pytest.fixture(autouse=True)
def _language_of_the_site() -> None:
    """Begin in the language of the site: a request of an earlier test left the reader's behind."""
    translation.deactivate()


@pytest.fixture
def in_english() -> Iterator[None]:
    """Let the test read sentences as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Create the test database whichever tests are run.

    pytest-django's own fixture looks for its markers, and a test on a copy of the database bears
    none of them: alone, it would find no tables.
    """
    with django_db_blocker.unblock():
        created = setup_databases(verbosity=0, interactive=False)
    yield
    # PostgreSQL drops no database that a thread which has ended is still connected to.
    gc.collect()
    with django_db_blocker.unblock():
        teardown_databases(created, verbosity=0)


@pytest.fixture(scope="session")
def template_database(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Return the name of a copy of the migrated database that nothing writes to."""
    with django_db_blocker.unblock():
        template = make_template(tmp_path_factory.mktemp("database"))
        yield template
        drop_template(template)


@pytest.fixture
def cloned_database(
    template_database: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[Clone]:
    """Give this test its own database, seen by all its threads, and by processes through `url`.

    What is written is committed: nothing rolls back, the database is dropped afterwards. Threads
    close their connections themselves.
    """
    with django_db_blocker.unblock(), use_clone(template_database, tmp_path) as clone:
        yield clone


class _SourceFilesHandler(StaticFilesHandler):
    """The files as they are in the source, for nothing was collected; a window asks once."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        answer = super().serve(request)
        # The server of a test, and its address, live no longer than that.
        answer["Cache-Control"] = "max-age=3600"
        return answer


@pytest.fixture
def live_site(cloned_database: Clone) -> Iterator[str]:
    """Serve the application on a copy of the database; return its address without a last slash."""
    server = LiveServerThread("127.0.0.1", _SourceFilesHandler)
    server.server_class = ThreadedWSGIServer
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture(scope="session")
def browser(template_database: str) -> Iterator[Browser]:
    """Return the system's Chromium, shared by the journeys of a run."""
    # Playwright's loop runs in this thread, which Django takes for asynchronous code: there it
    # keeps other connections, so the test database must have been made and copied before.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=[
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                # Without it a process of its own draws what no graphics card does.
                "--disable-software-rasterizer",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        yield chromium
        chromium.close()
        # Those that this thread has beside its usual ones, as long as the loop runs in it.
        connections.close_all()


@pytest.fixture
def rabbitmq_url() -> str:
    """Return the address of a broker, or fail."""
    url = SERVICES["rabbitmq"]()
    assert url, "no RabbitMQ listens here"
    return url
