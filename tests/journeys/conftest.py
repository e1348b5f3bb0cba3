"""Windows of the one browser: a context of its own for each person, closed with the test."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.journeys.windows import Window, Words
from workflow.models import User

DESK = ViewportSize(width=1360, height=900)
#: Fails sooner than the default of 30 s, and late enough for a machine with much else to do.
PATIENCE_MS = 15_000

Enter: TypeAlias = Callable[..., Window]


@pytest.fixture
def enter(browser: Browser, live_site: str) -> Iterator[Enter]:
    """Return a function that opens a window, and signs `person` in when there is one."""
    opened: list[BrowserContext] = []

    def open_window(person: User | None, language: str, *, scripts: bool = True) -> Window:
        context = browser.new_context(
            viewport=DESK, locale=language, java_script_enabled=scripts, base_url=live_site
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        window = Window(context.new_page(), live_site, Words(language))
        if person is not None:
            window.sign_in(person)
        return window

    yield open_window
    for context in opened:
        context.close()
