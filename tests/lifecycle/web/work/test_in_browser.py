"""Several proposals are moved together in a real browser that runs no script."""

import pytest
from playwright.sync_api import Browser, expect

from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import make_person
from tests.factories import make_plan, proposal_in
from tests.lifecycle.web.windows import DESK, enter
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.once


@pytest.fixture
def staff(live_site: str) -> User:
    """Return somebody of the ministry team, on whose desk a proposal lies."""
    person = make_person("Salma")
    grant(MINISTRY_TEAM, person)
    make_plan()
    proposal_in(ProposalState.SUBMITTED)
    return person


def test_two_proposals_are_admitted_together_without_a_script(
    live_site: str, staff: User, browser: Browser
) -> None:
    second = proposal_in(ProposalState.SUBMITTED)
    window = enter(browser, live_site, staff, language="en", width=DESK)
    bare = browser.new_context(java_script_enabled=False, storage_state=window.storage_state())
    page = bare.new_page()

    page.goto(f"{live_site}/inbox/?kind=proposal.submitted")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Move the selected ones together").click()
    page.get_by_role("radio", name="Admit").check()
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_role("button", name="Do it for 2 proposals").click()

    expect(page.get_by_text("Admissible", exact=True)).to_have_count(2)
    second.refresh_from_db()
    assert second.state == ProposalState.ADMISSIBLE
    bare.close()
    window.close()
