"""Every kind of page in each language: axe finds nothing, nothing overflows, nothing is refused."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
from pytest_django.fixtures import Settings

from tests.axe import find_violations
from tests.journeys.pages import EMPTY, furnish, list_visits
from tests.journeys.visits import Visit
from tests.sessions import open_session
from workflow.models import User

pytestmark = pytest.mark.once

PHONE, DESK = ViewportSize(width=390, height=900), ViewportSize(width=1360, height=900)
#: Each rule set of WCAG 2.2 AA, and what axe recommends besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


# Axe reads each page once a language; both widths are read in the languages of the law. What is
# wide and in English has the colours of what is wide and in French, and they take axe the longest.
@pytest.mark.parametrize(
    ("language", "size", "without"),
    [("fr", DESK, []), ("ar", PHONE, []), ("en", DESK, ["color-contrast"])],
)
def test_no_page_has_a_fault_or_overflows(
    live_site: str,
    settings: Settings,
    browser: Browser,
    language: str,
    size: ViewportSize,
    without: list[str],
) -> None:
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"

    window = open_window(browser, live_site, None, language)
    faults = look_at_all(window, EMPTY, size, without=without)
    site = furnish()
    for reader, visits in groupby(list_visits(site), key=lambda visit: visit.reader):
        window = open_window(browser, live_site, site.people.get(reader), language)
        faults += look_at_all(window, visits, size, without=without)

    assert faults == []


def open_window(
    browser: Browser, address: str, person: User | None, language: str
) -> BrowserContext:
    """Return a window of this person, or of nobody."""
    window = browser.new_context(base_url=address)
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if person is not None:
        cookies[settings.SESSION_COOKIE_NAME] = open_session(person)
    window.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    return window


def look_at_all(
    window: BrowserContext,
    visits: Iterable[Visit],
    size: ViewportSize,
    *,
    without: Sequence[str] = (),
) -> list[str]:
    """Return what is wrong with the pages, looked at one after the other; close the window.

    The rules of axe that are named by `without` are not asked.
    """
    page, said = window.new_page(), list[ConsoleMessage]()
    page.on("console", lambda message: said.append(message))
    faults: list[str] = []
    for visit in visits:
        found = [*look_at(page, visit, size, without)]
        found += [each.text for each in said if is_complaint(each, visit)]
        said.clear()
        faults += [f"{visit.reader or 'nobody'} at {visit.address}: {fault}" for fault in found]
    window.close()
    return faults


def look_at(page: Page, visit: Visit, size: ViewportSize, without: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with the page as axe and a ruler find it."""
    page.set_viewport_size(size)
    yield from open_page(page, visit)
    yield from run_axe(page, without)
    yield from find_overflow(page)
    if size != PHONE:
        page.set_viewport_size(PHONE)
        yield from find_overflow(page)


def open_page(page: Page, visit: Visit) -> Iterator[str]:
    """Open the page, or what it answers to an empty form; yield what is wrong with the answer."""
    answer = page.goto(visit.address)
    if visit.status == 422:
        with page.expect_navigation() as sent:
            page.locator("main form button[type=submit].btn").first.click()
        answer = sent.value
    assert answer is not None
    if answer.status != visit.status:
        yield f"{answer.status} instead of {visit.status}"


def run_axe(page: Page, without: Sequence[str]) -> Iterator[str]:
    """Yield the faults that axe finds, with the first place of each."""
    for fault in find_violations(page, rules=RULES, without=without):
        yield f"{fault['id']} at {fault['nodes'][0]['target']}"


def find_overflow(page: Page) -> Iterator[str]:
    """Yield by how much the page is wider than its window."""
    wide = page.evaluate(OVERFLOW)
    if wide > 0:
        yield f"{wide} px too wide"


def is_complaint(message: ConsoleMessage, visit: Visit) -> bool:
    """Return whether the browser complains of the page: a script that fails, a policy broken.

    It also notes the status of a refusal, which is what was asked for.
    """
    is_status = f"status of {visit.status}" in message.text
    return message.type in {"error", "warning"} and not is_status
