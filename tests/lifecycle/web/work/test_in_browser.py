"""The working pages in a real browser: no fault for axe, no overflow, no script needed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from lifecycle.models import Proposal
from lifecycle.vocabulary import MembershipBody, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_member, make_person
from tests.factories import make_plan, proposal_in, score_all
from tests.lifecycle.web.windows import DESK, PHONE, enter, find_faults
from workflow.models import Seat, User
from workflow.permissions import grant


@pytest.fixture
def staff(live_site: str) -> User:
    """Return somebody who runs the procedure, decides and scores, with work in every phase."""
    person = make_person("Salma")
    grant(MINISTRY_TEAM, person)
    grant(MINISTRY_LEAD, person)
    make_plan()
    for name in ("Tarik", "Widad"):
        make_member(name, MembershipBody.ASSESSORS, None)
    for state in (
        ProposalState.SUBMITTED,
        ProposalState.NEEDS_DETAILS,
        ProposalState.IN_ASSESSMENT,
        ProposalState.TAKEN_UP,
        ProposalState.PORTER_SEARCH,
        ProposalState.WITHDRAWN,
    ):
        proposal_in(state, language="ar", title="السجل العمومي للصفقات كبيانات مفتوحة")
    score_all(proposal_in(ProposalState.IN_ASSESSMENT))
    return person


def list_addresses() -> Iterator[str]:
    """Yield the address of every working page, with something on it."""
    submitted = Proposal.objects.get(state=ProposalState.SUBMITTED)
    yield from ("/inbox/", "/inbox/?of=others", "/pipeline/", "/pipeline/?view=table")
    yield f"/bulk/?subject={submitted.pk}"
    yield f"/bulk/?subject={submitted.pk}&transition=refuse"
    yield from ("/assessment/", "/assessment/MA-2/ranking/", "/assessment/MA-2/decide/")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_of_the_staff_have_no_fault_and_fit_their_window(
    live_site: str, staff: User, browser: Browser, language: str, width: int
) -> None:
    window = enter(browser, live_site, staff, language=language, width=width)
    page = window.new_page()

    faults = [
        fault
        for address in list_addresses()
        for fault in find_faults(page, f"{live_site}{address}")
    ]

    window.close()
    assert faults == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_of_a_seat_has_no_fault_and_fits_its_window(
    live_site: str, staff: User, browser: Browser, width: int
) -> None:
    seat = Seat.objects.filter(round__outcome="", person__display_name="Tarik").first()
    assert seat is not None
    assert seat.person is not None
    window = enter(browser, live_site, seat.person, language="ar", width=width)
    page = window.new_page()

    faults = find_faults(page, f"{live_site}/assessment/seats/{seat.pk}/")

    window.close()
    assert faults == []


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

    assert page.get_by_text("Admissible", exact=True).count() == 2
    second.refresh_from_db()
    assert second.state == ProposalState.ADMISSIBLE
    bare.close()
    window.close()
