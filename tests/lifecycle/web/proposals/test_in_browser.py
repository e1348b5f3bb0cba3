"""What people do with proposals in a real browser, with a script and without one."""

import pytest
from playwright.sync_api import Browser, expect

from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import make_person
from tests.factories import make_plan, proposal_in
from tests.lifecycle.web.windows import DESK, PHONE, enter
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.once


@pytest.fixture
def staff(live_site: str) -> User:
    """Return somebody of the ministry team, with a plan that receives proposals."""
    person = make_person("Salma")
    grant(MINISTRY_TEAM, person)
    make_plan()
    return person


def test_a_citizen_submits_from_a_phone_without_a_script(
    live_site: str, staff: User, browser: Browser
) -> None:
    citizen = make_person("Driss", language="ar")
    window = enter(browser, live_site, citizen, language="en", width=PHONE, runs_scripts=False)
    page = window.new_page()

    page.goto(f"{live_site}/proposals/new/")
    page.get_by_role("radio", name="Arabic").check()
    page.get_by_label("Title").fill("خريطة مفتوحة للمناطق الخضراء")
    page.get_by_label("Theme").select_option(index=1)
    page.get_by_label("The problem").fill("لا أحد يعرف أين توجد.")
    page.get_by_label("The solution you propose").fill("نشر خريطة مفتوحة.")
    page.get_by_role("button", name="Keep, then submit").click()
    page.locator("main form .actions button", has_text="Submit").click()

    expect(page.get_by_role("heading", name="Your proposal is submitted")).to_be_visible()
    page.get_by_role("link", name=f"{live_site}/proposals/follow/").click()
    expect(page.get_by_text("Submitted").first).to_be_visible()
    window.close()


def test_a_preview_takes_the_place_of_what_was_foreseen(
    live_site: str, staff: User, browser: Browser
) -> None:
    admissible = proposal_in(ProposalState.ADMISSIBLE)
    window = enter(browser, live_site, staff, language="en", width=DESK)
    page = window.new_page()

    page.goto(f"{live_site}/proposals/{admissible.pk}/do/split/")
    for number in range(2):
        page.fill(f"[name=parts_{number}_title]", f"Part {number}")
        page.fill(f"[name=parts_{number}_problem]", admissible.problem)
        page.fill(f"[name=parts_{number}_solution]", admissible.solution)
    page.get_by_role("button", name="Preview").click()

    page.get_by_text("2 new proposals or files come to be.").wait_for()
    assert page.url.endswith("/do/split/")
    assert page.input_value("[name=parts_1_title]") == "Part 1"
    window.close()
