"""The green bar in a real browser: every entry of those who have many is in sight on a desk."""

import pytest
from playwright.sync_api import Browser

from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_person
from tests.lifecycle.web.windows import DESK, enter
from workflow.permissions import grant

pytestmark = pytest.mark.once

WIDTHS = (1024, 1280, DESK)
#: How far the last entry reaches out of the bar that holds it, in pixels.
_HIDDEN = "bar => bar.scrollWidth - bar.clientWidth"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_entry_of_the_bar_is_cut(live_site: str, browser: Browser, language: str) -> None:
    person = make_person("Salma")
    for role in (MINISTRY_TEAM, MINISTRY_LEAD):
        grant(role, person)
    window = enter(browser, live_site, person, language=language, width=DESK)
    page = window.new_page()
    page.goto(f"{live_site}/plans/")
    bar = page.locator(".site-nav ul")

    hidden = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        hidden[width] = bar.evaluate(_HIDDEN)

    assert bar.locator("a").count() >= 9
    assert [width for width in WIDTHS if hidden[width] > 0] == []
    window.close()
