"""The working pages in a real browser: no fault for axe, no overflow, no script needed."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from axe_core_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import Browser, BrowserContext, Page

from lifecycle.models import Proposal
from lifecycle.vocabulary import MembershipBody, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_member, make_person
from tests.factories import make_plan, proposal_in, score_all
from workflow.models import Seat, User
from workflow.permissions import grant

PHONE, DESK = 390, 1360


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


def enter(
    browser: Browser, site: str, person: User, *, language: str, width: int
) -> BrowserContext:
    """Return a window in which the person is signed in, without a script but axe's own."""
    engine = import_module(settings.SESSION_ENGINE)
    session = engine.SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    window = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    window.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site},
        ]
    )
    return window


def list_addresses() -> Iterator[str]:
    """Yield the address of every working page, with something on it."""
    submitted = Proposal.objects.get(state=ProposalState.SUBMITTED)
    yield from ("/inbox/", "/inbox/?of=others", "/pipeline/", "/pipeline/?view=table")
    yield f"/bulk/?subject={submitted.pk}"
    yield f"/bulk/?subject={submitted.pk}&transition=refuse"
    yield from ("/assessment/", "/assessment/MA-2/ranking/", "/assessment/MA-2/decide/")


def find_faults(page: Page, address: str) -> list[str]:
    """Return what axe finds and how far the page is wider than its window."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    found = [f"{address}: {fault['id']}" for fault in Axe().run(page)["violations"]]
    root = "document.documentElement"
    wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [*found, f"{address}: {wide} px too wide"] if wide > 0 else found


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
