"""Windows of a real browser: signed in, in a language, of the width of a desk or of a phone."""

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.axe import find_violations
from tests.sessions import open_session
from workflow.models import User

PHONE, DESK = 390, 1360


def enter(
    browser: Browser,
    site: str,
    person: User | None,
    *,
    language: str,
    width: int,
    runs_scripts: bool = True,
) -> BrowserContext:
    """Return a window in which the person is signed in, or nobody; axe may add its script."""
    window = browser.new_context(
        viewport={"width": width, "height": 900},
        bypass_csp=True,
        java_script_enabled=runs_scripts,
    )
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if person is not None:
        cookies[settings.SESSION_COOKIE_NAME] = open_session(person)
    window.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in cookies.items()]
    )
    return window


def find_faults(page: Page, address: str) -> list[str]:
    """Return what axe finds and how far the page is wider than its window."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    found = [f"{address}: {fault['id']}" for fault in find_violations(page)]
    root = "document.documentElement"
    wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [*found, f"{address}: {wide} px too wide"] if wide > 0 else found
